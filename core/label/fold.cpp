#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/log.h"
#include "core/label/annotation_writer.h"
#include "core/label/service_state.h"
#include "core/store/database.h"

namespace slipway::label {

namespace {

constexpr auto kOwnExtra = "slipway", kSkipReason = "skip_reason", kBasis = "corrects";

/// What gestures that undo and redo need to know of those before them.
Result<History> historyFor(
    const LabelStore& store, const std::vector<Gesture>& gestures, const std::string& annotation) {
    if (std::ranges::none_of(gestures, [](const Gesture& g) { return g.kind != GestureKind::Edit; })) return History();
    SLIPWAY_ASSIGN(const auto known, store.gestures(annotation));
    auto history = History::replay(known);
    if (!history) return History(); // those cannot be undone, but new ones may fit
    return history;
}

/// Stored gestures as they stand in the database, by sequence.
using Known = std::map<std::int64_t, std::string>;
Result<Known> knownFrom(store::Database& db, const std::string& annotation, std::int64_t first) {
    SLIPWAY_ASSIGN(
        auto select, db.prepare("SELECT sequence, content FROM label_gesture WHERE annotation_row = (SELECT row FROM "
                                "label_annotation WHERE id = ?) AND sequence >= ?"));
    select.bindAll(annotation, first);
    Known known;
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return known;
        known.emplace(select.integer(0), select.text(1));
    }
}

struct Replayed {
    std::vector<Gesture> added;
    bool whole = true;  ///< else the gestures from there on do not fit
    bool known = false; ///< some were in the annotation before
};

/// Takes the gestures that the annotation does not hold yet into it, up to the first that does not fit. One with a
/// number that is taken must be the one that is there: a packet may have brought others meanwhile.
Result<Replayed> replayed(LabelService::State& state, const std::vector<Gesture>& gestures, StoredAnnotation& stored) {
    Replayed replay;
    std::vector<Gesture> own;
    std::ranges::copy_if(gestures, std::back_inserter(own),
        [&](const Gesture& gesture) { return gesture.annotation == stored.annotation.id; });
    if (own.empty()) return replay;
    SLIPWAY_ASSIGN(auto history, historyFor(state.store, own, stored.annotation.id));
    Known known;
    if (own.front().sequence <= stored.lastSequence) {
        SLIPWAY_ASSIGN(known, knownFrom(state.db(), stored.annotation.id, own.front().sequence));
    }
    for (const auto& gesture : own) {
        if (gesture.sequence <= stored.lastSequence) {
            const auto there = known.find(gesture.sequence);
            replay.whole = there != known.end() && there->second == dump(toJson(gesture));
            if (!replay.whole) return replay;
            replay.known = true;
            continue;
        }
        const auto* step = gesture.kind == GestureKind::Edit   ? &gesture.edit
                           : gesture.kind == GestureKind::Undo ? history.undoEdit()
                                                               : history.redoEdit();
        replay.whole =
            step && apply(gesture.kind == GestureKind::Undo ? inverse(*step) : *step, stored.annotation).has_value();
        if (!replay.whole) return replay;
        history.record(gesture);
        stored.lastSequence = gesture.sequence;
        stored.annotation.updatedAt = gesture.at;
        replay.added.push_back(gesture);
    }
    return replay;
}

/// A correction is accepted as it ends, but not after another reviewer sent it back.
AnnotationState endOf(const StoredAnnotation& stored, AnnotationState wanted) {
    const bool accepts = !stored.parent.empty() && wanted == AnnotationState::Submitted &&
                         (stored.state == AnnotationState::Draft || stored.state == AnnotationState::Accepted);
    return accepts ? AnnotationState::Accepted : wanted;
}

void setEnding(StoredAnnotation& stored, const LabelService::State::Ending& ending, bool changed) {
    auto& annotation = stored.annotation;
    annotation.seconds += ending.seconds;
    if (ending.wanted) {
        const bool skipped = *ending.wanted == AnnotationState::Skipped;
        stored.state = endOf(stored, *ending.wanted);
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

/// What was accepted stays so when nothing changed.
bool changesState(const StoredAnnotation& stored, AnnotationState wanted) {
    if (stored.state == wanted) return false;
    return stored.state != AnnotationState::Accepted || wanted != AnnotationState::Submitted;
}

/// Who ends a correction accepts it: a reviewer, of somebody else's answer, as they saw it.
Result<StoredAnnotation> correctedBy(
    LabelService::State& state, const access::Actor& actor, const StoredAnnotation& correction) {
    SLIPWAY_TRY(state.ledger.check(actor, access::Permission::ReviewLabels));
    SLIPWAY_ASSIGN(auto original, state.store.annotation(correction.parent));
    SLIPWAY_TRY(state.checkNotOwn(actor, original));
    if (!LabelService::State::standsOn(correction, original))
        return fail(ErrorCode::FailedPrecondition,
            fmt::format("{} changed the answer after its correction was begun", original.annotation.annotator),
            "Look at the answer again, then open the correction and submit it");
    return original;
}

/// The correction takes the place of the original, also as the ground truth.
void replace(StoredAnnotation& original, StoredAnnotation& correction, const std::string& reviewer) {
    if (std::exchange(original.annotation.groundTruth, false)) correction.annotation.groundTruth = true;
    original.state = AnnotationState::Replaced;
    original.reviewer = reviewer;
    ++original.revision;
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

bool isRefusal(const Error& error) {
    return error.code == ErrorCode::FailedPrecondition || error.code == ErrorCode::PermissionDenied;
}

} // namespace

LabelService::State::Ending LabelService::State::Ending::of(const JournalEnding& ending) {
    Ending made{
        ending.task, ending.annotation, ending.person, {}, "label.draft", ending.skipReason, ending.seconds, true};
    if (ending.kind == JournalEnding::Kind::Submit) {
        made.wanted = AnnotationState::Submitted;
        made.action = "label.submit";
    } else if (ending.kind == JournalEnding::Kind::Skip) {
        made.wanted = AnnotationState::Skipped;
        made.action = "label.skip";
    }
    return made;
}

void LabelService::State::noteBasis(StoredAnnotation& correction, const StoredAnnotation& original) {
    correction.annotation.extra.set(
        kOwnExtra, Json{{kBasis, {{"revision", original.revision}, {"sequence", original.lastSequence}}}});
}

bool LabelService::State::standsOn(const StoredAnnotation& correction, const StoredAnnotation& original) {
    const auto* own = correction.annotation.extra.find(kOwnExtra);
    if (!own || !own->is_object() || !own->contains(kBasis)) return true;
    const auto& basis = own->at(kBasis);
    return integerOr(basis, "revision", 0) == original.revision &&
           integerOr(basis, "sequence", 0) == original.lastSequence;
}

Status LabelService::State::checkNotOwn(const access::Actor& actor, const StoredAnnotation& answer) {
    if (answer.annotation.annotator == actor.name && !ledger.people().isPersonal())
        return fail(ErrorCode::PermissionDenied, "nobody reviews their own answer", "Ask another reviewer");
    return {};
}

Result<LabelService::State::Folded> LabelService::State::fold(
    const access::Actor& actor, const Project& project, const Ending& wanted, const std::vector<Gesture>& gestures) {
    SLIPWAY_ASSIGN(const auto task, store.task(wanted.task));
    SLIPWAY_ASSIGN(auto change, begin(actor, project, wanted.action, task.number));
    // Read inside the transaction: a reviewer or another window may have been there.
    SLIPWAY_ASSIGN(auto stored, beginning(store, wanted, change.at()));
    if (stored.task != wanted.task || stored.annotation.annotator != wanted.person)
        return fail(ErrorCode::FailedPrecondition, "the annotation belongs to another task or person", "Open it again");
    if (wanted.wanted == AnnotationState::Skipped && !stored.parent.empty())
        return fail(
            ErrorCode::FailedPrecondition, "a correction cannot be skipped", "Discard it, or send the answer back");
    SLIPWAY_ASSIGN(const auto replay, replayed(*this, gestures, stored));
    const auto& added = replay.added;
    auto ending = wanted;
    const bool endedBefore = ending.journaled && replay.known && added.empty();
    if (!replay.whole || endedBefore || stored.state == AnnotationState::Replaced) ending.wanted.reset();
    if (added.empty() && !(ending.wanted && changesState(stored, *ending.wanted))) return Folded{0, replay.whole};
    std::optional<StoredAnnotation> original;
    if (ending.wanted && !stored.parent.empty()) {
        SLIPWAY_ASSIGN(original, correctedBy(*this, actor, stored));
        if (original->state == AnnotationState::Replaced)
            original.reset();
        else
            replace(*original, stored, actor.name);
    }
    setEnding(stored, ending, !added.empty());
    AnnotationWriter writer(db(), project);
    SLIPWAY_TRY(writer.put(stored, task.number));
    SLIPWAY_TRY(writer.addGestures(stored, added));
    if (original) SLIPWAY_TRY(writer.put(*original, task.number));
    SLIPWAY_TRY(writer.finish(task.id));
    change.note("annotation", stored.annotation.id);
    change.note("state", name(stored.state));
    change.note("gestures", added.size());
    change.note("regions", stored.annotation.regions.size());
    if (ending.wanted)
        SLIPWAY_TRY(change.emit(*ending.wanted == AnnotationState::Skipped ? "label.skipped" : "label.submitted",
            subjectOf(project, task.number),
            {{"project", project.name}, {"task", task.number}, {"annotator", stored.annotation.annotator},
                {"regions", stored.annotation.regions.size()}}));
    SLIPWAY_TRY(change.commit());
    return Folded{static_cast<std::int64_t>(added.size()), replay.whole};
}

Result<std::int64_t> LabelService::State::foldFound(const Project& project, Journal& journal) {
    const auto found = journal.takeFound();
    const auto ending = journal.takeEnding();
    std::map<std::string, Ending> works; // by annotation
    for (const auto& gesture : found)
        works.try_emplace(
            gesture.annotation, Ending{gesture.task, gesture.annotation, gesture.person, {}, "label.recover", {}, 0});
    if (ending) works.insert_or_assign(ending->annotation, Ending::of(*ending));
    std::int64_t gestures = 0;
    bool whole = true;
    for (auto& [annotation, work] : works) {
        auto folded = fold({work.person}, project, work, found);
        if (!folded && work.wanted && isRefusal(folded.error())) {
            log::warning(fmt::format("{} stays a draft: {}", annotation, toLine(folded.error())));
            work.wanted.reset();
            work.action = "label.recover";
            folded = fold({work.person}, project, work, found);
        }
        if (!folded) return std::unexpected(folded.error());
        gestures += folded->gestures;
        whole = whole && folded->whole;
    }
    if (!whole) {
        log::warning(fmt::format("{} holds gestures that do not fit; they are kept", journal.file().string()));
        SLIPWAY_TRY(journal.keepCopy());
    }
    SLIPWAY_TRY(journal.clear());
    return gestures;
}

Status LabelService::State::finish(const access::Actor& actor, const FinishedWork& work) {
    if (work.person != actor.name)
        return fail(ErrorCode::PermissionDenied, "this is somebody else's work", "The person who did it submits it");
    SLIPWAY_ASSIGN(const auto project, store.project(work.project));
    auto ending = Ending::of({work.ending, work.skipReason, work.task, work.annotation, work.person, work.seconds});
    ending.journaled = work.journaled;
    std::unique_ptr<Journal> journal;
    std::vector<Gesture> gestures;
    std::error_code missing;
    // A journal that is gone was folded by somebody who found it; one that is held is the same person's next window,
    // which folded it on opening.
    if (std::filesystem::exists(work.journal, missing)) {
        auto opened = Journal::open(work.journal);
        if (!opened && opened.error().code != ErrorCode::AlreadyExists) return std::unexpected(opened.error());
        if (opened) {
            journal = std::move(*opened);
            gestures = journal->takeFound();
        }
    }
    if (work.journaled) {
        // Who folded the journal has ended the work as it says; another ending in it is a later window's.
        const auto told = journal ? journal->takeEnding() : std::nullopt;
        if (!told || told->annotation != work.annotation || told->kind != work.ending) return {};
        ending = Ending::of(*told);
    }
    Folded folded;
    // Time alone is nothing to keep of an item that was only looked at.
    if (!gestures.empty() || ending.wanted) {
        SLIPWAY_ASSIGN(folded, fold(actor, project, ending, gestures));
    }
    if (!journal) return {};
    if (!folded.whole) SLIPWAY_TRY(journal->keepCopy());
    SLIPWAY_TRY(journal->clear());
    SLIPWAY_TRY(journal->remove());
    if (folded.whole) return {};
    return fail(ErrorCode::FailedPrecondition,
        fmt::format("the answer was changed elsewhere; steps that do not fit it are kept beside {}",
            work.journal.filename().string()),
        "Open the item again");
}

} // namespace slipway::label
