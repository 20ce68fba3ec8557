#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "tests/testkit/program.h"

using namespace slipway::testkit;

namespace {

QString fact(const QJsonObject& step, const QString& label) {
    for (const auto& value : step["facts"].toArray())
        if (value.toObject()["label"].toString() == label) return value.toObject()["value"].toString();
    return {};
}

} // namespace

/// The main job, end to end, on real data; then every figure is read back through other verbs.
class TestTour : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_workspace;
    QJsonArray m_steps;

    ProgramRun slipway(QStringList arguments) {
        return runSlipway(QStringList{"--workspace", m_workspace, "--json"} + arguments);
    }
    QJsonObject step(int number) const { return m_steps[number - 1].toObject(); }

private slots:
    void initTestCase() {
        m_workspace = m_folder.filePath("census");
        const auto run = slipway({"tour"});
        QVERIFY2(run.exitCode == 0, run.output + run.errors);
        m_steps = run.json()["steps"].toArray();
        QCOMPARE(m_steps.size(), 11);
        qInfo("the tour took %.1f s", run.json()["seconds"].toDouble());
    }

    void importedRowsAreThePublishedOnes() {
        const auto train = slipway({"data", "show", "census"}), test = slipway({"data", "show", "census-test"});
        QCOMPARE(train.json()["rows"].toInt(), 32561);
        QCOMPARE(test.json()["rows"].toInt(), 16281);
        QVERIFY(fact(step(1), "sensitive columns").contains("sex"));
        QVERIFY(fact(step(1), "sensitive columns").contains("race"));
        QVERIFY(fact(step(1), "sensitive columns").contains("age"));
        // 1,836 missing workclass in the published training file
        const auto profile = slipway({"data", "profile", "census"}).json();
        QCOMPARE(profile["columns"]["workclass"]["missing"].toInt(), 1836);
        const auto labels = slipway({"data", "profile", "census-test"}).json()["columns"]["income"];
        QCOMPARE(labels["distinct"].toInt(), 2); // the dots of the test file's labels are gone
    }

    void droppedRowsKnowTheirRule() {
        const auto dropped = slipway({"data", "dropped", "census-clean:1", "28"});
        QCOMPARE(dropped.exitCode, 0);
        QCOMPARE(dropped.json()["rule"].toString(), QString("missing-workclass"));
    }

    void featuresReadBackByKey() {
        const auto row = slipway({"feature", "get", "census-person", "1"}).json();
        QCOMPARE(row["status"].toString(), QString("PRESENT"));
        QCOMPARE(row["values"]["age"].toInt(), 39); // the first row of the published file
        QCOMPARE(row["values"]["capital_net"].toInt(), 2174);
    }

    void theBestCandidateReachesTheAgreedAuc() {
        const auto versions = slipway({"model", "list"}).json().array();
        double best = 0;
        for (const auto& version : versions)
            best = std::max(best, version.toObject()["metrics"].toObject()["test_roc_auc"].toDouble());
        QVERIFY2(best >= 0.92, QByteArray::number(best));
    }

    void everyTestRowIsPredictedAlikeByTheEndpoint() {
        QCOMPARE(fact(step(7), "predictions"),
            QString("16,281 of 16,281 test rows equal in the endpoint and in this process"));
    }

    void noRequestWasLostInAnyCanaryStep() {
        const auto endpoint = slipway({"endpoint", "show", "census-income-production"}).json();
        const auto canary = endpoint["canary"].toObject();
        QCOMPARE(canary["state"].toString(), QString("finished"));
        const auto steps = canary["steps"].toArray();
        QCOMPARE(steps.size(), 3);
        for (const auto& entry : steps) {
            QVERIFY(entry.toObject()["invocations"].toInt() > 0);
            QCOMPARE(entry.toObject()["errors"].toInt(), 0);
        }
        QVERIFY(fact(step(8), "sent").endsWith(" 0 failed"));
    }

    void driftStartedRetrainingAndANewVersionWaits() {
        QVERIFY(fact(step(9), "drifted").endsWith("did not drift"));
        QVERIFY(fact(step(10), "drifted").endsWith("data set drifted"));
        int pending = 0;
        for (const auto& version : slipway({"model", "list"}).json().array())
            if (version.toObject()["status"].toString() == "pending") ++pending;
        QCOMPARE(pending, 1);
    }

    void lineageReachesFromTheFileToTheEndpointAndBack() {
        const auto up = slipway({"lineage", "show", "endpoint/census-income-production", "--upstream"}).json();
        const auto nodes = up["nodes"].toArray();
        QVERIFY(std::any_of(
            nodes.begin(), nodes.end(), [](const auto& node) { return node.toObject()["kind"].toString() == "file"; }));
        QCOMPARE(slipway({"audit", "verify"}).exitCode, 0);
    }

    void everyCommandThatTheTourNamesAnswers() {
        for (const auto& value : m_steps)
            for (const auto& command : value.toObject()["read_back"].toArray()) {
                auto words = command.toString().split(' ');
                words.removeFirst();
                const auto run = slipway(words);
                QVERIFY2(run.exitCode == 0, (command.toString().toUtf8() + ": " + run.output + run.errors));
                QVERIFY2(!run.json().isNull(), command.toString().toUtf8());
            }
    }

    void takenAgainItChangesNothingThatIsDone() {
        const auto before = slipway({"model", "list"}).json().array().size();
        const auto again = slipway({"tour"});
        QVERIFY2(again.exitCode == 0, again.output + again.errors);
        QCOMPARE(slipway({"model", "list"}).json().array().size(), before);
    }
};

QTEST_GUILESS_MAIN(TestTour)
#include "tst_tour.moc"
