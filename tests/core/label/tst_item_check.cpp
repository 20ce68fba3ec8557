#include <QTest>

#include "tests/core/label/label_fixture.h"

using namespace slipway;
using namespace slipway::label;
using testkit::LabelFixture;
namespace fs = std::filesystem;

namespace {

Project made(LabelFixture& f, Medium medium) {
    auto request = f.request("p");
    request.medium = medium;
    request.root = f.files.path();
    return LabelFixture::must(f.labels.create(f.ada, request));
}

} // namespace

/// What is looked at of an item's file, and what that changes.
class TestItemCheck : public QObject {
    Q_OBJECT
private slots:
    void aMendedDocumentGetsItsText() {
        LabelFixture f;
        const auto bad = f.write("1.txt", "bad \xFF here"), worse = f.write("2.txt", "worse \xFF here");
        const auto project = made(f, Medium::Text);
        QVERIFY(f.labels.addFiles(f.ada, project, {bad, worse}, f.progress).has_value());
        QCOMPARE(f.labels.checkFiles(f.ada, project, f.progress)->broken, std::int64_t{2});
        QCOMPARE(f.task(project, 1).state, TaskState::Broken);
        f.write("1.txt", "mended");
        const auto checked = f.labels.checkFiles(f.ada, project, f.progress);
        QCOMPARE(checked->good, std::int64_t{1});
        QCOMPARE(checked->broken, std::int64_t{1});
        QCOMPARE(f.task(project, 1).state, TaskState::New);
        QCOMPARE(f.task(project, 1).item.text, std::string("mended"));
        QCOMPARE(f.task(project, 2).state, TaskState::Broken);
        QVERIFY(f.task(project, 2).problem.find("UTF-8") != std::string::npos);
    }

    void aVideosSizeIsKeptAndLookingWritesNothing() {
        LabelFixture f;
        f.write("a.mp4", "not looked into");
        const auto project = made(f, Medium::Video);
        Item item;
        item.medium = Medium::Video;
        item.path = "a.mp4";
        item.width = 640;
        item.height = 480;
        QVERIFY(f.labels.addItems(f.ada, project, {item}, f.progress).has_value());
        const auto entries = f.audit.page(0, 100)->size();
        f.open(f.bob, project, 1).reset();
        QCOMPARE(f.task(project, 1).item.width, 640);
        QCOMPARE(f.audit.page(0, 100)->size(), entries);
        fs::remove(f.files.path() / "a.mp4");
        QVERIFY(!f.labels.open(f.bob, project, f.task(project, 1)).has_value());
        QCOMPARE(f.task(project, 1).state, TaskState::Broken);
        f.write("a.mp4", "there again");
        QCOMPARE(f.labels.checkFiles(f.ada, project, f.progress)->good, std::int64_t{1});
        QCOMPARE(f.task(project, 1).state, TaskState::New);
        QCOMPARE(f.task(project, 1).item.height, 480);
    }

    void aThousandItemsWithoutAFileHideNone() {
        LabelFixture f;
        const auto project = made(f, Medium::Image);
        std::vector<Item> items(1001);
        for (std::size_t i = 0; i < 1000; ++i) items[i].uri = "https://example.org/" + std::to_string(i) + ".png";
        items[1000].path = "missing.png";
        QVERIFY(f.labels.addItems(f.ada, project, items, f.progress).has_value());
        QCOMPARE(f.labels.checkFiles(f.ada, project, f.progress)->broken, std::int64_t{1});
        QCOMPARE(f.task(project, 1001).state, TaskState::Broken);
    }
};

QTEST_GUILESS_MAIN(TestItemCheck)
#include "tst_item_check.moc"
