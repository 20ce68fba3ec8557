#include "core/label/packet_answers.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/label/annotation_writer.h"
#include "core/label/corpus_import.h"
#include "core/store/database.h"

namespace slipway::label {

namespace {

constexpr double kMostSeconds = 1e9;

bool isCount(std::int64_t number) {
    return number >= 0 && number <= kMostPacketNumber;
}

/// The state of an answer follows from the gestures that came with it.
Status checkGestures(const StoredAnnotation& stored, const std::vector<Gesture>& gestures) {
    SLIPWAY_ASSIGN(const auto history, History::replay(gestures));
    const bool own = std::ranges::all_of(
        gestures, [&](const Gesture& gesture) { return gesture.annotation == stored.annotation.id; });
    if (!own || history.lastSequence() != stored.lastSequence)
        return fail(ErrorCode::BadData, "the steps of an answer of the packet are not those that it counts");
    return {};
}

/// How far an answer has come. Any two differ or are the same answer, so the order in which packets arrive is nothing.
auto rankOf(const StoredAnnotation& stored) {
    auto nameless = stored.annotation;
    nameless.annotator.clear();
    nameless.seconds = 0;
    return std::tuple(
        stored.revision, stored.lastSequence, nameless.updatedAt, stored.state, sha256Hex(dump(toJson(nameless))));
}

} // namespace

Status PacketAnswers::take() {
    const auto* answers = listOf(m_merge.packet.manifest(), "annotations");
    if (!answers) return {};
    for (const auto& json : *answers) {
        auto taken = takeAnswer(json);
        if (taken) continue;
        if (taken.error().code != ErrorCode::BadData) return taken;
        m_merge.notes.add({{}, 0, fmt::format("task {}", integerOr(json, "task", 0)), taken.error().message, true});
    }
    return AnnotationWriter(m_merge.state.db(), m_merge.project).finish(m_touched);
}

Result<StoredAnnotation> PacketAnswers::read(const Json& json, std::vector<Gesture>& gestures) const {
    const auto state = annotationStateFromName(textOr(json, "state"));
    if (!json.is_object() || !state || !json.contains("content"))
        return fail(ErrorCode::BadData, "an answer of the packet is broken");
    StoredAnnotation stored;
    SLIPWAY_ASSIGN(stored.annotation, annotationFromJson(json["content"]));
    stored.state = *state;
    stored.revision = integerOr(json, "revision", 0);
    stored.lastSequence = integerOr(json, "sequence", 0);
    stored.reviewer = textOr(json, "reviewer");
    stored.reviewNote = textOr(json, "note");
    if (!isUid(stored.annotation.id) || stored.annotation.annotator != m_merge.person || stored.annotation.groundTruth)
        return fail(ErrorCode::BadData, "an answer of the packet is not its person's");
    const auto seconds = stored.annotation.seconds;
    if (!isCount(stored.revision) || !isCount(stored.lastSequence) || !(seconds >= 0 && seconds <= kMostSeconds))
        return fail(ErrorCode::BadData, "an answer of the packet counts what cannot be");
    if (const auto* list = listOf(json, "gestures"))
        for (const auto& each : *list) {
            SLIPWAY_ASSIGN(auto gesture, gestureFromJson(each));
            gestures.push_back(std::move(gesture));
        }
    SLIPWAY_TRY(checkGestures(stored, gestures));
    return stored;
}

Status PacketAnswers::takeAnswer(const Json& json) {
    std::vector<Gesture> gestures;
    SLIPWAY_ASSIGN(auto stored, read(json, gestures));
    const auto theirs = integerOr(json, "task", 0);
    SLIPWAY_ASSIGN(const auto task, m_merge.items.find(m_merge.itemOf(json, theirs)));
    if (!task)
        return fail(
            ErrorCode::BadData, fmt::format("the item of this answer, task {} in {}'s workspace, is not in the project",
                                    theirs, m_merge.person));
    stored.task = task->id;
    if (!m_merge.isHome()) stored.annotation.annotator = m_merge.actor.name;
    const auto known = m_merge.state.store.annotation(stored.annotation.id);
    if (!known && known.error().code != ErrorCode::NotFound) return std::unexpected(known.error());
    if (known && known->task == stored.task && known->annotation.annotator == stored.annotation.annotator &&
        rankOf(stored) <= rankOf(*known)) {
        ++m_merge.merged.known;
        return {};
    }
    SLIPWAY_TRY(checkAllowed(stored, known ? &*known : nullptr));
    SLIPWAY_TRY(addLabels(stored));
    for (auto& gesture : gestures) gesture.task = task->id;
    AnnotationWriter writer(m_merge.state.db(), m_merge.project);
    SLIPWAY_TRY(writer.put(stored, task->number));
    SLIPWAY_TRY(writer.replaceGestures(stored, gestures));
    ++m_merge.merged.annotations;
    m_touched.push_back(task->id);
    return {};
}

Status PacketAnswers::checkAllowed(const StoredAnnotation& stored, const StoredAnnotation* known) const {
    if (known && (known->task != stored.task || known->annotation.annotator != stored.annotation.annotator))
        return fail(ErrorCode::BadData, "an answer of the packet is somebody else's here");
    if (known && known->state == AnnotationState::Replaced && stored.state != AnnotationState::Replaced)
        return fail(
            ErrorCode::BadData, "a reviewer's correction stands for this answer here; the packet's was left out");
    if (m_merge.isHome() && stored.state != AnnotationState::Submitted && stored.state != AnnotationState::Skipped)
        return fail(ErrorCode::BadData, fmt::format("a packet does not make an answer {}", name(stored.state)));
    return {};
}

Status PacketAnswers::addLabels(const StoredAnnotation& stored) {
    auto labels = m_merge.project.labels;
    if (!addUsedLabels(stored.annotation, labels)) return {};
    SLIPWAY_ASSIGN(auto update, m_merge.state.db().prepare("UPDATE label_project SET labels = ? WHERE id = ?"));
    SLIPWAY_TRY(update.bindAll(dump(toJson(labels)), m_merge.project.id).run());
    m_merge.project.labels = std::move(labels);
    return {};
}

} // namespace slipway::label
