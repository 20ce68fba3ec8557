#include "core/train/scored_rows.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/table/engine.h"
#include "core/table/file_source.h"
#include "core/train/row_encoder.h"

namespace slipway::train {

namespace fs = std::filesystem;

namespace {

Result<Task> taskOf(const ModelBundle& model) {
    SLIPWAY_ASSIGN(const auto description, bundleDescriptionFromJson(model.description(), kDescriptionFile));
    return description.task;
}

Status checkColumns(const ModelBundle& model, const data::DatasetVersion& dataset) {
    std::vector<std::string> needed{model.target()}, missing;
    for (const auto& input : model.inputs()) needed.push_back(input.name);
    for (const auto& name : needed)
        if (std::ranges::find(dataset.columns, name, &data::DatasetColumn::name) == dataset.columns.end())
            missing.push_back(name);
    if (missing.empty()) return {};
    return fail(ErrorCode::InvalidArgument,
        fmt::format("{} lacks {} that the model needs: {}", dataset.reference(),
            missing.size() == 1 ? "a column" : "columns", forMessage(join(missing, ", "), 400)),
        "Choose a dataset with the columns of the training");
}

std::string selectList(const std::vector<std::string>& columns) {
    std::vector<std::string> quoted;
    for (const auto& column : columns) quoted.push_back(table::quoteIdentifier(column));
    return join(quoted, ", ");
}

/// Missing truths stay missing, so that the evaluation skips and counts those rows.
Result<std::vector<table::Value>> labelTexts(const ModelBundle& model, const std::vector<table::Value>& truth) {
    const std::set<std::string> known(model.labels().begin(), model.labels().end());
    std::vector<table::Value> texts;
    for (std::size_t row = 0; row < truth.size(); ++row) {
        auto text = table::toText(truth[row]);
        if (RowEncoder::isMissing(text)) {
            texts.emplace_back();
            continue;
        }
        if (!known.contains(text))
            return fail(ErrorCode::BadData,
                fmt::format("row {}: '{}' is no label of the model, which knows {}", row + 1, forMessage(text),
                    forMessage(join(model.labels(), ", "), 200)),
                "Clean the labels, or choose another dataset");
        texts.emplace_back(std::move(text));
    }
    return texts;
}

std::string jsonLine(const ModelBundle::Prediction& prediction, Task task) {
    Json line;
    line["prediction"] = task == Task::Regression ? Json(prediction.score) : Json(prediction.label);
    line["score"] = prediction.score;
    return dump(line) + "\n";
}

} // namespace

Result<ScoredRows> scoreRows(const ModelBundle& model, const data::DatasetVersion& dataset, Progress& progress) {
    SLIPWAY_TRY(checkColumns(model, dataset));
    std::vector<std::string> columns{model.target()};
    for (const auto& input : model.inputs()) columns.push_back(input.name);
    progress.update(0.1, "reading " + dataset.reference());
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    ScoredRows rows;
    SLIPWAY_ASSIGN(rows.table, connection.query(fmt::format("SELECT {} FROM read_parquet({})", selectList(columns),
                                                    table::quoteText(dataset.file.string())),
                                   {}, progress));
    progress.update(0.4, fmt::format("predicting {} rows", withThousands(dataset.rows)));
    SLIPWAY_ASSIGN(rows.predictions, model.predict(rows.table));
    if (progress.cancelled()) return fail(ErrorCode::Cancelled, "the evaluation was cancelled");
    return rows;
}

Result<Evaluation> evaluateRows(const ModelBundle& model, const ScoredRows& rows) {
    SLIPWAY_ASSIGN(const auto task, taskOf(model));
    EvaluationInput input;
    input.task = task;
    const auto& truth = rows.table.cells[0];
    if (task == Task::Regression) {
        input.truth = truth;
        for (const auto& prediction : rows.predictions) input.predictions.emplace_back(prediction.score);
        return evaluate(input);
    }
    SLIPWAY_ASSIGN(input.truth, labelTexts(model, truth));
    for (const auto& prediction : rows.predictions) {
        input.predictions.emplace_back(prediction.label);
        if (task == Task::Binary) input.scores.emplace_back(prediction.score);
    }
    return evaluate(input);
}

Status writePredictions(
    const ScoredRows& rows, const ModelBundle& model, const data::DatasetVersion& dataset, const fs::path& file) {
    SLIPWAY_ASSIGN(const auto task, taskOf(model));
    SLIPWAY_ASSIGN(const auto folder, TemporaryFolder::create("slipway-scores"));
    const auto lines = folder.path() / "scores.jsonl";
    std::string text;
    for (const auto& prediction : rows.predictions) text += jsonLine(prediction, task);
    SLIPWAY_TRY(writeFileAtomically(lines, text));

    std::string facets;
    const std::set<std::string> own{"row", "truth", "prediction", "score"};
    for (const auto& column : dataset.columns)
        if (column.sensitive && !own.contains(column.name)) facets += ", d." + table::quoteIdentifier(column.name);
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    return table::writeFile(connection,
        fmt::format(
            "SELECT row_number() OVER () AS row, d.{} AS truth, s.prediction, s.score{} FROM read_parquet({}) d "
            "POSITIONAL JOIN read_json({}, format='newline_delimited', columns={{prediction: '{}', score: "
            "'DOUBLE'}}) s",
            table::quoteIdentifier(model.target()), facets, table::quoteText(dataset.file.string()),
            table::quoteText(lines.string()), task == Task::Regression ? "DOUBLE" : "VARCHAR"),
        file, table::FileFormat::Parquet);
}

Result<table::Table> readPredictions(const fs::path& predictions, const data::DatasetVersion& dataset,
    const std::vector<std::string>& columns, std::string_view predictionColumn, Progress& progress) {
    std::string select;
    for (const auto& column : columns) select += fmt::format("d.{}, ", table::quoteIdentifier(column));
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    return connection.query(
        fmt::format("SELECT {}p.prediction AS {} FROM read_parquet({}) d POSITIONAL JOIN read_parquet({}) p", select,
            table::quoteIdentifier(predictionColumn), table::quoteText(dataset.file.string()),
            table::quoteText(predictions.string())),
        {}, progress);
}

} // namespace slipway::train
