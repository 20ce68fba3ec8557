#include <QTest>

#include <cmath>

#include "core/track/transfer/wandb_value.h"
#include "tests/core/track/transfer/transfer_bench.h"

using namespace slipway;
using namespace slipway::track;
using namespace slipway::testkit;

namespace {

struct Copy {
    TemporaryFolder folder = std::move(*TemporaryFolder::create("wandb-test"));
    Copy() {
        fs::copy(fs::path(SLIPWAY_SOURCE_DIR) / "tests/data/track/wandb", folder.path() / "wandb",
            fs::copy_options::recursive);
    }
    fs::path path() const { return folder.path() / "wandb"; }
    fs::path run() const { return path() / "offline-run-20261123_182025-abc12345"; }
    fs::path records() const { return run() / "run-abc12345.wandb"; }
};

} // namespace

class TestWandbImport : public QObject {
    Q_OBJECT
private slots:
    void aRealRunComesWithConfigHistoryAndFiles() {
        Copy copy;
        TransferBench bench;
        const auto report = bench.import(copy.folder.path()); // the folder that `wandb` is in does, too
        QVERIFY2(report, report ? "" : toLine(report.error()).c_str());
        QCOMPARE(report->format, std::string("wandb"));
        QCOMPARE(report->problems.count(), std::int64_t(0));
        const auto run = bench.tracker.find("first");
        QVERIFY(run);
        QCOMPARE(run->experimentName, std::string("peers"));
        QVERIFY(run->status == RunStatus::Finished);
        const std::map<std::string, std::string> config{{"lr", "0.1"}, {"opt.name", "adam"}, {"flag", "true"}};
        QVERIFY(run->parameters == config);
        QCOMPARE(run->tags.at("wandb.run_id"), std::string("abc12345"));
        QCOMPARE(run->tags.at("wandb.tags"), std::string("a, b"));
        QCOMPARE(run->tags.at("mlflow.note.content"), std::string("a note"));
        const auto loss = bench.tracker.history(run->id, "loss");
        QCOMPARE(loss->size(), std::size_t(10));
        QCOMPARE(loss->at(3).value, 0.25);
        QVERIFY(loss->at(3).at >= run->startedAt);
        QCOMPARE(run->metrics.at("nested.x").latest, 9.0);
        const auto odd = bench.tracker.history(run->id, "odd");
        QVERIFY(std::isnan(odd->at(1).value));
        QVERIFY(std::isinf(odd->at(2).value));
        QCOMPARE(run->metrics.at("best").latest, 0.125); // only in the summary
        QCOMPARE(run->metrics.at("bars/max").latest, 3.0);
        QVERIFY(bench.tracker.artifactFile(run->id, "media/images/picture_10_d6325bd24a66141e9be5.png"));
        QVERIFY(bench.tracker.artifactFile(run->id, "requirements.txt"));
    }

    void itsFileAloneAndItsFolderAreTheSameRun() {
        Copy copy;
        TransferBench bench;
        QVERIFY(bench.import(copy.records()));
        for (const auto& path : {copy.run(), copy.path()}) {
            const auto again = bench.import(path);
            QVERIFY(again);
            QCOMPARE(again->runsAdded + again->pointsAdded, std::int64_t(0));
        }
    }

    void aRunThatIsCutShortHasNotEndedWell() {
        Copy copy;
        fs::resize_file(copy.records(), 3000);
        TransferBench bench;
        const auto report = bench.import(copy.path());
        QVERIFY(report);
        QCOMPARE(report->problems.count(), std::int64_t(1));
        const auto cut = bench.tracker.find("first");
        QVERIFY(cut);
        QVERIFY(cut->status == RunStatus::Killed);
        QVERIFY(cut->metrics.at("loss").points > 0);
        Copy whole;
        QVERIFY(bench.import(whole.path())); // and the whole of it later completes it
        const auto run = bench.tracker.find("first");
        QVERIFY(run->status == RunStatus::Finished || run->endedAt == cut->endedAt);
        QCOMPARE(run->metrics.at("loss").points, std::int64_t(10));
    }

    void damagedBytesCostWhatIsAroundThem() {
        Copy copy;
        auto bytes = *readFile(copy.records());
        bytes[2500] ^= 1;
        writeText(copy.records(), bytes);
        TransferBench bench;
        const auto report = bench.import(copy.path());
        QVERIFY(report);
        QVERIFY(report->problems.count() >= 1);
        QVERIFY(bench.tracker.find("first"));
    }

    void linksAreFollowedOnlyIntoFoldersThatWereNamed() {
        Copy copy;
        const auto elsewhere = copy.folder.path().parent_path() / (copy.folder.path().filename().string() + "-more");
        writeText(elsewhere / "weights.bin", "weights");
        fs::create_symlink(elsewhere / "weights.bin", copy.run() / "files/weights.bin");
        TransferBench bench;
        const auto closed = bench.import(copy.path());
        QVERIFY(closed);
        QCOMPARE(closed->problems.count(), std::int64_t(1));
        transfer::ImportOptions options;
        options.artifactRoots = {elsewhere};
        const auto open = bench.import(copy.path(), options);
        QVERIFY(open);
        QCOMPARE(open->filesAdded, std::int64_t(1));
        fs::remove_all(elsewhere);
    }

    void nestedValuesOfOlderClientsAreTakenApart() {
        const auto items = transfer::expanded({{"a", R"({"x": 1, "y": {"z": 2}})"}, {"b", "3"},
            {"c", R"({"_type": "image-file", "path": "p"})"}, {"d", "{broken"}});
        std::string told;
        for (const auto& item : items) told += item.key + "=" + item.json + " ";
        QCOMPARE(told, std::string(R"(a.x=1 a.y.z=2 b=3 c={"_type":"image-file","path":"p"} d={broken )"));
    }

    void anotherFileWithThatEndingIsRefused() {
        Copy copy;
        writeText(copy.records(), "not W&B's");
        TransferBench bench;
        const auto report = bench.import(copy.path());
        QVERIFY(!report);
        QVERIFY(report.error().code == ErrorCode::BadData);
        QVERIFY(report.error().message.find("run-abc12345.wandb") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestWandbImport)
#include "tst_wandb_import.moc"
