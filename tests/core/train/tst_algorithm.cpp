#include <filesystem>

#include <QTest>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/train/algorithm.h"
#include "tests/core/train/census_sample.h"

using namespace slipway;
using namespace slipway::train;
namespace fs = std::filesystem;

namespace {

using Rows = std::vector<std::vector<std::string>>;

ErrorCode codeOf(const Result<ModelBundle>& result) {
    return result ? ErrorCode::Internal : result.error().code;
}

/// y = a + 10 for b == "yes", else a.
TrainingJob smallJob() {
    TrainingJob job;
    job.training.columns = {{"a", table::Type::Real, ""}, {"b", table::Type::Text, ""}, {"y", table::Type::Real, ""}};
    job.training.cells.resize(3);
    for (int i = 0; i < 300; ++i) {
        const double a = (i * 7 % 50) / 10.0;
        const bool yes = i % 3 == 0;
        job.training.cells[0].emplace_back(a);
        job.training.cells[1].emplace_back(std::string(yes ? "yes" : "no"));
        job.training.cells[2].emplace_back(a + (yes ? 10 : 0));
    }
    job.target = "y";
    job.inputs = {"a", "b"};
    job.parameters = {{"rounds", "60"}, {"eta", "0.3"}};
    return job;
}

} // namespace

class TestAlgorithm : public QObject {
    Q_OBJECT
private:
    TemporaryFolder m_folder = *TemporaryFolder::create("slipway-algorithm");
    int m_models = 0;
    fs::path next() { return m_folder.path() / ("model" + std::to_string(++m_models)); }

private slots:
    void everyRoundReportsMetricsOnBothSets() {
        const auto job = testkit::censusJob();
        QVERIFY2(job, job ? "" : toLine(job.error()).c_str());
        std::vector<std::map<std::string, double>> rounds;
        Progress progress;
        const auto model = trainModel(
            *job, next(),
            [&](int round, const auto& metrics) -> Status {
                if (round != static_cast<int>(rounds.size())) return fail(ErrorCode::Internal, "rounds out of order");
                rounds.push_back(metrics);
                return {};
            },
            progress);
        QVERIFY2(model, model ? "" : toLine(model.error()).c_str());
        QCOMPARE(rounds.size(), std::size_t(20));
        for (const char* set : {"train", "validation"})
            for (const char* metric : {"auc", "logloss", "error"})
                QVERIFY(rounds.back().contains(std::string(set) + "-" + metric));
        QVERIFY(rounds.back().at("validation-auc") > 0.90);
        QVERIFY(rounds.back().at("train-logloss") < rounds.front().at("train-logloss"));
        QCOMPARE(model->labels(), (std::vector<std::string>{"<=50K", ">50K"}));
        QCOMPARE(textOr(model->description()["parameters"], "max_depth"), std::string("6"));
    }

    void theSameJobMakesTheSameModel() {
        const auto job = testkit::censusJob(2000);
        auto other = *job;
        auto first = next(), second = next(), third = next();
        Progress progress;
        other.parameters["subsample"] = "0.7";
        QVERIFY(trainModel(other, first, {}, progress));
        QVERIFY(trainModel(other, second, {}, progress));
        other.parameters["seed"] = "1";
        QVERIFY(trainModel(other, third, {}, progress));
        QCOMPARE(*readFile(first / "model.json"), *readFile(second / "model.json"));
        QVERIFY(*readFile(first / "model.json") != *readFile(third / "model.json"));
    }

    void badParametersNameThemselves_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        for (const auto& [key, value] :
            {std::pair{"depth", "3"}, {"max_depth", "0"}, {"max_depth", "3.5"}, {"eta", "7"}, {"eta", "nan"},
                {"eta", ""}, {"eta", "0.1x"}, {"rounds", "1e3"}, {"rounds", "99999999999"}, {"seed", "-1"},
                {"task", "clustering"}, {"nthread", "64"}, {"tree_method", "gpu_hist"}})
            QTest::newRow(qPrintable(QString("%1=%2").arg(key, value))) << key << value;
    }
    void badParametersNameThemselves() {
        QFETCH(QString, key);
        QFETCH(QString, value);
        auto job = smallJob();
        job.parameters[key.toStdString()] = value.toStdString();
        Progress progress;
        const auto folder = next();
        const auto model = trainModel(job, folder, {}, progress);
        QCOMPARE(codeOf(model), ErrorCode::InvalidArgument);
        QVERIFY(model.error().message.find(key.toStdString()) != std::string::npos);
        QVERIFY(!fs::exists(folder));
    }

    void wrongColumnsAreRefusedByName() {
        Progress progress;
        auto job = smallJob();
        job.target = "income";
        QCOMPARE(codeOf(trainModel(job, next(), {}, progress)), ErrorCode::InvalidArgument);
        job = smallJob();
        job.inputs.push_back("nothing");
        QCOMPARE(codeOf(trainModel(job, next(), {}, progress)), ErrorCode::InvalidArgument);
        job = smallJob();
        job.inputs.push_back("y");
        QCOMPARE(codeOf(trainModel(job, next(), {}, progress)), ErrorCode::InvalidArgument);
        job = smallJob();
        job.training.columns[1].type = table::Type::Time;
        QCOMPARE(codeOf(trainModel(job, next(), {}, progress)), ErrorCode::InvalidArgument);
        job = smallJob();
        job.training.cells[2].assign(300, 1.0);
        job.parameters["task"] = "binary";
        QCOMPARE(codeOf(trainModel(job, next(), {}, progress)), ErrorCode::InvalidArgument);
        job = smallJob();
        for (auto& column : job.training.cells) column.clear();
        QCOMPARE(codeOf(trainModel(job, next(), {}, progress)), ErrorCode::InvalidArgument);
        job = smallJob();
        job.algorithm = "perceptron";
        QCOMPARE(codeOf(trainModel(job, next(), {}, progress)), ErrorCode::InvalidArgument);
    }

    void anInfiniteNumberIsNamedByRowAndField() {
        auto job = smallJob();
        job.training.cells[0][41] = 1e300;
        Progress progress;
        const auto model = trainModel(job, next(), {}, progress);
        QCOMPARE(codeOf(model), ErrorCode::BadData);
        QVERIFY(model.error().message.find("row 42") != std::string::npos);
        QVERIFY(model.error().message.find("'a'") != std::string::npos);
    }

    void cancelEndsBetweenRoundsAndLeavesNothing() {
        auto job = smallJob();
        job.parameters["rounds"] = "5000";
        Progress progress;
        int rounds = 0;
        const auto folder = next();
        const auto model = trainModel(
            job, folder,
            [&](int, const auto&) -> Status {
                if (++rounds == 7) progress.cancel();
                return {};
            },
            progress);
        QCOMPARE(codeOf(model), ErrorCode::Cancelled);
        QCOMPARE(rounds, 7);
        QVERIFY(!fs::exists(folder));
    }

    void anErrorOfTheListenerEndsTheTraining() {
        Progress progress;
        const auto model = trainModel(
            smallJob(), next(), [](int, const auto&) -> Status { return fail(ErrorCode::DiskFull, "no space"); },
            progress);
        QCOMPARE(codeOf(model), ErrorCode::DiskFull);
    }

    void earlyStoppingKeepsTheBestRounds() {
        auto job = *testkit::censusJob(2000);
        job.parameters = {{"rounds", "400"}, {"eta", "0.5"}, {"early_stopping_rounds", "5"}};
        Progress progress;
        std::vector<double> losses;
        const auto model = trainModel(
            job, next(),
            [&](int, const auto& metrics) -> Status {
                losses.push_back(metrics.at("validation-logloss"));
                return {};
            },
            progress);
        QVERIFY2(model, model ? "" : toLine(model.error()).c_str());
        QVERIFY(losses.size() < 400);
        const auto best = std::ranges::min_element(losses) - losses.begin();
        QCOMPARE(integerOr(model->description(), "rounds", 0), static_cast<long long>(best + 1));
        QCOMPARE(static_cast<std::size_t>(best + 6), losses.size());
        job.validation = {};
        QCOMPARE(codeOf(trainModel(job, next(), {}, progress)), ErrorCode::InvalidArgument);
    }

    void numbersAreLearntByRegression() {
        Progress progress;
        const auto model = trainModel(smallJob(), next(), {}, progress);
        QVERIFY2(model, model ? "" : toLine(model.error()).c_str());
        QVERIFY(model->labels().empty());
        const auto predictions = model->predict(Rows{{"2.0", "yes"}, {"2.0", "no"}});
        QVERIFY(std::abs((*predictions)[0].score - 12.0) < 0.5);
        QVERIFY(std::abs((*predictions)[1].score - 2.0) < 0.5);
    }

    void moreThanTwoLabelsAreLearntToo() {
        auto job = smallJob();
        job.training.columns[2].type = table::Type::Text;
        for (std::size_t i = 0; i < 300; ++i) {
            const auto a = std::get<double>(job.training.cells[0][i]);
            job.training.cells[2][i] = std::string(a < 1.5 ? "low" : a < 3.5 ? "middle" : "high");
        }
        Progress progress;
        const auto model = trainModel(job, next(), {}, progress);
        QVERIFY2(model, model ? "" : toLine(model.error()).c_str());
        QCOMPARE(model->labels(), (std::vector<std::string>{"high", "low", "middle"}));
        const auto predictions = model->predict(Rows{{"0.2", "no"}, {"2.5", "no"}, {"4.8", "yes"}});
        QCOMPARE((*predictions)[0].label, std::string("low"));
        QCOMPARE((*predictions)[1].label, std::string("middle"));
        QCOMPARE((*predictions)[2].label, std::string("high"));
        QVERIFY((*predictions)[2].score > 0.5);
    }

    void rowsWithoutTargetAreLeftOutAndCounted() {
        auto job = smallJob();
        job.training.cells[2][3] = table::Value();
        job.training.cells[2][4] = std::nan("");
        Progress progress;
        const auto model = trainModel(job, next(), {}, progress);
        QVERIFY(model);
        QCOMPARE(integerOr(model->description()["rows"], "training", 0), 298LL);
        QCOMPARE(integerOr(model->description()["rows"], "without_target", 0), 2LL);
    }
};

QTEST_GUILESS_MAIN(TestAlgorithm)
#include "tst_algorithm.moc"
