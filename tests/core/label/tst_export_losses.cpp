#include <algorithm>

#include <QTest>

#include "core/base/json.h"
#include "core/media/image.h"
#include "label_fixture.h"

using namespace slipway;
using namespace slipway::label;
using slipway::testkit::LabelFixture;

namespace {

bool names(const std::vector<Loss>& losses, std::string_view kind) {
    return std::ranges::any_of(losses, [&](const Loss& loss) { return loss.kind.find(kind) != std::string::npos; });
}

std::string listOf(const std::vector<Loss>& losses) {
    std::string text;
    for (const auto& loss : losses) text += loss.kind + " " + std::to_string(loss.count) + " " + loss.example + "\n";
    return text;
}

Region region(const std::string& id, const std::string& label, Shape shape) {
    Region made;
    made.id = id;
    made.label = label;
    made.shape = std::move(shape);
    return made;
}

/// A reviewed project of one picture and one text each, as far as the medium allows: with what formats lose, keys of
/// another format, and an answer that waits.
Project manyThings(LabelFixture& f, Medium medium) {
    auto request = f.request("p");
    request.medium = medium;
    request.reviewed = true;
    request.root = f.files.path();
    request.labels.classes[0].parent = "quality";
    const auto project = f.must(f.labels.create(f.ada, request));
    Corpus corpus;
    auto& item = corpus.items.emplace_back();
    item.medium = medium;
    Annotation answer;
    answer.annotator = "bob";
    answer.seconds = 3;
    answer.classes = {{"", "good", 0.5}, {"", "bad", {}}};
    answer.extra.set("labelme", Json{{"version", "5.0"}});
    if (medium == Medium::Image) {
        item.path = "a.png"; // whose size only the file tells
        f.must(media::writePng(
            {40, 30, std::vector<std::uint8_t>(std::size_t{4} * 40 * 30, 255)}, f.files.path() / item.path)
                .has_value());
        answer.regions = {region("r1", "good", RotatedBox{{20, 15}, 10, 5, 30}),
            region("r2", "bad", Polygon{{{{{2, 2}, {20, 2}, {20, 20}}, {{{8, 4}, {12, 4}, {12, 8}}}}}})};
        answer.regions[0].attributes["colour"] = std::string("red");
        answer.regions[1].occluded = true;
    } else {
        item.text = "one two three";
        answer.regions = {region("r1", "good", Span{0, 7}), region("r2", "bad", Span{4, 13})};
    }
    item.annotations = {answer};
    const auto imported = f.must(f.labels.importCorpus(f.rita, project, corpus, {}, f.progress));
    LabelFixture::must(imported.annotations == 1 && imported.problemCount == 0);
    const auto stored = f.must(f.labels.store().annotations(f.task(project, 1).id));
    f.must(f.labels.review(f.ada, project, stored[0].annotation.id, LabelService::Verdict::Accept, {}).has_value());
    f.must(f.labels.addItems(f.ada, project, {item}, f.progress).has_value());
    f.answer(f.cy, project, 1, "bad");
    return f.must(f.labels.find("p"));
}

} // namespace

class TestExportLosses : public QObject {
    Q_OBJECT
private slots:
    void aPreviewNamesWhatTheExportLoses_data() {
        QTest::addColumn<QString>("format");
        QTest::addColumn<int>("medium");
        for (const auto& format : labelFormats())
            for (const auto medium : {Medium::Image, Medium::Text})
                QTest::addRow("%s of %s", format->name().data(), name(medium).data())
                    << QString::fromStdString(std::string(format->name())) << static_cast<int>(medium);
    }
    void aPreviewNamesWhatTheExportLoses() {
        QFETCH(QString, format);
        QFETCH(int, medium);
        LabelFixture f;
        const auto project = manyThings(f, static_cast<Medium>(medium));
        const auto& writer = *f.must(findFormat(format.toStdString()));
        for (const auto& wish : {std::optional<ConsensusWish>(), std::optional(ConsensusWish{})}) {
            const auto promised = f.must(f.labels.exportPreview(f.ada, project, writer, {}, f.progress, wish));
            const auto out = f.files.path() / (wish ? "joined" : "out");
            QVERIFY(!std::filesystem::exists(out));
            const auto done = f.must(f.labels.exportLabels(f.ada, project, writer, out, {}, f.progress, wish));
            QVERIFY2(promised.losses == done.losses,
                ("promised\n" + listOf(promised.losses) + "lost\n" + listOf(done.losses)).c_str());
            QCOMPARE(promised.items, done.items);
            QCOMPARE(promised.consensus.has_value(), wish.has_value());
            QVERIFY2(names(promised.losses, "wait for a reviewer"), listOf(promised.losses).c_str());
            QVERIFY(!names(promised.losses, "unknown size"));
            QCOMPARE(names(promised.losses, "supercategory"), format != "coco");
            if (!wish) QCOMPARE(names(promised.losses, "only labelme says"), format != "labelme");
        }
    }
};

QTEST_GUILESS_MAIN(TestExportLosses)
#include "tst_export_losses.moc"
