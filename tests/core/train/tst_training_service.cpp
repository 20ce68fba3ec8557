#include <cmath>

#include <QTest>

#include "core/base/json.h"
#include "core/data/data_schema.h"
#include "core/data/dataset_service.h"
#include "core/pipeline/pipeline_service.h"
#include "core/table/engine.h"
#include "core/track/track_schema.h"
#include "core/train/train_steps.h"
#include "core/train/training_service.h"
#include "tests/core/train/census_sample.h"
#include "tests/testkit/ledger_fixture.h"

using namespace slipway;
using namespace slipway::train;

namespace {

template <class T> ErrorCode codeOf(const Result<T>& result) {
    return result ? ErrorCode::Internal : result.error().code;
}

struct Fixture : testkit::LedgerFixture {
    Fixture()
        : testkit::LedgerFixture({data::kSchemaV1, track::kSchemaV1, track::kSchemaV4, track::kSchemaV5}),
          datasets(ledger, root()),
          tracker(ledger, root()),
          training(ledger, datasets, tracker) {}

    data::DatasetService datasets;
    track::Tracker tracker;
    TrainingService training;
    Progress progress;

    /// The first rows of both published files.
    Status importCensus(int rows = 3000) {
        for (const auto& [name, file] : {std::pair{"census", "train"}, {"census-test", "test"}}) {
            SLIPWAY_ASSIGN(const auto path, testkit::censusFile(file, rows, root()));
            data::DatasetService::Import request;
            request.name = name;
            request.files = {path};
            SLIPWAY_TRY(datasets.import(owner(), request, progress));
        }
        return {};
    }
    TrainingRequest request() const {
        TrainingRequest request;
        request.experiment = "census";
        request.runName = "baseline";
        request.trainDataset = "census";
        request.validationDataset = "census-test:1";
        request.target = "income";
        request.parameters = {{"rounds", "15"}, {"eta", "0.3"}};
        return request;
    }
};

} // namespace

class TestTrainingService : public QObject {
    Q_OBJECT
private slots:
    void aTrainingLeavesARunWithEverythingInIt() {
        Fixture f;
        const auto imported = f.importCensus();
        QVERIFY2(imported, imported ? "" : toLine(imported.error()).c_str());
        const auto run = f.training.train(f.owner(), f.request(), f.progress);
        QVERIFY2(run, run ? "" : toLine(run.error()).c_str());
        QVERIFY(run->status == track::RunStatus::Finished);
        QCOMPARE(run->parameters.at("rounds"), std::string("15"));
        QCOMPARE(run->parameters.at("max_depth"), std::string("6"));
        QCOMPARE(run->tags.at("slipway.dataset"), std::string("census:1"));
        QCOMPARE(run->tags.at("slipway.dataset.hash"), f.datasets.find("census")->hash);
        QVERIFY(run->tags.contains("slipway.version"));
        QCOMPARE(f.tracker.history(run->id, "validation-auc")->size(), std::size_t(15));
        QVERIFY(run->metrics.at("validation-auc").latest > 0.88);
        const auto model = f.training.bundle(run->id.substr(0, 8));
        QVERIFY(model);
        QCOMPARE(model->inputs().size(), std::size_t(14));
        const auto graph = f.lineage.reach(run->lineageId(), lineage::Direction::Upstream);
        QVERIFY(std::ranges::find(graph->nodes, "dataset/census:1", &lineage::Node::id) != graph->nodes.end());
        QVERIFY(f.audit.verify()->intact);
        // Where it ran and what it used.
        QVERIFY(run->metrics.at("process/peak_rss_megabytes").latest > 10);
        QVERIFY(run->metrics.contains("process/cpu_seconds"));
        QVERIFY(run->metrics.contains("system/system_memory_usage_megabytes"));
        QVERIFY(f.tracker.artifactFile(run->id, "environment/environment.json"));
        QVERIFY(!run->tags.at("slipway.host").empty());
        QCOMPARE(run->inputs.size(), std::size_t(2));
        const auto train = std::ranges::find(run->inputs, "census:1", &track::InputDataset::name);
        QVERIFY(train != run->inputs.end());
        QCOMPARE(train->digest, f.datasets.find("census")->hash.substr(0, 8));
        QCOMPARE(train->tags.front().second, std::string("train"));
    }

    void evaluatingStoresMetricsPredictionsAndCurves() {
        Fixture f;
        QVERIFY(f.importCensus());
        const auto run = f.training.train(f.owner(), f.request(), f.progress);
        QCOMPARE(codeOf(f.training.storedEvaluation(run->id)), ErrorCode::NotFound);
        const auto evaluation = f.training.evaluate(f.owner(), "baseline", "census-test", f.progress);
        QVERIFY2(evaluation, evaluation ? "" : toLine(evaluation.error()).c_str());
        QCOMPARE(evaluation->rows, std::int64_t(3000));
        QCOMPARE(evaluation->labels.back(), std::string(">50K"));

        const auto stored = f.training.storedEvaluation(run->id);
        QVERIFY(stored);
        QCOMPARE(stored->metrics.at("roc_auc"), evaluation->metrics.at("roc_auc"));
        QCOMPARE(stored->confusion, evaluation->confusion);
        const auto found = f.tracker.find(run->id);
        QCOMPARE(found->metrics.at("test_roc_auc").latest, *evaluation->metrics.at("roc_auc"));
        // Validation and test are the same rows here: two ways to the same figures.
        QVERIFY(std::abs(found->metrics.at("validation-auc").latest - *evaluation->metrics.at("roc_auc")) < 1e-5);
        QVERIFY(std::abs(found->metrics.at("validation-logloss").latest - *evaluation->metrics.at("log_loss")) < 1e-5);
        QCOMPARE(found->tags.at("slipway.evaluation.dataset"), std::string("census-test:1"));

        const auto file = f.tracker.artifactFile(run->id, "predictions.parquet");
        QVERIFY(file);
        auto connection = table::Connection::open();
        const auto rows = connection->query("SELECT row, truth, prediction, score, sex FROM read_parquet(" +
                                            table::quoteText(file->string()) + ") ORDER BY row");
        QVERIFY2(rows, rows ? "" : toLine(rows.error()).c_str());
        QCOMPARE(rows->rowCount(), std::size_t(3000));
        const auto truth = f.datasets.rows(*f.datasets.find("census-test"), 0, 3000);
        const auto model = f.training.bundle(run->id);
        const auto direct = model->predict(*truth);
        for (std::size_t i = 0; i < 3000; i += 7) {
            QCOMPARE(table::toText(rows->cells[1][i]), table::toText(truth->cells[14][i]));
            QCOMPARE(table::toText(rows->cells[2][i]), (*direct)[i].label);
            QCOMPARE(table::toDouble(rows->cells[3][i]), (*direct)[i].score);
            QCOMPARE(table::toText(rows->cells[4][i]), table::toText(truth->cells[9][i]));
        }
    }

    void biasIsReportedOnTheEvaluatedRows() {
        Fixture f;
        QVERIFY(f.importCensus());
        const auto run = f.training.train(f.owner(), f.request(), f.progress);
        QCOMPARE(
            codeOf(f.training.bias(f.owner(), run->id, "sex", "Female", f.progress)), ErrorCode::FailedPrecondition);
        QVERIFY(f.training.evaluate(f.owner(), run->id, "census-test", f.progress));
        const auto report = f.training.bias(f.owner(), run->id, "sex", "Female", f.progress);
        QVERIFY2(report, report ? "" : toLine(report.error()).c_str());
        QCOMPARE(report->advantagedRows + report->disadvantagedRows, std::int64_t(3000));
        QVERIFY(report->postTraining.at("DPPL").value_or(0) > 0.05);
        const auto stored = f.training.storedBias(run->id);
        QCOMPARE(stored->size(), std::size_t(1));
        QCOMPARE(stored->front().facet, std::string("sex"));
        QCOMPARE(stored->front().disadvantagedRows, report->disadvantagedRows);
        QVERIFY(!f.training.bias(f.owner(), run->id, "no such column", "x", f.progress));
        QVERIFY(!f.training.bias(f.owner(), run->id, "sex", "Martian", f.progress));
    }

    void aRequestThatCannotWorkLeavesNoRun() {
        Fixture f;
        QVERIFY(f.importCensus());
        auto request = f.request();
        request.parameters["deph"] = "3";
        QCOMPARE(codeOf(f.training.train(f.owner(), request, f.progress)), ErrorCode::InvalidArgument);
        request = f.request();
        request.target = "salary";
        QCOMPARE(codeOf(f.training.train(f.owner(), request, f.progress)), ErrorCode::InvalidArgument);
        request = f.request();
        request.trainDataset = "censsus";
        QCOMPARE(codeOf(f.training.train(f.owner(), request, f.progress)), ErrorCode::NotFound);
        request = f.request();
        request.algorithm = "magic";
        QCOMPARE(codeOf(f.training.train(f.owner(), request, f.progress)), ErrorCode::InvalidArgument);
        QCOMPARE(*f.tracker.countRuns({}), std::int64_t(0));
    }

    void aCancelledTrainingIsKilledAndKeepsItsRounds() {
        Fixture f;
        QVERIFY(f.importCensus());
        auto request = f.request();
        request.parameters["rounds"] = "9000";
        Progress progress([&](double fraction, const std::string& message) {
            if (message.starts_with("round") && fraction > 0.002) progress.cancel();
        });
        QCOMPARE(codeOf(f.training.train(f.owner(), request, progress)), ErrorCode::Cancelled);
        const auto run = f.tracker.find("baseline");
        QVERIFY(run->status == track::RunStatus::Killed);
        QVERIFY(run->tags.contains("slipway.error"));
        QVERIFY(f.tracker.history(run->id, "train-auc")->size() > 5);
        QCOMPARE(codeOf(f.training.bundle(run->id)), ErrorCode::NotFound);
    }

    void aFailedTrainingSaysWhyInItsRun() {
        Fixture f;
        QVERIFY(f.importCensus(200));
        QVERIFY(f.datasets.materialize(
            f.owner(), "flat", "SELECT * REPLACE ('same' AS income) FROM census", "test", f.progress));
        auto request = f.request();
        request.trainDataset = "flat";
        QCOMPARE(codeOf(f.training.train(f.owner(), request, f.progress)), ErrorCode::InvalidArgument);
        const auto run = f.tracker.find("baseline");
        QVERIFY(run->status == track::RunStatus::Failed);
        QVERIFY(run->tags.at("slipway.error").find("income") != std::string::npos);
    }

    void evaluatingOnOtherDataSaysWhatIsWrong() {
        Fixture f;
        QVERIFY(f.importCensus(500));
        const auto run = f.training.train(f.owner(), f.request(), f.progress);
        const auto make = [&](const char* name, const char* sql) {
            return f.datasets.materialize(f.owner(), name, sql, "test", f.progress).has_value();
        };
        QVERIFY(make("few", "SELECT age, income FROM census"));
        QVERIFY(make("dotted", "SELECT * REPLACE (income || '.' AS income) FROM census"));
        const auto few = f.training.evaluate(f.owner(), run->id, "few", f.progress);
        QCOMPARE(codeOf(few), ErrorCode::InvalidArgument);
        QVERIFY(few.error().message.find("workclass") != std::string::npos);
        const auto dotted = f.training.evaluate(f.owner(), run->id, "dotted", f.progress);
        QCOMPARE(codeOf(dotted), ErrorCode::BadData);
        QVERIFY(dotted.error().message.find("row 1") != std::string::npos);
        QVERIFY(!f.tracker.find(run->id)->metrics.contains("test_roc_auc"));
    }

    void stepsOfAPipelineDoTheSame() {
        Fixture f;
        QVERIFY(f.importCensus(1000));
        pipeline::StepRegistry steps;
        addTrainSteps(f.training, steps);
        const access::Actor actor = f.owner();
        std::string log;
        const auto run = [&](const char* kind, const pipeline::Values& parameters) {
            return steps.find(kind)->execute(
                {actor, parameters, [&](std::string_view line) { log += line; }, f.progress});
        };
        const pipeline::Values start{{"experiment", "census"}, {"dataset", "census"}, {"target", "income"},
            {"inputs", "age, education_num,sex"}, {"param.rounds", "5"}};
        const auto trained = run("train.start", start);
        QVERIFY2(trained, trained ? "" : toLine(trained.error()).c_str());
        QCOMPARE(f.training.bundle(trained->at("run"))->inputs().size(), std::size_t(3));
        const auto evaluated = run("train.evaluate", {{"run", trained->at("run")}, {"dataset", "census-test"}});
        QVERIFY2(evaluated, evaluated ? "" : toLine(evaluated.error()).c_str());
        QVERIFY(std::stod(evaluated->at("roc_auc")) > 0.7);
        QVERIFY(run("train.bias", {{"run", trained->at("run")}, {"facet", "race"}, {"facet_value", "Black"}}));
        QCOMPARE(codeOf(run("train.start", {{"dataset", "census"}})), ErrorCode::InvalidArgument);
        QVERIFY(!log.empty());

        const auto fingerprint = [&] {
            return *steps.find("train.start")->fingerprint({actor, start, {}, f.progress});
        };
        const auto before = fingerprint();
        QCOMPARE(fingerprint(), before);
        QVERIFY(
            f.datasets.materialize(f.owner(), "census", "SELECT * FROM \"census-test\" LIMIT 50", "test", f.progress));
        QVERIFY(fingerprint() != before);
    }

    void aPersonWhoMayOnlyReadTrainsNothing() {
        Fixture f;
        QVERIFY(f.importCensus(200));
        QVERIFY(f.people.add({"eve", {access::Role::Viewer}}));
        QVERIFY(f.people.setPersonal(false));
        QCOMPARE(codeOf(f.training.train({"eve"}, f.request(), f.progress)), ErrorCode::PermissionDenied);
        QCOMPARE(*f.tracker.countRuns({}), std::int64_t(0));
    }
};

QTEST_GUILESS_MAIN(TestTrainingService)
#include "tst_training_service.moc"
