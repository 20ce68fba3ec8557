#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/log.h"
#include "core/label/annotation_writer.h"
#include "core/label/service_state.h"
#include "core/store/database.h"

namespace slipway::label {

namespace {

constexpr auto kOwnExtra = "slipway", kSkipReason = "skip_reason";

/// What gestures that undo and redo need to know of those before them.
Result<History> historyFor(
    const LabelStore& store, const std::vector<Gesture>& gestures, const std::string& annotation) {
    if (std::ranges::none_of(gestures, [](const Gesture& g) { return g.kind != GestureKind::Edit; })) return History();
    SLIPWAY_ASSIGN(const auto known, store.gestures(annotation));
    auto history = History::replay(known);
    if (!history) return History(); // those cannot be undone, but new ones may fit
    return history;
}

/// Takes the gestures that the annotation does not hold yet into it. Returns those that fitted; stops at the first that
/// does not.
Result<std::vector<Gesture>> replayed(
    const LabelStore& store, const std::vector<Gesture>& gestures, StoredAnnotation& stored) {
    std::vector<Gesture> added;
    SLIPWAY_ASSIGN(auto history, historyFor(store, gestures, stored.annotation.id));
    for (const auto& gesture : gestures) {
        if (gesture.annotation != stored.annotation.id || gesture.sequence <= stored.lastSequence) continue;
        const auto* step = gesture.kind == GestureKind::Edit   ? &gesture.edit
                           : gesture.kind == GestureKind::Undo ? history.undoEdit()
                                                               : history.redoEdit();
        if (!step) return added;
        if (!apply(gesture.kind == GestureKind::Undo ? inverse(*step) : *step, stored.annotation)) return added;
        history.record(gesture);
        stored.lastSequence = gesture.sequence;
        stored.annotation.updatedAt = gesture.at;
        added.push_back(gesture);
    }
    return added;
}

void setEnding(StoredAnnotation& stored, const LabelService::State::Ending& ending, bool changed) {
    auto& annotation = stored.annotation;
    annotation.seconds += ending.seconds;
    if (ending.wanted) {
        const bool skipped = *ending.wanted == AnnotationState::Skipped;
        stored.state = !skipped && !stored.parent.empty() ? AnnotationState::Accepted : *ending.wanted;
        ++stored.revision;
        annotation.skipped = skipped;
        if (skipped && !ending.skipReason.empty())
            annotation.extra.set(kOwnExtra, Json{{kSkipReason, ending.skipReason}});
        else
            annotation.extra.remove(kOwnExtra);
    } else if (changed && stored.state == AnnotationState::Accepted) {
        stored.state = AnnotationState::Submitted; // another content than the one that was accepted
        ++stored.revision;
    }
}

/// What the work began on: the stored annotation, or a new one.
Result<StoredAnnotation> beginning(const LabelStore& store, const LabelService::State::Ending& ending, Timestamp at) {
    auto stored = store.annotation(ending.annotation);
    if (stored || stored.error().code != ErrorCode::NotFound) return stored;
    StoredAnnotation fresh;
    fresh.task = ending.task;
    fresh.annotation.id = ending.annotation;
    fresh.annotation.annotator = ending.person;
    fresh.annotation.createdAt = fresh.annotation.updatedAt = at;
    return fresh;
}

/// Before a journal is emptied: is all of it in the annotations? What is not is kept beside it.
Status keepWhatDoesNotFit(const LabelStore& store, const std::vector<Gesture>& gestures, const Journal& journal) {
    std::map<std::string, std::int64_t> last;
    for (const auto& gesture : gestures) last[gesture.annotation] = gesture.sequence;
    const bool fitted = std::ranges::all_of(last, [&](const auto& each) {
        const auto stored = store.annotation(each.first);
        return stored && stored->lastSequence >= each.second;
    });
    if (fitted) return {};
    log::warning(fmt::format("{} holds gestures that do not fit; they are kept", journal.file().string()));
    SLIPWAY_ASSIGN(const auto bytes, readFile(journal.file(), std::uintmax_t{4} << 30));
    return writeFileAtomically(journal.file().string() + ".damaged", bytes);
}

} // namespace

Result<std::int64_t> LabelService::State::fold(
    const access::Actor& actor, const Project& project, const Ending& ending, const std::vector<Gesture>& gestures) {
    SLIPWAY_ASSIGN(const auto task, store.task(ending.task));
    SLIPWAY_ASSIGN(auto change, begin(actor, project, ending.action, task.number));
    // Read inside the transaction: a reviewer or another window may have been there.
    SLIPWAY_ASSIGN(auto stored, beginning(store, ending, change.at()));
    if (stored.task != ending.task || stored.annotation.annotator != ending.person)
        return fail(ErrorCode::FailedPrecondition, "the annotation belongs to another task or person", "Open it again");
    if (ending.wanted == AnnotationState::Skipped && !stored.parent.empty())
        return fail(
            ErrorCode::FailedPrecondition, "a correction cannot be skipped", "Discard it, or send the answer back");
    SLIPWAY_ASSIGN(const auto added, replayed(store, gestures, stored));
    const bool ends = ending.wanted && stored.state != *ending.wanted &&
                      (stored.parent.empty() || stored.state != AnnotationState::Accepted);
    if (added.empty() && !ends) return 0;
    setEnding(stored, ending, !added.empty());
    AnnotationWriter writer(db(), project);
    SLIPWAY_TRY(writer.put(stored, task.number));
    SLIPWAY_TRY(writer.addGestures(stored, added));
    if (ending.wanted && !stored.parent.empty()) {
        SLIPWAY_ASSIGN(auto original, store.annotation(stored.parent));
        original.state = AnnotationState::Replaced;
        original.reviewer = actor.name;
        ++original.revision;
        SLIPWAY_TRY(writer.put(original, task.number));
    }
    SLIPWAY_TRY(writer.finish(task.id));
    change.note("annotation", stored.annotation.id);
    change.note("gestures", added.size());
    change.note("regions", stored.annotation.regions.size());
    if (ending.wanted)
        SLIPWAY_TRY(change.emit(*ending.wanted == AnnotationState::Skipped ? "label.skipped" : "label.submitted",
            subjectOf(project, task.number),
            {{"project", project.name}, {"task", task.number}, {"annotator", stored.annotation.annotator},
                {"regions", stored.annotation.regions.size()}}));
    SLIPWAY_TRY(change.commit());
    return static_cast<std::int64_t>(added.size());
}

Result<std::int64_t> LabelService::State::foldFound(const Project& project, Journal& journal) {
    const auto found = journal.takeFound();
    std::int64_t folded = 0;
    std::set<std::string> annotations;
    for (const auto& first : found) {
        if (!annotations.insert(first.annotation).second) continue;
        SLIPWAY_ASSIGN(
            const auto added, fold({first.person}, project,
                                  {first.task, first.annotation, first.person, {}, "label.recover", {}, 0}, found));
        folded += added;
    }
    SLIPWAY_TRY(keepWhatDoesNotFit(store, found, journal));
    SLIPWAY_TRY(journal.clear());
    return folded;
}

Status LabelService::State::finish(const access::Actor& actor, const FinishedWork& work) {
    if (work.person != actor.name)
        return fail(ErrorCode::PermissionDenied, "this is somebody else's work", "The person who did it submits it");
    SLIPWAY_ASSIGN(const auto project, store.project(work.project));
    using Kind = FinishedWork::Ending;
    Ending ending{work.task, work.annotation, work.person, {}, "label.draft", work.skipReason, work.seconds};
    if (work.ending == Kind::Submit) {
        ending.wanted = AnnotationState::Submitted;
        ending.action = "label.submit";
    } else if (work.ending == Kind::Skip) {
        ending.wanted = AnnotationState::Skipped;
        ending.action = "label.skip";
    }
    std::unique_ptr<Journal> journal;
    std::vector<Gesture> gestures;
    std::error_code missing;
    // A journal that is gone was folded by somebody who found it; one that is held is the same person's next window,
    // which folded it on opening. Either way what is left to do is the ending.
    if (std::filesystem::exists(work.journal, missing)) {
        auto opened = Journal::open(work.journal);
        if (opened) {
            journal = std::move(*opened);
            gestures = journal->takeFound();
        } else if (opened.error().code != ErrorCode::AlreadyExists) {
            return std::unexpected(opened.error());
        }
    }
    // Time alone is nothing to keep of an item that was only looked at.
    if (gestures.empty() && !ending.wanted) return journal ? journal->remove() : Status();
    SLIPWAY_TRY(fold(actor, project, ending, gestures));
    if (!journal) return {};
    SLIPWAY_TRY(keepWhatDoesNotFit(store, gestures, *journal));
    SLIPWAY_TRY(journal->clear());
    return journal->remove();
}

} // namespace slipway::label
