#include <QTest>
#include <algorithm>
#include <cmath>

#include "core/track/run_comparison.h"
#include "core/track/run_list.h"
#include "core/track/track_schema.h"
#include "core/track/tracker.h"
#include "tests/testkit/ui_fixture.h"

using namespace slipway;
using namespace slipway::track;

class TestComparedFields : public QObject {
    Q_OBJECT

    testkit::UiFixture m_f;
    std::vector<std::string> m_ids;

    std::string add(const std::string& name, const std::map<std::string, std::string>& parameters,
        const std::vector<MetricPoint>& points) {
        auto& tracker = m_f.workspace->tracker();
        const auto experiment = tracker.experiment(m_f.owner(), "trial");
        const auto run = tracker.start(m_f.owner(), experiment->id, name, {{"team", "blue"}});
        if (!tracker.logParameters(run->id, parameters) || !tracker.logMetrics(run->id, points)) qFatal("not logged");
        return run->id;
    }

    RunComparison compared() {
        const auto numbers = numbersOf(m_f.workspace->db(), m_ids);
        auto result = compareRuns(m_f.workspace->db(), *numbers, Progress());
        if (!result) qFatal("%s", result.error().message.c_str());
        return std::move(*result);
    }

    static const ComparedField* find(const RunComparison& all, FieldGroup group, const std::string& key) {
        const auto at = std::ranges::find_if(
            all.fields, [&](const auto& f) { return f.field.group == group && f.field.key == key; });
        return at == all.fields.end() ? nullptr : &*at;
    }

private slots:
    void initTestCase() {
        m_ids.push_back(add("a", {{"eta", "0.1"}, {"depth", "3"}}, {{"loss", 1, 0, 1}, {"loss", 0.5, 1, 2}}));
        m_ids.push_back(add("b", {{"eta", "0.1"}, {"depth", "6"}}, {{"loss", 0.7, 0, 1}, {"auc", 0.9, 0, 1}}));
        m_ids.push_back(add("c", {{"eta", "0.1"}}, {{"loss", std::nan(""), 0, 1}}));
    }

    void everyFieldHasACellForEveryRun() {
        const auto all = compared();
        QCOMPARE(all.runs.size(), std::size_t(3));
        QCOMPARE(all.runs[1].name, std::string("b"));
        for (const auto& field : all.fields) QCOMPARE(field.cells.size(), std::size_t(3));
        const auto* loss = find(all, FieldGroup::Metric, "loss");
        QVERIFY(loss);
        QCOMPARE(std::get<double>(loss->cells[0]), 0.5);
        QVERIFY(std::isnan(std::get<double>(loss->cells[2])));
        QCOMPARE(loss->present, std::size_t(3));
        const auto* auc = find(all, FieldGroup::Metric, "auc");
        QVERIFY(auc && std::holds_alternative<std::monostate>(auc->cells[0]));
        QCOMPARE(auc->present, std::size_t(1));
    }

    void whatIsAlikeIsToldFromWhatDiffers() {
        const auto all = compared();
        QVERIFY(!find(all, FieldGroup::Parameter, "eta")->differs);
        QVERIFY(find(all, FieldGroup::Parameter, "depth")->differs); // one run lacks it
        QVERIFY(!find(all, FieldGroup::Tag, "team")->differs);
        QVERIFY(find(all, FieldGroup::Metric, "loss")->differs);
    }

    void runsThatAreGoneAreLeftOut() {
        const std::vector<std::int64_t> numbers{999'999};
        const auto none = compareRuns(m_f.workspace->db(), numbers, Progress());
        QVERIFY(none.has_value() && none->runs.empty() && none->fields.empty());
    }

    void curvesComeFirstAndThoseOfMostRunsBeforeOthers() {
        const auto numbers = numbersOf(m_f.workspace->db(), m_ids);
        const auto keys = curveKeys(m_f.workspace->db(), *numbers, Progress());
        QVERIFY(keys.has_value());
        QCOMPARE(keys->size(), std::size_t(2));
        QCOMPARE(keys->at(0).name, std::string("loss"));
        QVERIFY(keys->at(0).isCurve && keys->at(0).runs == 3);
        QVERIFY(!keys->at(1).isCurve && keys->at(1).runs == 1);
    }

    void parametersThatSomeRunsShareMakeGroups() {
        const auto numbers = numbersOf(m_f.workspace->db(), m_ids);
        const auto keys = groupingParameters(m_f.workspace->db(), *numbers, Progress());
        QCOMPARE(*keys, (std::vector<std::string>{"depth"})); // eta is alike everywhere
    }

    void aCancelledComparisonSaysSo() {
        Progress progress;
        progress.cancel();
        const auto numbers = numbersOf(m_f.workspace->db(), m_ids);
        const auto result = compareRuns(m_f.workspace->db(), *numbers, progress);
        QVERIFY(!result && result.error().code == ErrorCode::Cancelled);
    }
};

QTEST_MAIN(TestComparedFields)
#include "tst_compared_fields.moc"
