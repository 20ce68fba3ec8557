#include "app/cli/label_assist_commands.h"

#include <fmt/format.h>

#include "app/cli/label_project.h"
#include "app/cli/label_text.h"
#include "core/base/text.h"
#include "core/base/time.h"
#include "core/label/assist/active_learning.h"
#include "core/label/assist/auto_labeler.h"
#include "core/label/assist/suggester.h"
#include "core/workspace/service_host.h"

namespace slipway::cli {

using label::ActiveLearning;
using label::AutoLabeler;

namespace {

struct SuggestArguments {
    std::string project, endpoint, model;
    label::Suggester::Options options;
};

/// An address, or the name of an endpoint of this workspace.
Result<label::ModelEndpoint> endpointOf(workspace::Workspace& workspace, const SuggestArguments& arguments) {
    if (arguments.endpoint.find("://") != std::string::npos)
        return label::endpointAt(arguments.endpoint, arguments.model);
    SLIPWAY_ASSIGN(const auto endpoint, workspace.deployments().find(arguments.endpoint));
    const auto service = workspace::findService(workspace.folder());
    if (!service)
        return fail(ErrorCode::Unavailable, "no service runs for this workspace", "Start one with `slipway serve`");
    auto model = arguments.model;
    if (model.empty() && endpoint.variants.size() == 1) model = endpoint.variants.front().name();
    return label::workspaceEndpoint(service->url, service->token, endpoint.name, model);
}

Result<Outcome> suggest(Session& session, const SuggestArguments& arguments) {
    SLIPWAY_ASSIGN(const auto found, openProject(session, arguments.project));
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto endpoint, endpointOf(*workspace, arguments));
    label::Suggester suggester(workspace->ledger(), *found.labels);
    SLIPWAY_ASSIGN(const auto made,
        suggester.suggest(found.actor, found.project, endpoint, arguments.options, session.progress()));
    Outcome outcome;
    outcome.json = {{"model", endpoint.model}, {"asked", made.asked}, {"stored", made.stored},
        {"problem_count", made.problemCount}, {"problems", toJson(made.problems)}};
    outcome.text = fmt::format("{}: asked about {}, {} kept\n", endpoint.model, counted(made.asked, "task"),
        counted(made.stored, "suggestion"));
    outcome.text += problemText(made.problems, made.problemCount);
    if (made.stopped) {
        outcome.json["stopped"] = {
            {"code", name(made.stopped->code)}, {"message", made.stopped->message}, {"hint", made.stopped->hint}};
        outcome.text += fmt::format("Stopped early: {}\n", toLine(*made.stopped));
        outcome.exitCode = 1;
    }
    return outcome;
}

struct LearnArguments {
    std::string project, question, uncertainty = "entropy";
    std::int64_t every = -1;
    bool ifDue = false;
};

Result<Outcome> learn(Session& session, const LearnArguments& arguments) {
    SLIPWAY_ASSIGN(const auto found, openProject(session, arguments.project));
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    ActiveLearning learning(workspace->ledger(), *found.labels);
    SLIPWAY_ASSIGN(auto setting, learning.setting(found.project));
    const auto question = arguments.question.empty() ? setting.question : arguments.question;
    if (arguments.every >= 0) SLIPWAY_TRY(learning.set(found.actor, found.project, arguments.every, question));
    if (arguments.ifDue) {
        SLIPWAY_ASSIGN(const bool due, learning.isDue(found.project));
        if (!due) return Outcome{{{"learned", false}}, "Not enough new answers to learn from yet.", 0};
    }
    ActiveLearning::Options options;
    options.question = question;
    if (arguments.uncertainty == "margin") options.uncertainty = ActiveLearning::Uncertainty::Margin;
    SLIPWAY_ASSIGN(const auto made, learning.learn(found.actor, found.project, options, session.progress()));
    Outcome outcome;
    outcome.json = {{"learned", true}, {"model", made.model}, {"labels", made.labels}, {"held_out", made.heldOut},
        {"predicted", made.predicted}, {"complete", made.complete}};
    outcome.text = fmt::format("{} learned from {} ({} held out), suggestions for {}{}\n", made.model,
        counted(made.labels, "answer"), withThousands(made.heldOut), counted(made.predicted, "task"),
        made.complete ? "" : "; it was cancelled before the rest");
    outcome.exitCode = made.complete ? 0 : 1;
    return outcome;
}

struct AutoArguments {
    std::string project;
    label::AutoLabelRequest request;
    bool apply = false, status = false;
    std::int64_t undo = 0;
};

Json toJson(const label::AutoLabelPlan& plan) {
    Json json{{"model", plan.request.model}, {"question", plan.request.question},
        {"precision", plan.request.wish.precision}, {"alpha", plan.request.wish.alpha}, {"held_out", plan.heldOut},
        {"unlabelled", plan.unlabelled}, {"threshold", nullptr}, {"lower_bound", plan.rule.lowerBound},
        {"accepted", plan.rule.accepted}, {"correct", plan.rule.correct}, {"labels", plan.labels},
        {"more_labels", nullptr}, {"summary", plan.summary}, {"look", plan.look}, {"refusal", plan.refusal}};
    if (plan.rule.threshold) json["threshold"] = *plan.rule.threshold;
    if (plan.rule.moreLabels) json["more_labels"] = *plan.rule.moreLabels;
    return json;
}

std::string textOf(const label::AutoLabelPlan& plan) {
    auto text = fmt::format("{}: {} held out, {} without an answer\n{}\n", plan.request.model,
        counted(plan.heldOut, "label"), counted(plan.unlabelled, "task"), plan.summary);
    if (plan.rule.threshold)
        text += fmt::format("It would label {} (lower bound of the precision {:.1f} %)\n", counted(plan.labels, "task"),
            100 * plan.rule.lowerBound);
    if (!plan.refusal.empty()) text += fmt::format("It would refuse: {}\n", plan.refusal);
    return text;
}

Outcome statusOutcome(const label::AutoLabelStatus& status) {
    Json batches = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& batch : status.batches) {
        batches.push_back({{"batch", batch.id}, {"model", batch.model}, {"precision", batch.wish.precision},
            {"alpha", batch.wish.alpha}, {"threshold", batch.threshold}, {"lower_bound", batch.lowerBound},
            {"created", toIso8601(batch.createdAt)}, {"created_by", batch.createdBy}, {"labelled", batch.labelled},
            {"sampled", batch.sampled}, {"audited", batch.audited}, {"skipped", batch.skipped},
            {"correct", batch.correct}, {"upper_bound", batch.upperBound}, {"stopped", batch.stopped}});
        rows.push_back({std::to_string(batch.id), batch.model, fmt::format("{:g}", batch.wish.precision),
            std::to_string(batch.labelled), fmt::format("{} of {}", batch.audited, batch.sampled),
            std::to_string(batch.correct), fmt::format("{:.3f}", batch.upperBound), batch.stopped ? "stopped" : ""});
    }
    Outcome outcome{{{"batches", std::move(batches)}, {"refusal", status.refusal}}, {}, 0};
    outcome.text =
        rows.empty() ? "Nothing was labelled without a person."
                     : textTable({"batch", "model", "wish", "labelled", "audited", "right", "at most", "state"}, rows);
    if (!status.refusal.empty()) outcome.text += fmt::format("\nNo further batch: {}\n", status.refusal);
    return outcome;
}

Result<Outcome> autoLabel(Session& session, const AutoArguments& arguments) {
    SLIPWAY_ASSIGN(const auto found, openProject(session, arguments.project));
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    AutoLabeler labeler(workspace->ledger(), *found.labels);
    if (arguments.undo > 0) {
        SLIPWAY_ASSIGN(
            const auto removed, labeler.remove(found.actor, found.project, arguments.undo, session.progress()));
        return Outcome{{{"batch", arguments.undo}, {"removed", removed}},
            fmt::format("{} of batch {} taken back", counted(removed, "label"), arguments.undo), 0};
    }
    if (arguments.status) {
        SLIPWAY_ASSIGN(const auto status, labeler.status(found.project));
        return statusOutcome(status);
    }
    if (!arguments.apply) {
        SLIPWAY_ASSIGN(
            const auto plan, labeler.plan(found.actor, found.project, arguments.request, session.progress()));
        return Outcome{toJson(plan), textOf(plan), 0};
    }
    SLIPWAY_ASSIGN(const auto made, labeler.apply(found.actor, found.project, arguments.request, session.progress()));
    Outcome outcome{toJson(made.plan), textOf(made.plan), 0};
    outcome.json["batch"] = made.batch;
    outcome.json["labelled"] = made.labelled;
    outcome.json["sampled"] = made.sampled;
    outcome.json["complete"] = made.complete;
    if (made.batch > 0)
        outcome.text += fmt::format("Batch {}: {} labelled, {} of them for people to look at too{}\n", made.batch,
            counted(made.labelled, "task"), withThousands(made.sampled), made.complete ? "" : "; cancelled");
    // A rule that could not be met is a check that was not met.
    outcome.exitCode = made.batch == 0 ? 3 : made.complete ? 0 : 1;
    return outcome;
}

} // namespace

void addLabelAssistCommands(Commands& commands) {
    const auto suggested = std::make_shared<SuggestArguments>();
    auto& suggestVerb = commands.verb("label", "suggest", "Asks a model server what it would label",
        "slipway label suggest birds --endpoint http://127.0.0.1:8080/invocations --model detector:3",
        [suggested](Session& session) { return suggest(session, *suggested); });
    suggestVerb.add_option("PROJECT", suggested->project, "Name of the project")->required();
    suggestVerb.add_option("--endpoint", suggested->endpoint, "An endpoint of this workspace, or the address of one")
        ->required();
    suggestVerb.add_option("--model", suggested->model, "Name that the suggestions get");
    suggestVerb.add_option("--question", suggested->options.question, "Whose classes the model answers");
    suggestVerb.add_option("--batch", suggested->options.batch, "Texts in one request")->check(CLI::Range(1, 1000));
    suggestVerb.add_option("--limit", suggested->options.atMost, "Ask about at most so many tasks")
        ->check(CLI::PositiveNumber);

    const auto learned = std::make_shared<LearnArguments>();
    auto& learnVerb = commands.verb("label", "learn", "Learns classes of texts from the answers, suggests for the rest",
        "slipway label learn reviews --every 100", [learned](Session& session) { return learn(session, *learned); });
    learnVerb.add_option("PROJECT", learned->project, "Name of the project")->required();
    learnVerb.add_option("--every", learned->every, "From now on after so many answers; 0: only when asked")
        ->check(CLI::NonNegativeNumber);
    learnVerb.add_option("--question", learned->question, "Whose classes to learn");
    learnVerb.add_option("--uncertainty", learned->uncertainty, "What orders the queue: entropy or margin")
        ->check(CLI::IsMember({"entropy", "margin"}));
    learnVerb.add_flag("--if-due", learned->ifDue, "Only when enough answers came since the last time");

    const auto automatic = std::make_shared<AutoArguments>();
    auto& autoVerb = commands.verb("label", "auto",
        "Labels without a person where held-out answers prove the precision; without --apply it only says what it "
        "would do",
        "slipway label auto reviews --precision 0.95 --apply",
        [automatic](Session& session) { return autoLabel(session, *automatic); });
    autoVerb.add_option("PROJECT", automatic->project, "Name of the project")->required();
    autoVerb.add_option("--precision", automatic->request.wish.precision, "Share of right labels, default 0.95");
    autoVerb.add_option("--alpha", automatic->request.wish.alpha, "Chance that it promises too much, default 0.05");
    autoVerb.add_option("--model", automatic->request.model, "Whose suggestions; default: what learned last");
    autoVerb.add_option("--question", automatic->request.question, "Whose classes");
    auto* apply = autoVerb.add_flag("--apply", automatic->apply, "Store the labels");
    auto* status = autoVerb.add_flag("--status", automatic->status, "What was labelled, and what people found of it");
    autoVerb.add_option("--undo", automatic->undo, "Take the labels of this batch away")
        ->check(CLI::PositiveNumber)
        ->excludes(apply)
        ->excludes(status);
    apply->excludes(status);
}

} // namespace slipway::cli
