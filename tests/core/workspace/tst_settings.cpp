#include <QTest>

#include "core/base/file.h"
#include "core/workspace/settings.h"

using namespace slipway;
using namespace slipway::workspace;

class TestSettings : public QObject {
    Q_OBJECT

    static Result<Settings> read(std::string_view yaml) {
        const auto folder = TemporaryFolder::create();
        const auto file = folder->path() / "slipway.yaml";
        if (!writeFileAtomically(file, yaml)) qFatal("cannot write");
        return readSettings(file);
    }
    static void refused(std::string_view yaml, const std::string& part) {
        const auto settings = read(yaml);
        QVERIFY2(!settings, yaml.data());
        QCOMPARE(settings.error().code, ErrorCode::BadData);
        QVERIFY2(settings.error().message.find(part) != std::string::npos, settings.error().message.c_str());
    }

private slots:
    void theFileOfANewWorkspaceReadsBack() {
        const auto settings = read(defaultSettings("mine"));
        QVERIFY2(settings.has_value(), settings ? "" : settings.error().message.c_str());
        QCOMPARE(settings->name, std::string("mine"));
        QCOMPARE(settings->stages.size(), std::size_t(3));
        QCOMPARE(settings->stages[2].name, std::string("production"));
        QVERIFY(settings->stages[2].needsApproval);
        QCOMPARE(settings->approval.atLeast.at("test_roc_auc"), 0.9);
        QCOMPARE(settings->approval.undoMilliseconds, 30000);
        QCOMPARE(settings->rules.size(), std::size_t(1));
        QCOMPARE(settings->rules[0].with.at("version"), std::string("${payload.version}"));
    }
    void errorsNameLineAndKey() {
        refused("name: x\ncolour: red\n", "line 2");
        refused("name: x\ncolour: red\n", "colour");
        refused("name: x\napproval:\n  undo_window: 1h\n", "undo_window");
        refused("name: x\nstages:\n  - name: dev\n    target: mars\n", "mars");
        refused("name: x\nrules:\n  - name: a\n    then: deploy\n", "when");
        refused("name: x\nrules:\n  - {name: a, when: b, then: c}\n  - {name: a, when: b, then: c}\n", "two rules");
        refused("name: [\n", "line");
        refused("- a\n- b\n", "mapping");
    }
    void anEmptyFileAsksForAName() { refused("", "slipway.yaml"); }
    void limitsCanBeTakenOff() {
        const auto settings = read("name: x\napproval:\n  max_bias_dppl: ~\n  beats_production: false\n");
        QVERIFY(settings.has_value());
        QVERIFY(!settings->approval.maxBiasDppl);
        QVERIFY(!settings->approval.beatsProduction);
    }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
