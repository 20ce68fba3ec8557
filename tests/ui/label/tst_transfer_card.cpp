#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/json.h"
#include "tests/ui/label/label_items.h"
#include "ui/label/transfer_card.h"
#include "ui/widgets/data_table.h"

using namespace slipway;
using namespace slipway::ui;
using testkit::UiFixture;

namespace {

struct Shown {
    UiFixture& f;
    TransferCard card;
    explicit Shown(UiFixture& fixture) : f(fixture), card(fixture.app) { card.resize(900, 600); }

    template <class T> T* find(const char* name) { return card.findChild<T*>(name); }
    void settle() {
        if (!f.settle()) qFatal("the card does not settle");
    }
    void choose(const char* combo, const QString& data) {
        auto* box = find<QComboBox>(combo);
        box->setCurrentIndex(box->findData(data));
        box->activated(box->currentIndex());
        settle();
    }
    QString text() { return find<QLabel>("transferText")->text(); }
    QStringList rows() {
        QStringList rows;
        const auto* model = find<DataTable>("transferTable")->model();
        for (int row = 0; row < model->rowCount(); ++row)
            rows << model->index(row, 1).data().toString() + QLatin1Char(' ') + model->index(row, 2).data().toString();
        return rows;
    }
};

/// Two answers to two pictures of a reviewed project: one is accepted, one waits. Another format's key and a group of
/// classes come with the first.
label::Project makeReviewed(UiFixture& f) {
    const auto project = testkit::makeProject(f, "streets", 2, true);
    auto& labels = f.workspace->labels();
    auto set = project.labels;
    set.classes[0].parent = "vehicle";
    Progress progress;
    label::Corpus corpus;
    for (const char* path : {"item-1.png", "item-2.png"}) {
        auto& item = corpus.items.emplace_back();
        item.path = path;
        auto& answer = item.annotations.emplace_back();
        answer.annotator = "bob";
        auto& region = answer.regions.emplace_back();
        region.id = "r1";
        region.label = "car";
        region.shape = label::RotatedBox{{80, 80}, 40, 20, 30};
        region.extra.set("labelme", Json{{"line_color", "red"}});
    }
    if (!labels.setLabels(f.owner(), project, set) || !labels.importCorpus(f.owner(), project, corpus, {}, progress))
        qFatal("no answers");
    const auto stored = testkit::storedAnswers(f, "streets", 1);
    if (!labels.review(f.owner(), project, stored.at(0).annotation.id, label::LabelService::Verdict::Accept, {}))
        qFatal("no verdict");
    return *labels.find("streets");
}

} // namespace

class TestTransferCard : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        qputenv("SLIPWAY_DESKTOP_SETTINGS", m_folder.filePath("desktop.ini").toUtf8());
    }

    void whatIsListedBeforeAnExportIsWhatItLoses() {
        UiFixture f;
        const auto project = makeReviewed(f);
        Shown s(f);
        s.card.startExport("streets");
        s.settle();
        for (const auto& format : label::labelFormats()) {
            s.choose("transferFormat", QString::fromStdString(std::string(format->name())));
            Progress progress;
            const auto out = f.folder().parent_path() / ("out-" + std::string(format->name()));
            const auto done = f.workspace->labels().exportLabels(f.owner(), project, *format, out, {}, progress);
            QVERIFY(done.has_value());
            QStringList lost;
            for (const auto& loss : done->losses)
                lost << QString::fromStdString(loss.kind) + QLatin1Char(' ') + QString::number(loss.count);
            QCOMPARE(s.rows(), lost);
            QVERIFY(lost.contains("answers that wait for a reviewer 1"));
            QCOMPARE(lost.contains("what only labelme says: line_color 1"), format->name() != "labelme");
        }
    }

    void whoMayNotTakeAnswersOutIsToldSo() {
        UiFixture f;
        label::LabelService::NewProject request;
        request.name = "streets";
        request.labels = testkit::streetLabels();
        request.root = testkit::makePictures(f, 1);
        request.overlap = 2;
        QVERIFY(f.workspace->labels().create(f.owner(), request));
        QVERIFY(f.workspace->ledger().people().add({"bob", {access::Role::DataScientist}}));
        Shown s(f);
        s.card.startExport("streets");
        s.settle();
        QVERIFY(s.find<QPushButton>("transferWrite")->isVisible());
        f.app.person = "bob";
        s.card.startExport("streets");
        s.settle();
        QVERIFY2(s.text().contains("without seeing each other's answers"), qPrintable(s.text()));
        QVERIFY2(s.text().contains("reviewer"), qPrintable(s.text()));
        QVERIFY(!s.find<QPushButton>("transferWrite")->isVisible());
        f.prompts.answer(QStringLiteral("streets-labels"));
        s.card.makeDataset("streets");
        s.settle();
        QVERIFY2(s.text().contains("without seeing each other's answers"), qPrintable(s.text()));
    }

private:
    QTemporaryDir m_folder;
};

QTEST_MAIN(TestTransferCard)
#include "tst_transfer_card.moc"
