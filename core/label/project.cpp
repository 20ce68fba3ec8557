#include "core/label/project.h"

#include <array>

namespace slipway::label {

namespace {

constexpr std::array<std::string_view, 4> kOrders{"sequential", "uncertain", "disagreement", "random"};
constexpr std::array<std::string_view, kTaskStates> kTasks{
    "new", "started", "submitted", "sent_back", "accepted", "skipped", "broken"};
constexpr std::array<std::string_view, 6> kAnnotations{
    "draft", "submitted", "skipped", "sent_back", "accepted", "replaced"};

template <class T, std::size_t N>
std::optional<T> fromName(const std::array<std::string_view, N>& names, std::string_view text) {
    for (std::size_t i = 0; i < N; ++i)
        if (names[i] == text) return static_cast<T>(i);
    return std::nullopt;
}

} // namespace

std::string_view name(TaskOrder order) {
    return kOrders[static_cast<std::size_t>(order)];
}
std::optional<TaskOrder> taskOrderFromName(std::string_view text) {
    return fromName<TaskOrder>(kOrders, text);
}

std::string_view name(TaskState state) {
    return kTasks[static_cast<std::size_t>(state)];
}
std::optional<TaskState> taskStateFromName(std::string_view text) {
    return fromName<TaskState>(kTasks, text);
}

std::string_view name(AnnotationState state) {
    return kAnnotations[static_cast<std::size_t>(state)];
}
std::optional<AnnotationState> annotationStateFromName(std::string_view text) {
    return fromName<AnnotationState>(kAnnotations, text);
}

bool isAnswer(AnnotationState state) {
    return state == AnnotationState::Submitted || state == AnnotationState::Accepted;
}

bool wasAnswered(AnnotationState state) {
    return wasEnded(state) && state != AnnotationState::Skipped;
}

bool wasEnded(AnnotationState state) {
    return state != AnnotationState::Draft;
}

bool isDone(AnnotationState state) {
    return wasEnded(state) && state != AnnotationState::SentBack;
}

std::string statesThat(bool (*rule)(AnnotationState state)) {
    std::string list;
    for (std::size_t i = 0; i < kAnnotations.size(); ++i)
        if (rule(static_cast<AnnotationState>(i))) list += (list.empty() ? "" : ", ") + std::to_string(i);
    return "(" + list + ")";
}

std::filesystem::path fileOf(const Project& project, const Item& item) {
    if (item.path.empty()) return {};
    return std::filesystem::path(project.root) / item.path;
}

} // namespace slipway::label
