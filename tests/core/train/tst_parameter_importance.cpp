#include <QTest>
#include <cmath>
#include <random>

#include "core/train/parameter_importance.h"

using namespace slipway;
using namespace slipway::train;

class TestParameterImportance : public QObject {
    Q_OBJECT

    /// metric = -3 log10(rate) + 1 when the kind is "b" + a little noise; "seed" and "width" do nothing.
    struct Sweep {
        std::vector<ImportanceColumn> parameters{
            {"seed", {}}, {"rate", {}}, {"kind", {}}, {"width", {}}, {"fixed", {}}};
        std::vector<std::optional<double>> metric;
        explicit Sweep(int runs) {
            std::mt19937 random(1);
            std::uniform_real_distribution<double> unit(0, 1);
            for (int i = 0; i < runs; ++i) {
                const double rate = std::pow(10, -4 * unit(random));
                const bool b = random() % 2 == 0;
                const double values[] = {double(i), rate, 0, std::floor(unit(random) * 8) * 16, 5};
                for (std::size_t p = 0; p < parameters.size(); ++p) {
                    if (p == 2)
                        parameters[p].values.emplace_back(std::string(b ? "b" : "a"));
                    else
                        parameters[p].values.emplace_back(values[p]);
                }
                metric.push_back(-3 * std::log10(rate) + (b ? 1 : 0) + 0.05 * unit(random));
            }
        }
        const ParameterImportance& of(const ImportanceReport& report, const std::string& name) const {
            return *std::ranges::find(report.parameters, name, &ParameterImportance::name);
        }
    };

private slots:
    void whatMattersComesFirstAndNoiseIsWorthLittle() {
        const Sweep sweep(80);
        const auto report = parameterImportance(sweep.parameters, sweep.metric, Progress());
        QVERIFY2(report.has_value(), report ? "" : report.error().message.c_str());
        QCOMPARE(report->runs, std::size_t(80));
        QCOMPARE(report->parameters[0].name, std::string("rate"));
        QVERIFY(report->parameters[0].importance > 0.7);
        QVERIFY(sweep.of(*report, "kind").importance > sweep.of(*report, "width").importance);
        QVERIFY(sweep.of(*report, "width").importance < 0.02);
        QCOMPARE(sweep.of(*report, "fixed").importance, 0.0);
        QVERIFY2(report->explained > 0.8, qPrintable(QString::number(report->explained)));
        double sum = 0;
        for (const auto& one : report->parameters) sum += one.importance;
        QVERIFY(std::abs(sum - 1) < 1e-9);
    }

    void signsSayInWhichDirectionAParameterWorks() {
        const Sweep sweep(60);
        const auto report = parameterImportance(sweep.parameters, sweep.metric, Progress());
        const auto& rate = sweep.of(*report, "rate");
        QVERIFY(*rate.spearman < -0.9);
        QVERIFY(*rate.spearman < *rate.pearson); // it is no straight line
        QVERIFY(!sweep.of(*report, "kind").spearman);
        QVERIFY(!sweep.of(*report, "fixed").pearson);
    }

    void theSameInputGivesTheSameAnswer() {
        const Sweep sweep(40);
        const auto a = parameterImportance(sweep.parameters, sweep.metric, Progress());
        const auto b = parameterImportance(sweep.parameters, sweep.metric, Progress());
        for (std::size_t i = 0; i < a->parameters.size(); ++i) {
            QCOMPARE(a->parameters[i].name, b->parameters[i].name);
            QCOMPARE(a->parameters[i].importance, b->parameters[i].importance);
        }
    }

    void noiseExplainsNothing() {
        Sweep sweep(60);
        std::mt19937 random(5);
        for (auto& value : sweep.metric) value = double(random() % 1000);
        const auto report = parameterImportance(sweep.parameters, sweep.metric, Progress());
        QVERIFY(report && report->explained < 0.2);
    }

    void runsWithoutTheMetricAreLeftOut() {
        Sweep sweep(30);
        sweep.metric[3].reset();
        sweep.metric[4] = std::nan("");
        sweep.parameters[1].values[5] = std::monostate();
        const auto report = parameterImportance(sweep.parameters, sweep.metric, Progress());
        QCOMPARE(report->runs, std::size_t(28));
        QCOMPARE(sweep.of(*report, "rate").runs, std::size_t(27));
    }

    void tooFewRunsSaysHowManyAreNeeded() {
        const Sweep sweep(9);
        const auto report = parameterImportance(sweep.parameters, sweep.metric, Progress());
        QVERIFY(!report && report.error().code == ErrorCode::FailedPrecondition);
        QCOMPARE(report.error().message, std::string("importance needs 10 runs with the metric, there are 9"));
    }

    void nothingThatVariesIsRefused() {
        Sweep sweep(20);
        QVERIFY(!parameterImportance({sweep.parameters[4]}, sweep.metric, Progress()));
        for (auto& value : sweep.metric) value = 2.0;
        QVERIFY(!parameterImportance(sweep.parameters, sweep.metric, Progress()));
    }

    void correlationsAreThoseOfTheTextbook() {
        // Anscombe's first set: r = 0.81642.
        const std::vector<double> x{10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5};
        const std::vector<double> y{8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68};
        QVERIFY(std::abs(*pearson(x, y) - 0.81642) < 1e-5);
        QVERIFY(std::abs(*spearman({1, 2, 3, 4}, {1, 8, 27, 64}) - 1) < 1e-12);
        QVERIFY(std::abs(*spearman({1, 2, 2, 3}, {1, 2, 3, 4}) - 0.94868) < 1e-5); // ties share their ranks
        QVERIFY(!pearson({1, 1, 1}, {1, 2, 3}));
        QVERIFY(!pearson({1, 2}, {1, 2}));
    }
};

QTEST_GUILESS_MAIN(TestParameterImportance)
#include "tst_parameter_importance.moc"
