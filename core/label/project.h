#pragma once

#include <cstdint>
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

struct Project {
    std::int64_t id = 0;
    std::string name; ///< isValidName()
    Medium medium = Medium::Image;
    std::string instructions; ///< shown to people, Markdown
    std::string root;         ///< folder that item paths are relative to, absolute; empty: paths are absolute
    LabelSet labels;
    int overlap = 1;       ///< how many people answer each task, without seeing each other's answers
    bool reviewed = false; ///< answers count only after a reviewer accepted them
    TaskOrder order = TaskOrder::Sequential;
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
std::string_view name(TaskState state);

struct Task {
    std::int64_t id = 0;
    std::int64_t number = 0; ///< 1 … in its project, never reused
    Item item;               ///< without annotations and predictions
    TaskState state = TaskState::New;
    int annotations = 0; ///< submitted answers
    std::optional<double> uncertainty, agreement;
    bool gold = false; ///< has a ground truth answer
    std::string problem;
};

enum class AnnotationState : std::uint8_t { Draft, Submitted, Skipped, SentBack, Accepted };
std::string_view name(AnnotationState state);

struct StoredAnnotation {
    std::int64_t task = 0;
    AnnotationState state = AnnotationState::Draft;
    Annotation annotation;
    std::string reviewer, reviewNote;
};

/// Which tasks a list shows; all conditions together.
struct TaskFilter {
    std::optional<TaskState> state;
    std::string search;     ///< part of the path or of the text
    std::string label;      ///< has a region or class with this label
    std::string annotator;  ///< has an answer of this person
    std::string assignedTo; ///< is in this person's queue
    bool withoutAnswer = false;
    TaskOrder order = TaskOrder::Sequential;
};

} // namespace slipway::label
