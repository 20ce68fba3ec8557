#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/ledger/ledger.h"
#include "core/train/scored_rows.h"
#include "core/train/training_service.h"

namespace slipway::train {

namespace {

constexpr const char* kEvaluation = "evaluation.json";
constexpr const char* kPredictions = "predictions.parquet";
constexpr const char* kDatasetTag = "slipway.evaluation.dataset";
constexpr const char* kHashTag = "slipway.evaluation.dataset.hash";

/// "bias-sex.json"; a name that cannot be a file's gets a piece of its hash instead of the odd characters.
std::string biasFile(std::string_view facet) {
    std::string name;
    for (const char c : facet)
        name += (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-'
                    ? c
                    : '_';
    if (name != facet) name = name.substr(0, 60) + "-" + sha256Hex(facet).substr(0, 8);
    return fmt::format("bias-{}.json", name);
}

std::vector<track::MetricPoint> testMetrics(const Evaluation& evaluation, Timestamp at) {
    std::vector<track::MetricPoint> points;
    for (const auto& [name, value] : evaluation.metrics)
        if (value) points.push_back({"test_" + name, *value, 0, at});
    points.push_back({"test_rows", static_cast<double>(evaluation.rows), 0, at});
    return points;
}

Result<std::string> evaluatedOn(const track::Run& run) {
    const auto tag = run.tags.find(kDatasetTag);
    if (tag != run.tags.end()) return tag->second;
    return fail(ErrorCode::FailedPrecondition, fmt::format("the run '{}' has not been evaluated", forMessage(run.name)),
        fmt::format("Do `slipway train evaluate {} DATASET` first", run.id.substr(0, 8)));
}

} // namespace

Result<Evaluation> TrainingService::evaluate(
    const access::Actor& actor, std::string_view run, std::string_view dataset, Progress& progress) {
    SLIPWAY_TRY(m_ledger.check(actor, access::Permission::Train));
    SLIPWAY_ASSIGN(const auto found, m_tracker.find(run));
    SLIPWAY_ASSIGN(const auto model, bundle(found.id));
    SLIPWAY_ASSIGN(const auto version, m_datasets.find(dataset));
    SLIPWAY_ASSIGN(const auto rows, scoreRows(model, version, progress));
    SLIPWAY_ASSIGN(const auto evaluation, evaluateRows(model, rows));
    progress.update(0.7, "storing the evaluation");
    SLIPWAY_TRY(storeEvaluation(actor, found, version, model, rows, evaluation));
    progress.update(1, "evaluated on " + version.reference());
    return evaluation;
}

Status TrainingService::storeEvaluation(const access::Actor& actor, const track::Run& run,
    const data::DatasetVersion& dataset, const ModelBundle& model, const ScoredRows& rows,
    const Evaluation& evaluation) {
    SLIPWAY_ASSIGN(const auto folder, TemporaryFolder::create("slipway-evaluate"));
    SLIPWAY_TRY(writePredictions(rows, model, dataset, folder.path() / kPredictions));
    auto json = toJson(evaluation);
    json["dataset"] = dataset.reference();
    SLIPWAY_TRY(m_tracker.logArtifact(run.id, kPredictions, folder.path() / kPredictions));
    SLIPWAY_TRY(m_tracker.logArtifactBytes(run.id, kEvaluation, dump(json) + "\n"));

    // Metrics, tags, lineage and the event become visible together.
    SLIPWAY_ASSIGN(auto change, m_ledger.begin(actor, access::Permission::Train, "run.evaluate", run.lineageId()));
    SLIPWAY_TRY(m_tracker.logMetrics(run.id, testMetrics(evaluation, change.at())));
    SLIPWAY_TRY(m_tracker.setTags(run.id, {{kDatasetTag, dataset.reference()}, {kHashTag, dataset.hash}}));
    SLIPWAY_TRY(change.link(dataset.lineageId(), run.lineageId(), "AssociatedWith", "evaluate"));
    change.note("dataset", dataset.reference());
    SLIPWAY_TRY(change.emit("run.evaluated", run.lineageId(), Json{{"dataset", dataset.reference()}}));
    return change.commit();
}

Result<BiasReport> TrainingService::bias(const access::Actor& actor, std::string_view run, std::string_view facet,
    std::string_view facetValue, Progress& progress) {
    SLIPWAY_TRY(m_ledger.check(actor, access::Permission::Train));
    SLIPWAY_ASSIGN(const auto found, m_tracker.find(run));
    SLIPWAY_ASSIGN(const auto reference, evaluatedOn(found));
    SLIPWAY_ASSIGN(const auto dataset, m_datasets.find(reference));
    SLIPWAY_ASSIGN(const auto predictions, m_tracker.artifactFile(found.id, kPredictions));
    SLIPWAY_ASSIGN(const auto model, bundle(found.id));
    if (model.labels().empty())
        return fail(ErrorCode::InvalidArgument, "a bias report needs a model that predicts labels",
            "`slipway bias FILE` reports on numbers");
    if (std::ranges::find(dataset.columns, facet, &data::DatasetColumn::name) == dataset.columns.end())
        return fail(ErrorCode::InvalidArgument,
            fmt::format("{} has no column '{}'", dataset.reference(), forMessage(facet)), "Choose one of its columns");

    BiasInput input;
    input.label = model.target();
    input.facet = facet;
    input.facetValue = std::string(facetValue);
    input.prediction = "slipway_prediction";
    input.positive = model.labels().back();
    std::vector<std::string> columns{input.label};
    for (const auto& one : model.inputs()) columns.push_back(one.name);
    if (std::ranges::find(columns, facet) == columns.end()) columns.emplace_back(facet);
    SLIPWAY_ASSIGN(input.table, readPredictions(predictions, dataset, columns, input.prediction, progress));
    SLIPWAY_ASSIGN(const auto report, biasReport(input));
    if (progress.cancelled()) return fail(ErrorCode::Cancelled, "the bias report was cancelled");
    if (report.disadvantagedRows == 0)
        return fail(ErrorCode::InvalidArgument,
            fmt::format("no row of {} has '{}' in '{}'", reference, forMessage(facetValue), forMessage(facet)),
            "Give a value that occurs in the column");

    const auto file = biasFile(facet);
    SLIPWAY_TRY(m_tracker.logArtifactBytes(found.id, file, dump(toJson(report), 2) + "\n"));
    SLIPWAY_ASSIGN(auto change, m_ledger.begin(actor, access::Permission::Train, "run.bias", found.lineageId()));
    change.note("facet", std::string(facet));
    change.note("disadvantaged", report.disadvantaged);
    SLIPWAY_TRY(change.emit("run.bias_reported", found.lineageId(), Json{{"facet", facet}, {"artifact", file}}));
    SLIPWAY_TRY(change.commit());
    return report;
}

Result<Evaluation> TrainingService::storedEvaluation(std::string_view run) const {
    SLIPWAY_ASSIGN(const auto found, m_tracker.find(run));
    const auto file = m_tracker.artifactFile(found.id, kEvaluation);
    if (!file)
        return fail(ErrorCode::NotFound, fmt::format("the run '{}' has not been evaluated", forMessage(found.name)),
            fmt::format("Do `slipway train evaluate {} DATASET`", found.id.substr(0, 8)));
    SLIPWAY_ASSIGN(const auto json, readJsonFile(*file));
    return evaluationFromJson(json);
}

Result<std::vector<BiasReport>> TrainingService::storedBias(std::string_view run) const {
    SLIPWAY_ASSIGN(const auto found, m_tracker.find(run));
    SLIPWAY_ASSIGN(const auto artifacts, m_tracker.artifacts(found.id));
    std::vector<BiasReport> reports;
    for (const auto& artifact : artifacts) {
        if (artifact.folder || !artifact.path.starts_with("bias-") || !artifact.path.ends_with(".json")) continue;
        SLIPWAY_ASSIGN(const auto file, m_tracker.artifactFile(found.id, artifact.path));
        SLIPWAY_ASSIGN(const auto json, readJsonFile(file));
        SLIPWAY_ASSIGN(auto report, biasReportFromJson(json));
        reports.push_back(std::move(report));
    }
    return reports;
}

} // namespace slipway::train
