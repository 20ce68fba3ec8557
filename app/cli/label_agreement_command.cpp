#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/label_project.h"
#include "core/base/text.h"

namespace slipway::cli {

namespace {

struct AgreementArguments {
    std::string project, scale = "nominal", weights = "none";
    std::optional<std::string> question;
};

label::Scale scaleOf(const std::string& name) {
    if (name == "ordinal") return label::Scale::Ordinal;
    if (name == "interval") return label::Scale::Interval;
    return name == "ratio" ? label::Scale::Ratio : label::Scale::Nominal;
}

label::Weighting weightingOf(const std::string& name) {
    if (name == "linear") return label::Weighting::Linear;
    return name == "quadratic" ? label::Weighting::Quadratic : label::Weighting::None;
}

Json orNull(const std::optional<double>& value) {
    return value ? jsonNumber(*value) : Json();
}

std::string figure(const std::optional<double>& value) {
    return value ? fmt::format("{:.3f}", *value) : "–";
}

std::string titleOf(const std::string& question) {
    return question.empty() ? "class" : question;
}

/// Interval and ratio measure with the classes themselves.
Status checkScale(const label::AgreementTotals& totals, const std::string& question, const std::string& scale) {
    if (scale != "interval" && scale != "ratio") return {};
    for (const auto& part : totals.classes(question)) {
        double value = 0;
        const auto* end = part.name.data() + part.name.size();
        const auto [rest, failed] = std::from_chars(part.name.data(), end, value);
        if (failed != std::errc() || rest != end || !std::isfinite(value))
            return fail(ErrorCode::InvalidArgument,
                fmt::format("the class '{}' is no number, as the scale {} needs", forMessage(part.name), scale),
                "Take --scale nominal or ordinal");
        if (scale == "ratio" && value < 0)
            return fail(ErrorCode::InvalidArgument,
                fmt::format("the class '{}' is below zero, which the scale ratio does not have", part.name),
                "Take --scale interval");
    }
    return {};
}

Result<std::vector<std::string>> questionsOf(
    const label::AgreementTotals& totals, const AgreementArguments& arguments) {
    auto questions = totals.questions();
    if (arguments.question) {
        if (std::ranges::find(questions, *arguments.question) == questions.end())
            return fail(ErrorCode::NotFound,
                fmt::format("no two people answered a question '{}'", forMessage(*arguments.question)),
                questions.empty() ? "There are no classes to compare yet"
                                  : fmt::format("The questions are '{}'", join(questions, "', '")));
        questions = {*arguments.question};
    }
    for (const auto& question : questions) SLIPWAY_TRY(checkScale(totals, question, arguments.scale));
    return questions;
}

struct Report {
    Json json;
    std::string text;
};

void addPairs(Report& report, const label::AgreementTotals& totals, const std::vector<std::string>& questions,
    label::Weighting weighting) {
    std::vector<std::string> header{"person", "person", "tasks", "agreement"};
    for (const auto& question : questions) header.push_back("kappa of " + titleOf(question));
    std::vector<std::vector<std::string>> rows;
    report.json["pairs"] = Json::array();
    for (const auto& pair : totals.pairs()) {
        Json kappas = Json::array();
        std::vector<std::string> row{pair.first, pair.second, withThousands(pair.tasks), figure(pair.mean)};
        for (const auto& question : questions) {
            const auto kappa = totals.cohen(question, pair.first, pair.second, weighting);
            kappas.push_back({{"question", question}, {"value", orNull(kappa)}});
            row.push_back(figure(kappa));
        }
        report.json["pairs"].push_back({{"first", pair.first}, {"second", pair.second}, {"tasks", pair.tasks},
            {"mean", jsonNumber(pair.mean)}, {"cohen_kappa", std::move(kappas)}});
        rows.push_back(std::move(row));
    }
    report.json["people"] = Json::array();
    for (const auto& person : totals.people())
        report.json["people"].push_back(
            {{"person", person.name}, {"comparisons", person.tasks}, {"mean", jsonNumber(person.mean)}});
    if (!rows.empty()) report.text += "\n" + textTable(header, rows);
}

void addQuestions(Report& report, const label::AgreementTotals& totals, const std::vector<std::string>& questions,
    label::Scale scale) {
    std::vector<std::vector<std::string>> rows;
    report.json["questions"] = Json::array();
    for (const auto& question : questions) {
        const auto fleiss = totals.fleiss(question);
        const auto alpha = totals.alpha(question, scale);
        Json classes = Json::array();
        for (const auto& part : totals.classes(question))
            classes.push_back({{"label", part.name}, {"choices", part.tasks}, {"agreement", jsonNumber(part.mean)}});
        Json kappa;
        if (fleiss)
            kappa = {{"value", jsonNumber(fleiss->value)}, {"ratings", fleiss->ratings}, {"tasks", fleiss->items}};
        report.json["questions"].push_back({{"question", question}, {"fleiss_kappa", std::move(kappa)},
            {"krippendorff_alpha", orNull(alpha)}, {"classes", std::move(classes)}});
        rows.push_back({titleOf(question), fleiss ? figure(fleiss->value) : "–",
            fleiss ? withThousands(fleiss->items) : "0", figure(alpha)});
    }
    if (!rows.empty())
        report.text += "\n" + textTable({"question", "Fleiss' kappa", "of tasks", "Krippendorff's alpha"}, rows);
}

void addLabels(Report& report, const label::AgreementTotals& totals) {
    std::vector<std::vector<std::string>> rows;
    report.json["labels"] = Json::array();
    for (const auto& [label, match] : totals.labels()) {
        const auto similarity = match.meanSimilarity();
        report.json["labels"].push_back(
            {{"label", label}, {"f1", jsonNumber(match.f1())}, {"mean_iou", orNull(similarity)},
                {"matched", match.pairs}, {"first", match.first}, {"second", match.second}});
        rows.push_back({label.empty() ? "(none)" : label, figure(match.f1()), figure(similarity),
            withThousands(match.pairs), withThousands(match.first + match.second - 2 * match.pairs)});
    }
    if (!rows.empty()) report.text += "\n" + textTable({"label", "F1", "mean IoU", "matched", "alone"}, rows);
}

void addScores(Report& report, const std::vector<label::PersonScore>& scores) {
    std::vector<std::vector<std::string>> rows;
    report.json["gold"] = Json::array();
    for (const auto& [person, score] : scores) {
        const auto range = [](const label::Interval& interval) {
            return Json::array({jsonNumber(interval.lower), jsonNumber(interval.upper)});
        };
        report.json["gold"].push_back({{"person", person}, {"items", score.items}, {"score", jsonNumber(score.score)},
            {"score_interval", range(score.scoreRange)}, {"class_items", score.classItems}, {"correct", score.correct},
            {"accuracy", jsonNumber(score.accuracy)}, {"accuracy_interval", range(score.accuracyRange)},
            {"region_items", score.regionItems}, {"mean_f1", jsonNumber(score.meanF1)},
            {"f1_interval", range(score.f1Range)}, {"few_items", score.smallSample}});
        rows.push_back({person, withThousands(score.items), figure(score.score),
            fmt::format("{:.3f} – {:.3f}", score.scoreRange.lower, score.scoreRange.upper),
            score.smallSample ? "too few to judge" : ""});
    }
    if (!rows.empty()) report.text += "\n" + textTable({"person", "gold items", "score", "95 % interval", ""}, rows);
}

Result<Outcome> agreement(Session& session, const AgreementArguments& arguments) {
    SLIPWAY_ASSIGN(const auto found, openProject(session, arguments.project));
    SLIPWAY_ASSIGN(const auto totals, found.labels->agreement(found.project));
    SLIPWAY_ASSIGN(const auto questions, questionsOf(totals, arguments));
    SLIPWAY_ASSIGN(const auto scores, found.labels->scores(found.project));
    Report report{{{"project", found.project.name}, {"tasks", totals.tasks()}, {"mean", orNull(totals.mean())},
                      {"scale", arguments.scale}, {"weights", arguments.weights}},
        {}};
    report.text = totals.tasks() == 0 ? fmt::format("{}: no task has answers of two people yet\n", found.project.name)
                                      : fmt::format("{}: {} with answers of two people or more, mean agreement {}\n",
                                            found.project.name, counted(totals.tasks(), "task"), figure(totals.mean()));
    addPairs(report, totals, questions, weightingOf(arguments.weights));
    addQuestions(report, totals, questions, scaleOf(arguments.scale));
    addLabels(report, totals);
    addScores(report, scores);
    return Outcome{std::move(report.json), std::move(report.text), 0};
}

Result<Outcome> gold(Session& session, const std::string& project, const std::string& annotation, bool off) {
    SLIPWAY_ASSIGN(const auto found, openProject(session, project));
    SLIPWAY_TRY(found.labels->setGold(found.actor, found.project, annotation, !off));
    return Outcome{{{"annotation", annotation}, {"gold", !off}},
        off ? "An ordinary answer again." : "Others are compared with this answer from now on.", 0};
}

} // namespace

void addLabelAgreementCommand(Commands& commands) {
    const auto asked = std::make_shared<AgreementArguments>();
    auto& verb = commands.verb("label", "agreement", "How far people agree, and their scores on gold items",
        "slipway label agreement birds --weights quadratic --scale ordinal",
        [asked](Session& session) { return agreement(session, *asked); });
    verb.add_option("PROJECT", asked->project, "Name of the project")->required();
    verb.add_option("--question", asked->question, "Only this question about the whole item");
    verb.add_option("--weights", asked->weights, "Of Cohen's kappa: none, linear or quadratic")
        ->check(CLI::IsMember({"none", "linear", "quadratic"}));
    verb.add_option("--scale", asked->scale, "Of Krippendorff's alpha: nominal, ordinal, interval or ratio")
        ->check(CLI::IsMember({"nominal", "ordinal", "interval", "ratio"}));

    struct Gold {
        std::string project, annotation;
        bool off = false;
    };
    const auto made = std::make_shared<Gold>();
    auto& goldVerb = commands.verb("label", "gold", "Makes an answer the ground truth that people are compared with",
        "slipway label gold birds 3f0c7f0e2a5b4c6d8e9f0a1b2c3d4e5f",
        [made](Session& session) { return gold(session, made->project, made->annotation, made->off); });
    goldVerb.add_option("PROJECT", made->project, "Name of the project")->required();
    goldVerb.add_option("ANNOTATION_ID", made->annotation, "Id of the answer, as `slipway label review` lists it")
        ->required();
    goldVerb.add_flag("--off", made->off, "An ordinary answer again");
}

} // namespace slipway::cli
