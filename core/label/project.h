#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.h"
#include "core/label/corpus.h"

namespace slipway::label {

/// How tasks are given out.
enum class TaskOrder : std::uint8_t {
    Sequential,   ///< as they came
    Uncertain,    ///< least certain prediction first, every tenth at random
    Disagreement, ///< least agreement first
    Random,
};
std::string_view name(TaskOrder order);

std::optional<TaskOrder> taskOrderFromName(std::string_view text);

struct Project {
    std::int64_t id = 0;
    std::string uid;  ///< the same in every workspace that packets of it went to
    std::string name; ///< isValidName()
    Medium medium = Medium::Image;
    std::string instructions; ///< shown to people, Markdown
    std::string root;         ///< folder that item paths are relative to, absolute; empty: paths are absolute
    LabelSet labels;
    int overlap = 1;       ///< how many people answer each task, without seeing each other's answers
    bool reviewed = false; ///< answers count only after a reviewer accepted them
    TaskOrder order = TaskOrder::Sequential;
    std::string packetPerson; ///< of a project that came in a packet: whom it was made for; else empty
    std::string createdBy;
    Timestamp createdAt = 0;
    std::int64_t tasks = 0, submitted = 0, skipped = 0, problems = 0; ///< counts, kept with every change

    std::string lineageId() const { return "label/" + name; }
};

enum class TaskState : std::uint8_t {
    New,       ///< nobody has started
    Started,   ///< somebody has a draft
    Submitted, ///< as many answers as the project's overlap
    SentBack,  ///< a reviewer wants changes
    Accepted,  ///< a reviewer agreed
    Skipped,   ///< all who looked skipped it
    Broken,    ///< its file cannot be read; `problem` says why
};
inline constexpr int kTaskStates = 7;
std::string_view name(TaskState state);
std::optional<TaskState> taskStateFromName(std::string_view text);

struct Task {
    std::int64_t id = 0;
    std::int64_t number = 0; ///< 1 … in its project, never reused
    Item item;               ///< without annotations and predictions
    TaskState state = TaskState::New;
    int annotations = 0; ///< submitted answers
    int drafts = 0;      ///< people who have begun
    std::optional<double> uncertainty, agreement;
    bool gold = false; ///< has a ground truth answer
    std::string problem;
};

enum class AnnotationState : std::uint8_t {
    Draft,
    Submitted,
    Skipped,
    SentBack,
    Accepted,
    Replaced, ///< a reviewer's corrected version stands for it
};
std::string_view name(AnnotationState state);
std::optional<AnnotationState> annotationStateFromName(std::string_view text);
// What "answered" means, by whom it is asked. SQL says the same with statesThat().
/// Submitted or accepted: it stands, and counts towards the overlap.
bool isAnswer(AnnotationState state);
/// The person gave an answer, whatever a reviewer made of it: neither a draft nor a skip.
bool wasAnswered(AnnotationState state);
/// The person has ended their work, with an answer or by skipping, so they may see what others say.
bool wasEnded(AnnotationState state);
/// Ended, and not sent back: nothing is left to do for the person.
bool isDone(AnnotationState state);
/// "(1, 4)" of isAnswer: for SQL, as states are stored.
std::string statesThat(bool (*rule)(AnnotationState state));

/// What a model labelled without a person has an annotator "auto:" and its name.
inline constexpr std::string_view kAutomaticPrefix = "auto:";
inline bool isPerson(std::string_view annotator) {
    return !annotator.starts_with(kAutomaticPrefix);
}

struct StoredAnnotation {
    std::int64_t task = 0;
    AnnotationState state = AnnotationState::Draft;
    Annotation annotation;
    std::string reviewer, reviewNote;
    std::string parent;            ///< id of the annotation that this one corrects
    std::int64_t revision = 0;     ///< grows with each submit, skip and review
    std::int64_t lastSequence = 0; ///< of its folded gestures
};

/// Where an item's file lies: below the project's root unless its path is absolute. Empty for a text without a file.
std::filesystem::path fileOf(const Project& project, const Item& item);

/// Which tasks a list shows; all conditions together.
struct TaskFilter {
    std::optional<TaskState> state;
    std::string search;     ///< part of the path or of the text
    std::string label;      ///< has a region or class with this label
    std::string annotator;  ///< has an answer of this person
    std::string assignedTo; ///< is in this person's queue
    bool withoutAnswer = false;
    bool gold = false; ///< has a ground truth answer
    TaskOrder order = TaskOrder::Sequential;
};

} // namespace slipway::label
