#include <QTest>

#include <sstream>

#include "core/track/transfer/checksum.h"
#include "core/track/transfer/event_summary.h"
#include "core/track/transfer/record_file.h"
#include "tests/core/track/transfer/transfer_bench.h"

using namespace slipway;
using namespace slipway::track;
using namespace slipway::testkit;

namespace {

const fs::path kReal = fs::path(SLIPWAY_SOURCE_DIR) / "tests/data/track/tensorboard";

struct Copy {
    TemporaryFolder folder = std::move(*TemporaryFolder::create("tensorboard-test"));
    Copy() { fs::copy(kReal, folder.path() / "logs", fs::copy_options::recursive); }
    fs::path logs() const { return folder.path() / "logs"; }
    fs::path firstEvents() const {
        for (const auto& entry : fs::directory_iterator(logs() / "first"))
            if (entry.is_regular_file()) return entry.path();
        return {};
    }
};

Result<Run> named(TransferBench& bench, const std::string& name) {
    return bench.tracker.find(name);
}

} // namespace

class TestTensorboardImport : public QObject {
    Q_OBJECT
private slots:
    void checksumsAreThoseOfOthers() {
        QCOMPARE(transfer::crc32c("123456789"), 0xe3069283u);
        QCOMPARE(transfer::crc32("1234", "56789"), 0xcbf43926u);
    }

    void realRunsComeWithCurvesPicturesAndHyperparameters() {
        Copy copy;
        TransferBench bench;
        const auto report = bench.import(copy.logs());
        QVERIFY2(report, report ? "" : toLine(report.error()).c_str());
        QCOMPARE(report->format, std::string("tensorboard"));
        QCOMPARE(report->runsAdded, std::int64_t(2));
        QCOMPARE(report->problems.count(), std::int64_t(0));
        const auto first = named(bench, "first");
        QVERIFY(first);
        QCOMPARE(first->experimentName, std::string("logs"));
        QVERIFY(first->status == RunStatus::Finished);
        QCOMPARE(first->startedAt, Timestamp(1700000000000));
        const auto loss = bench.tracker.history(first->id, "loss/train");
        QCOMPARE(loss->size(), std::size_t(10));
        QCOMPARE(loss->at(4).step, std::int64_t(4));
        QCOMPARE(loss->at(4).at, Timestamp(1700000004000));
        QCOMPARE(loss->at(4).value, static_cast<double>(0.2f));
        QCOMPARE(first->metrics.at("weights/min").latest, -1.0);
        QVERIFY(std::isnan(first->metrics.at("odd").latest));
        const auto picture = bench.tracker.artifactFile(first->id, "images/square/5.png");
        QVERIFY(picture);
        QVERIFY(readFile(*picture)->starts_with("\x89PNG"));
        const auto text = bench.tracker.artifactFile(first->id, "text/notes/text_summary/2.txt");
        QVERIFY(text);
        QCOMPARE(*readFile(*text), std::string("some *words*"));
        const auto trial = named(bench, "first/trial");
        QVERIFY(trial);
        const std::map<std::string, std::string> hyperparameters{
            {"lr", "0.25"}, {"layers", "3"}, {"optimizer", "adam"}, {"nesterov", "true"}};
        QVERIFY(trial->parameters == hyperparameters);
    }

    void aPartImportedAgainFindsTheSameRuns() {
        Copy copy;
        TransferBench bench;
        QVERIFY(bench.import(copy.logs() / "first"));
        const auto whole = bench.import(copy.logs());
        QVERIFY(whole);
        QCOMPARE(whole->runsAdded, std::int64_t(0));
        QCOMPARE(whole->pointsAdded, std::int64_t(0));
        QCOMPARE(bench.rows("SELECT count(*) FROM run"), std::string("2\n"));
    }

    void aFileCutShortKeepsWhatIsBefore() {
        Copy copy;
        const auto file = copy.firstEvents();
        fs::resize_file(file, 1000);
        TransferBench bench;
        const auto report = bench.import(copy.logs());
        QVERIFY(report);
        QCOMPARE(report->problems.count(), std::int64_t(1));
        QVERIFY(report->problems.first().front().what.find("ends in the middle") != std::string::npos);
        const auto points = named(bench, "first")->metrics.at("loss/train").points;
        QVERIFY(points > 3 && points <= 10);
    }

    void aDamagedRecordIsPassedOver() {
        Copy copy;
        const auto file = copy.firstEvents();
        auto bytes = *readFile(file);
        bytes[100] ^= 1;                                                            // in a record's bytes
        for (int i = 400; i < 404; ++i) bytes[static_cast<std::size_t>(i)] ^= 0x55; // wherever that is
        writeText(file, bytes);
        TransferBench bench;
        const auto report = bench.import(copy.logs());
        QVERIFY(report);
        QVERIFY(report->problems.count() >= 2);
        const auto first = named(bench, "first");
        QVERIFY(first->metrics.at("loss/train").points >= 7);
        QVERIFY(bench.tracker.artifactFile(first->id, "images/square/5.png")); // what comes behind
    }

    void aLengthThatCannotBeIsNotBelieved() {
        std::string bytes(8, '\xff');
        std::istringstream in(bytes + "abcd and so on, but no record at all");
        transfer::Problems problems;
        transfer::TfRecords records(in, "file", problems);
        QVERIFY(!records.next());
        QCOMPARE(problems.count(), std::int64_t(1));
    }

    void bytesThatAreNoEventAreAProblem() {
        transfer::Problems problems;
        transfer::EventSummary summary(problems);
        summary.add("\x0a\xff\xff\xff\xff\x0f oh", "file, byte 0");
        QCOMPARE(problems.count(), std::int64_t(1));
        QVERIFY(summary.points().empty());
    }
};

QTEST_GUILESS_MAIN(TestTensorboardImport)
#include "tst_tensorboard_import.moc"
