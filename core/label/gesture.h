#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/label/annotation.h"

namespace slipway::label {

/// A region that came, went, changed or moved in the order. The index is the place in Annotation::regions before
/// (when there is a before) and after (when there is an after).
struct RegionChange {
    std::optional<Region> before, after;
    std::size_t indexBefore = 0, indexAfter = 0;
    bool operator==(const RegionChange&) const = default;
};
struct RelationsChange {
    std::vector<Relation> before, after;
    bool operator==(const RelationsChange&) const = default;
};
struct ClassesChange {
    std::vector<ItemClass> before, after;
    bool operator==(const ClassesChange&) const = default;
};
struct AnswersChange {
    Attributes before, after;
    bool operator==(const AnswersChange&) const = default;
};
using EditPart = std::variant<RegionChange, RelationsChange, ClassesChange, AnswersChange>;

/// One step of work that is undone as one: a name for people ("Draw box", "Delete 3 regions") and its parts in order.
struct Edit {
    std::string name;
    std::vector<EditPart> parts;
    bool operator==(const Edit&) const = default;
};

/// FailedPrecondition when the annotation is not in the state that the edit starts from; then nothing is changed.
Status apply(const Edit& edit, Annotation& annotation);
Edit inverse(const Edit& edit);

/// Builds edits against an annotation. Each call changes a copy, so that several make one edit.
class EditBuilder {
public:
    EditBuilder(std::string name, const Annotation& annotation);
    void add(Region region); ///< in front; an empty id gets a new one
    /// Nothing happens for an id that is not there.
    void change(const Region& region); ///< the one with its id
    void remove(std::string_view id);  ///< with its relations
    void moveTo(std::string_view id, std::size_t index);
    void setRelations(std::vector<Relation> relations);
    void setClasses(std::vector<ItemClass> classes);
    void setAnswers(Attributes answers);
    const Annotation& result() const { return m_state; }
    Edit take() &&; ///< no parts when nothing changed

private:
    Annotation m_state;
    Edit m_edit;
};

enum class GestureKind : std::uint8_t { Edit, Undo, Redo };

/// What the journal keeps: who did what to which annotation, in order.
struct Gesture {
    std::int64_t sequence = 0; ///< per annotation, from 1
    std::int64_t task = 0;
    std::string annotation; ///< its id
    std::string person;
    Timestamp at = 0;
    GestureKind kind = GestureKind::Edit;
    Edit edit; ///< of Undo and Redo: name only
    bool operator==(const Gesture&) const = default;
};

Json toJson(const Gesture& gesture);
Result<Gesture> gestureFromJson(const Json& json);

/// The edits of one annotation and how far they are undone. Rebuilt from its gestures, so it lives through restarts.
class History {
public:
    /// BadData when the gestures do not fit on each other.
    static Result<History> replay(const std::vector<Gesture>& gestures);
    void record(const Gesture& gesture);
    bool canUndo() const { return m_done > 0; }
    bool canRedo() const { return m_done < m_edits.size(); }
    const Edit* undoEdit() const; ///< what undo takes back; null when there is nothing
    const Edit* redoEdit() const;
    std::int64_t lastSequence() const { return m_lastSequence; }

private:
    std::vector<Edit> m_edits;
    std::size_t m_done = 0; ///< the first m_done edits are in effect
    std::int64_t m_lastSequence = 0;
};

} // namespace slipway::label
