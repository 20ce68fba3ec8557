#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/plain_table.h"
#include "app/cli/usage.h"
#include "core/base/text.h"
#include "core/train/bias.h"
#include "core/train/evaluation.h"

namespace slipway::cli {

namespace {

struct EvaluateArguments {
    std::string file, target, prediction, score, task;
    TableOptions table;
};

struct BiasArguments {
    std::string file;
    train::BiasInput input;
    TableOptions table;
};

std::string figure(const std::optional<double>& value) {
    return value ? fmt::format("{:.6g}", *value) : "–";
}

std::string metricTable(
    const std::map<std::string, std::optional<double>>& metrics, const std::map<std::string, std::string>& notes) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& [name, value] : metrics) {
        const auto note = notes.find(name);
        rows.push_back({name, figure(value), note == notes.end() ? "" : note->second});
    }
    return textTable({"metric", "value", "note"}, rows);
}

std::string confusionTable(const train::Evaluation& evaluation) {
    constexpr std::size_t widest = 12; // more classes do not fit a terminal
    if (evaluation.labels.empty() || evaluation.labels.size() > widest) return {};
    std::vector<std::string> header{"truth \\ predicted"};
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < evaluation.labels.size(); ++i) {
        header.push_back(forMessage(evaluation.labels[i], 20));
        rows.push_back({forMessage(evaluation.labels[i], 20)});
        for (const auto count : evaluation.confusion[i]) rows.back().push_back(std::to_string(count));
    }
    return "\n" + textTable(header, rows);
}

/// Reads a file and checks that it has the columns that are needed; the answer holds these in this order, or all of the
/// file.
Result<table::Table> readColumns(Session& session, const std::string& file, const TableOptions& tableOptions,
    const std::vector<std::string>& needed, bool onlyNeeded) {
    SLIPWAY_ASSIGN(const auto reading, tableOptions.read());
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    SLIPWAY_ASSIGN(const auto loaded, loadPlainTable(connection, file, reading, "rows_read", session.progress()));
    std::vector<std::string> names;
    for (const auto& name : needed) {
        SLIPWAY_TRY(checkColumn(loaded, file, name));
        names.push_back(table::quoteIdentifier(name));
    }
    return connection.query(
        fmt::format("SELECT {} FROM rows_read", onlyNeeded ? join(names, ", ") : "*"), {}, session.progress());
}

Result<std::optional<train::Task>> taskOf(const std::string& name) {
    if (name.empty()) return std::optional<train::Task>();
    if (name == "classification") return std::optional(train::Task::Binary);
    if (name == "regression") return std::optional(train::Task::Regression);
    return fail(ErrorCode::InvalidArgument, fmt::format("there is no task '{}'", forMessage(name)),
        "Use classification or regression");
}

Result<Outcome> runEvaluate(Session& session, const EvaluateArguments& arguments) {
    train::EvaluationInput input;
    SLIPWAY_ASSIGN(input.task, taskOf(arguments.task));
    std::vector<std::string> names{arguments.target, arguments.prediction};
    if (!arguments.score.empty()) names.push_back(arguments.score);
    SLIPWAY_ASSIGN(auto columns, readColumns(session, arguments.file, arguments.table, names, true));
    input.truth = std::move(columns.cells[0]);
    input.predictions = std::move(columns.cells[1]);
    if (!arguments.score.empty()) input.scores = std::move(columns.cells[2]);
    SLIPWAY_ASSIGN(const auto evaluation, train::evaluate(input));
    const auto json = train::toJson(evaluation);
    auto text = fmt::format("{}: {}", json["task"].get<std::string>(), counted(evaluation.rows, "row"));
    if (evaluation.skipped > 0)
        text += fmt::format(", {} skipped for a missing value", withThousands(evaluation.skipped));
    text += "\n\n" + metricTable(evaluation.metrics, evaluation.notes) + confusionTable(evaluation);
    return Outcome{json, text};
}

Result<Outcome> runBias(Session& session, const BiasArguments& arguments) {
    auto input = arguments.input;
    std::vector<std::string> names{input.label, input.facet};
    for (const auto& name : {input.prediction, input.group})
        if (!name.empty()) names.push_back(name);
    SLIPWAY_ASSIGN(input.table, readColumns(session, arguments.file, arguments.table, names, false));
    SLIPWAY_ASSIGN(const auto report, train::biasReport(input));
    if (const auto note = report.notes.find("positive");
        note != report.notes.end()) // else a typing error reads as fairness
        return fail(ErrorCode::InvalidArgument, note->second, "Give one of them with --positive");
    auto text = fmt::format("facet {}: {} {}, {} not\n\nbefore training\n", forMessage(report.facet),
        counted(report.disadvantagedRows, "row is", "rows are"), forMessage(report.disadvantaged),
        counted(report.advantagedRows, "is", "are"));
    text += metricTable(report.preTraining, report.notes);
    if (!report.postTraining.empty()) text += "\nafter training\n" + metricTable(report.postTraining, report.notes);
    if (const auto note = report.notes.find("rows"); note != report.notes.end()) text += "\n" + note->second + "\n";
    return Outcome{train::toJson(report), text};
}

void addEvaluate(Commands& commands) {
    auto arguments = std::make_shared<EvaluateArguments>();
    auto& verb = commands.single("evaluate", "Metrics of predictions in a file",
        "slipway evaluate scored.csv --target income --prediction predicted --score probability",
        [arguments](Session& session) { return runEvaluate(session, *arguments); });
    verb.add_option("FILE", arguments->file, "Table with truth and predictions, or -")->required();
    verb.add_option("--target", arguments->target, "Column with the truth")->required();
    verb.add_option("--prediction", arguments->prediction, "Column with the predictions")->required();
    verb.add_option("--score", arguments->score, "Column with the probability of the positive (last) class");
    verb.add_option("--task", arguments->task, "classification or regression, when the values do not tell")
        ->check(checkedBy(taskOf));
    arguments->table.addTo(verb);
}

void addBias(Commands& commands) {
    auto arguments = std::make_shared<BiasArguments>();
    auto& verb = commands.single("bias", "Bias of labels and predictions against a group of people",
        "slipway bias scored.csv --label income --positive '>50K' --facet sex --facet-value Female --prediction "
        "predicted",
        [arguments](Session& session) { return runBias(session, *arguments); });
    auto& input = arguments->input;
    verb.add_option("FILE", arguments->file, "Table with labels and the facet, or -")->required();
    verb.add_option("--label", input.label, "Column with the observed label")->required();
    verb.add_option("--positive", input.positive,
            "The label that is the good outcome; for measurements the threshold above which")
        ->required();
    verb.add_option("--facet", input.facet, "Column that tells the groups apart")->required();
    verb.add_option("--facet-value", input.facetValue, "Value of the group that may be disadvantaged");
    verb.add_option("--facet-threshold", input.facetThreshold, "That group lies above this number");
    verb.add_option("--prediction", input.prediction, "Column with predicted labels");
    verb.add_option("--group", input.group, "Column of subgroups for conditional demographic disparity");
    arguments->table.addTo(verb);
    verb.final_callback([&input] {
        if (input.facetValue.has_value() == input.facetThreshold.has_value())
            throw UsageError(slipway::Error{ErrorCode::InvalidArgument, "the facet needs either a value or a threshold",
                "Add --facet-value V, or --facet-threshold X for a column of numbers"});
    });
}

} // namespace

void addEvaluateCommands(Commands& commands) {
    addEvaluate(commands);
    addBias(commands);
}

} // namespace slipway::cli
