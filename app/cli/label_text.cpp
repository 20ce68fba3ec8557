#include "app/cli/label_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::cli {

Json toJson(const label::Project& project) {
    Json labels = Json::array();
    for (const auto& each : project.labels.classes)
        labels.push_back({{"name", each.name}, {"color", each.color}, {"hotkey", each.hotkey}});
    return {{"name", project.name}, {"medium", std::string(label::name(project.medium))}, {"root", project.root},
        {"labels", std::move(labels)}, {"overlap", project.overlap}, {"reviewed", project.reviewed},
        {"order", std::string(label::name(project.order))}, {"tasks", project.tasks}, {"submitted", project.submitted},
        {"skipped", project.skipped}, {"broken", project.problems}, {"created", toIso8601(project.createdAt)},
        {"created_by", project.createdBy}};
}

Json toJson(const label::Task& task) {
    Json json{{"number", task.number}, {"state", std::string(label::name(task.state))}, {"path", task.item.path},
        {"annotations", task.annotations}, {"gold", task.gold}};
    if (!task.item.text.empty()) json["text"] = task.item.text;
    if (task.uncertainty) json["uncertainty"] = *task.uncertainty;
    if (task.agreement) json["agreement"] = *task.agreement;
    if (!task.problem.empty()) json["problem"] = task.problem;
    return json;
}

Json toJson(const std::vector<label::Problem>& problems) {
    Json json = Json::array();
    for (const auto& problem : problems)
        json.push_back({{"file", problem.file}, {"line", problem.line}, {"item", problem.item},
            {"message", problem.message}, {"left_out", problem.leftOut}});
    return json;
}

Json toJson(const std::vector<label::Loss>& losses) {
    Json json = Json::array();
    for (const auto& loss : losses)
        json.push_back({{"kind", loss.kind}, {"count", loss.count}, {"example", loss.example}});
    return json;
}

Json toJson(const label::ProjectConsensus& consensus) {
    Json ties = Json::array(), people = Json::array();
    for (const auto& tie : consensus.ties)
        ties.push_back({{"item", tie.item}, {"question", tie.question}, {"labels", tie.labels}});
    for (const auto& person : consensus.people)
        people.push_back({{"person", person.name}, {"answers", person.answers}, {"weight", jsonNumber(person.weight)},
            {"quality", person.quality ? jsonNumber(*person.quality) : Json()}});
    return {{"items", consensus.items}, {"several", consensus.several}, {"tie_count", consensus.tieCount},
        {"ties", std::move(ties)}, {"dropped_shapes", consensus.dropped}, {"people", std::move(people)}};
}

std::string consensusText(const label::ProjectConsensus& consensus) {
    auto text = fmt::format("{} by people, {} by several; {} left open, {} of a minority left out\n",
        counted(consensus.items, "item"), withThousands(consensus.several), counted(consensus.tieCount, "question"),
        counted(consensus.dropped, "shape"));
    for (const auto& person : consensus.people)
        text +=
            fmt::format("  {}: {}, weight {:.2f}{}\n", person.name, counted(person.answers, "answer"), person.weight,
                person.quality ? fmt::format(", right {:.0f} % of the time by the model", 100 * *person.quality) : "");
    return text;
}

std::string problemText(const std::vector<label::Problem>& problems, std::int64_t count) {
    if (count == 0) return {};
    auto text = counted(count, "problem") + ":\n";
    for (std::size_t i = 0; i < std::min<std::size_t>(problems.size(), 10); ++i) {
        const auto& problem = problems[i];
        const auto where = problem.file.empty() ? problem.item : problem.file;
        text += fmt::format("  {}{}: {}\n", forMessage(where),
            problem.line > 0 ? fmt::format(", line {}", problem.line) : "", forMessage(problem.message, 200));
    }
    return text;
}

std::string lossText(const std::vector<label::Loss>& losses) {
    std::string text;
    for (const auto& loss : losses)
        text +=
            fmt::format("  lost: {} {} (first: {})\n", withThousands(loss.count), loss.kind, forMessage(loss.example));
    return text;
}

} // namespace slipway::cli
