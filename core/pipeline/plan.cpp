#include "core/pipeline/plan.h"

#include <algorithm>
#include <queue>

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::pipeline {

namespace {

std::unexpected<Error> bad(const StepDefinition& step, const std::string& problem, std::string hint) {
    return fail(
        ErrorCode::InvalidArgument, fmt::format("step '{}': {}", forMessage(step.name), problem), std::move(hint));
}

std::string namesOf(const Values& values) {
    std::vector<std::string> names;
    for (const auto& [name, value] : values) names.push_back(name);
    return names.empty() ? "it has none" : join(names, ", ");
}

} // namespace

Result<Plan> Plan::make(const Definition& definition, const StepRegistry& steps) {
    if (!isValidName(definition.name))
        return fail(ErrorCode::InvalidArgument,
            fmt::format("'{}' is no name for a pipeline", forMessage(definition.name)),
            "Use letters, digits, dot, dash and underscore");
    if (definition.steps.empty())
        return fail(ErrorCode::InvalidArgument, fmt::format("pipeline '{}' has no steps", definition.name), "Add one");
    Plan plan;
    plan.m_items.reserve(definition.steps.size());
    for (const auto& step : definition.steps) {
        if (!isValidName(step.name))
            return bad(step, "this is no name for a step", "Use letters, digits, dot, dash and underscore");
        if (!plan.m_positions.emplace(step.name, plan.m_positions.size()).second)
            return bad(step, "two steps have this name", "Rename one of them");
    }
    for (const auto& step : definition.steps) SLIPWAY_TRY(plan.addItem(definition, step, steps));
    SLIPWAY_TRY(plan.sort());
    // What a step refers to can be checked only now that every step's kind is known.
    for (const auto& item : plan.m_items)
        for (const auto& [key, text] : item.parameters)
            for (const auto& reference : text.references()) {
                if (reference.step.empty()) continue;
                const auto made = plan.m_items[plan.m_positions.find(reference.step)->second].step->outputs();
                if (std::ranges::find(made, reference.value) == made.end())
                    return bad(*item.definition,
                        fmt::format("step '{}' makes no value '{}'", reference.step, forMessage(reference.value)),
                        "It makes: " + join(made, ", "));
            }
    return plan;
}

Status Plan::addItem(const Definition& definition, const StepDefinition& step, const StepRegistry& steps) {
    Item item;
    item.definition = &step;
    item.step = steps.find(step.kind);
    if (item.step == nullptr) {
        std::vector<std::string> known;
        for (const auto* kind : steps.list()) known.push_back(kind->kind());
        return bad(
            step, fmt::format("there is no kind '{}'", forMessage(step.kind)), "Known kinds: " + join(known, ", "));
    }
    if (step.retries < 0 || step.retries > 10) return bad(step, "retries must be from 0 to 10", "Correct the number");
    for (const auto& other : step.after) SLIPWAY_TRY(addNeed(item, other));
    for (const auto& [key, value] : step.parameters) {
        auto text = TemplateText::parse(value);
        if (!text)
            return bad(step, fmt::format("in '{}': {}", forMessage(key), text.error().message), text.error().hint);
        for (const auto& reference : text->references()) SLIPWAY_TRY(addReference(item, definition, reference));
        item.parameters.emplace_back(key, std::move(*text));
    }
    std::ranges::sort(item.needs);
    const auto [first, last] = std::ranges::unique(item.needs);
    item.needs.erase(first, last);
    m_items.push_back(std::move(item));
    return {};
}

Status Plan::addReference(Item& item, const Definition& definition, const Reference& reference) const {
    if (!reference.step.empty()) return addNeed(item, reference.step);
    if (definition.parameters.contains(reference.value)) return {};
    return bad(*item.definition, fmt::format("the pipeline has no parameter '{}'", forMessage(reference.value)),
        "Its parameters: " + namesOf(definition.parameters));
}

Status Plan::addNeed(Item& item, const std::string& step) const {
    const auto found = m_positions.find(step);
    if (found == m_positions.end())
        return bad(*item.definition, fmt::format("there is no step '{}'", forMessage(step)), "Correct the name");
    item.needs.push_back(found->second);
    return {};
}

/// Kahn's algorithm; among steps that could come next, the one that stands first in the definition.
Status Plan::sort() {
    std::vector<std::size_t> missing(m_items.size());
    std::vector<std::vector<std::size_t>> followers(m_items.size());
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        missing[i] = m_items[i].needs.size();
        for (const auto need : m_items[i].needs) followers[need].push_back(i);
        if (missing[i] == 0) ready.push(i);
    }
    while (!ready.empty()) {
        const auto next = ready.top();
        ready.pop();
        m_order.push_back(next);
        for (const auto follower : followers[next])
            if (--missing[follower] == 0) ready.push(follower);
    }
    if (m_order.size() == m_items.size()) return {};
    return fail(ErrorCode::InvalidArgument, fmt::format("the steps wait for each other: {}", describeCycle(missing)),
        "Remove one of these dependencies");
}

/// Every step that is still open needs another open one, so going back from any of them must come round.
std::string Plan::describeCycle(const std::vector<std::size_t>& open) const {
    const auto isOpen = [&](std::size_t i) { return open[i] > 0; };
    std::size_t at = 0;
    while (!isOpen(at)) ++at;
    std::vector<std::size_t> path;
    while (std::ranges::find(path, at) == path.end()) {
        path.push_back(at);
        at = *std::ranges::find_if(m_items[at].needs, isOpen);
    }
    path.erase(path.begin(), std::ranges::find(path, at));
    std::vector<std::string> names;
    for (const auto i : path) names.push_back(m_items[i].definition->name);
    constexpr std::size_t shown = 10;
    if (names.size() > shown) {
        names.resize(shown);
        names.emplace_back("…");
    }
    names.push_back(m_items[at].definition->name);
    return join(names, " needs ");
}

Result<Values> Plan::parametersOf(
    std::size_t position, const Values& parameters, const std::vector<Values>& outputs) const {
    Values filled;
    std::string missing;
    const auto valueOf = [&](const Reference& reference) -> std::string {
        const auto& values = reference.step.empty() ? parameters : outputs[m_positions.find(reference.step)->second];
        const auto found = values.find(reference.value);
        if (found != values.end()) return found->second;
        missing = reference.step.empty() ? reference.value : reference.step + "." + reference.value;
        return {};
    };
    for (const auto& [key, text] : m_items[position].parameters) filled.emplace(key, text.fill(valueOf));
    if (missing.empty()) return filled;
    return fail(ErrorCode::FailedPrecondition, fmt::format("there is no value '{}' for this step", forMessage(missing)),
        "The log of the step before tells why");
}

} // namespace slipway::pipeline
