#include <charconv>

#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/label_project.h"
#include "app/cli/label_text.h"
#include "app/cli/usage.h"
#include "core/base/text.h"

namespace slipway::cli {

using label::LabelService;

namespace {

Result<std::vector<std::int64_t>> numbersOf(const std::string& text) {
    std::vector<std::int64_t> numbers;
    for (const auto& part : split(text, ',')) {
        const auto piece = trimmed(part);
        const auto dash = piece.find('-', 1);
        std::int64_t first = 0, last = 0;
        const auto read = [](std::string_view digits, std::int64_t& value) {
            const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
            return failed == std::errc() && end == digits.data() + digits.size() && value > 0;
        };
        const bool good = dash == std::string_view::npos
                              ? read(piece, first) && ((last = first), true)
                              : read(piece.substr(0, dash), first) && read(piece.substr(dash + 1), last);
        if (!good || last < first || last - first > 10000000)
            return fail(ErrorCode::InvalidArgument, fmt::format("'{}' names no tasks", forMessage(part)),
                "Write numbers like 3,7,10-20");
        for (auto number = first; number <= last; ++number) numbers.push_back(number);
    }
    return numbers;
}

Result<Outcome> assign(
    Session& session, const std::string& project, const std::string& tasks, const std::string& person) {
    SLIPWAY_ASSIGN(const auto found, openProject(session, project));
    SLIPWAY_ASSIGN(const auto numbers, numbersOf(tasks));
    SLIPWAY_TRY(found.labels->assign(found.actor, found.project, numbers, person));
    return Outcome{{{"person", person}, {"tasks", numbers.size()}},
        fmt::format("{} {}", counted(static_cast<long long>(numbers.size()), "task"),
            person.empty() ? "given back to everybody" : "assigned to " + person),
        0};
}

struct ReviewArguments {
    std::string project, accept, sendBack, note;
    int limit = 50;
};

/// Without a verdict: what waits for one.
Result<Outcome> review(Session& session, const ReviewArguments& arguments) {
    SLIPWAY_ASSIGN(const auto found, openProject(session, arguments.project));
    if (!arguments.accept.empty() || !arguments.sendBack.empty()) {
        const bool accepts = !arguments.accept.empty();
        const auto& id = accepts ? arguments.accept : arguments.sendBack;
        SLIPWAY_TRY(found.labels->review(found.actor, found.project, id,
            accepts ? LabelService::Verdict::Accept : LabelService::Verdict::SendBack, arguments.note));
        return Outcome{{{"annotation", id}, {"state", accepts ? "accepted" : "sent_back"}},
            accepts ? "Accepted." : "Sent back.", 0};
    }
    SLIPWAY_ASSIGN(const auto waiting, found.labels->toReview(found.actor, found.project, 0, arguments.limit));
    Json json = Json::array();
    std::vector<std::vector<std::string>> rows;
    for (const auto& stored : waiting) {
        SLIPWAY_ASSIGN(const auto task, found.labels->store().task(stored.task));
        json.push_back({{"annotation", stored.annotation.id}, {"task", task.number},
            {"annotator", stored.annotation.annotator}, {"regions", stored.annotation.regions.size()}});
        rows.push_back({std::to_string(task.number), stored.annotation.annotator,
            std::to_string(stored.annotation.regions.size()), stored.annotation.id});
    }
    return Outcome{std::move(json),
        rows.empty() ? "Nothing waits for a review." : textTable({"task", "annotator", "regions", "annotation"}, rows),
        0};
}

Result<Outcome> packet(Session& session, const std::string& project, const std::string& file, const std::string& person,
    const std::string& tasks, bool answers) {
    SLIPWAY_ASSIGN(const auto found, openProject(session, project));
    std::vector<std::int64_t> numbers;
    if (!tasks.empty()) {
        SLIPWAY_ASSIGN(numbers, numbersOf(tasks));
    }
    SLIPWAY_ASSIGN(const auto made,
        answers ? found.labels->exportAnswers(found.actor, found.project, person, file, session.progress())
                : found.labels->exportPacket(found.actor, found.project, numbers, person, file, session.progress()));
    return Outcome{{{"file", file}, {"tasks", made.tasks}, {"annotations", made.annotations}, {"bytes", made.bytes}},
        fmt::format("{} and {} in {}", counted(made.tasks, "task"), counted(made.annotations, "annotation"), file), 0};
}

Result<Outcome> merge(Session& session, const std::string& file) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto actor, session.actor());
    SLIPWAY_ASSIGN(const auto merged, workspace->labels().mergePacket(actor, file, session.progress()));
    return Outcome{
        {{"project", merged.project}, {"tasks", merged.tasks}, {"annotations", merged.annotations},
            {"known", merged.known}, {"problem_count", merged.problemCount}, {"problems", toJson(merged.problems)}},
        fmt::format("{}: {} and {} taken in, {} known already\n", merged.project, counted(merged.tasks, "task"),
            counted(merged.annotations, "annotation"), withThousands(merged.known)) +
            problemText(merged.problems, merged.problemCount),
        0};
}

} // namespace

Result<OpenedProject> openProject(Session& session, const std::string& name) {
    SLIPWAY_ASSIGN(auto* workspace, session.workspace());
    OpenedProject found{&workspace->labels(), {}, {}};
    SLIPWAY_ASSIGN(found.actor, session.actor());
    SLIPWAY_ASSIGN(found.project, found.labels->find(name));
    if (!workspace->readOnly()) {
        SLIPWAY_ASSIGN(const auto recovered, found.labels->recover(found.project));
        if (recovered > 0) {
            SLIPWAY_ASSIGN(found.project, found.labels->find(name));
        }
    }
    return found;
}

void addLabelPeopleCommands(Commands& commands) {
    struct Assigned {
        std::string project, tasks, person;
    };
    const auto assigned = std::make_shared<Assigned>();
    auto& assignVerb = commands.verb("label", "assign", "Gives tasks to one person, or back to everybody",
        "slipway label assign birds 1-100 --to bob",
        [assigned](Session& session) { return assign(session, assigned->project, assigned->tasks, assigned->person); });
    assignVerb.add_option("PROJECT", assigned->project, "Name of the project")->required();
    assignVerb.add_option("TASKS", assigned->tasks, "Numbers, like 3,7,10-20")->required()->check(checkedBy(numbersOf));
    assignVerb.add_option("--to", assigned->person, "The person; without it: everybody");

    const auto reviewed = std::make_shared<ReviewArguments>();
    auto& reviewVerb = commands.verb("label", "review", "Lists what waits for a review, accepts or sends back",
        "slipway label review birds --send-back ID --note \"the tail is missing\"",
        [reviewed](Session& session) { return review(session, *reviewed); });
    reviewVerb.add_option("PROJECT", reviewed->project, "Name of the project")->required();
    auto* accept = reviewVerb.add_option("--accept", reviewed->accept, "Id of the annotation");
    reviewVerb.add_option("--send-back", reviewed->sendBack, "Id of the annotation")->excludes(accept);
    reviewVerb.add_option("--note", reviewed->note, "The reason");
    reviewVerb.add_option("--limit", reviewed->limit, "How many to list")->check(CLI::Range(1, 10000));

    struct Packed {
        std::string project, file, person, tasks;
        bool answers = false;
    };
    const auto packed = std::make_shared<Packed>();
    auto& packetVerb = commands.verb("label", "packet", "Packs tasks for another person, or answers for the way back",
        "slipway label packet birds bob.packet --for bob --tasks 1-100", [packed](Session& session) {
            return packet(session, packed->project, packed->file, packed->person, packed->tasks, packed->answers);
        });
    packetVerb.add_option("PROJECT", packed->project, "Name of the project")->required();
    packetVerb.add_option("FILE", packed->file, "The packet to write")->required();
    packetVerb.add_option("--for", packed->person, "The person who labels, or did");
    packetVerb.add_option("--tasks", packed->tasks, "Numbers, like 3,7,10-20; without them all that are assigned")
        ->check(checkedBy(numbersOf));
    packetVerb.add_flag("--answers", packed->answers, "Only answers, to be merged where the tasks came from");

    const auto merged = std::make_shared<std::string>();
    commands
        .verb("label", "merge", "Takes a packet in; twice or in another order changes nothing",
            "slipway label merge bob.packet", [merged](Session& session) { return merge(session, *merged); })
        .add_option("FILE", *merged, "The packet")
        ->required();
}

} // namespace slipway::cli
