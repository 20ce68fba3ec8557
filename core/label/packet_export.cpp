#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/blind_tasks.h"
#include "core/label/label_rows.h"
#include "core/label/packet_file.h"
#include "core/label/packet_items.h"
#include "core/label/service_state.h"
#include "core/label/task_writer.h"
#include "core/store/database.h"

namespace slipway::label {

namespace fs = std::filesystem;

namespace {

Json projectJson(const Project& project) {
    return {{"uid", project.uid}, {"name", project.name}, {"medium", name(project.medium)},
        {"instructions", project.instructions}, {"labels", toJson(project.labels)}, {"overlap", project.overlap},
        {"reviewed", project.reviewed}, {"order", name(project.order)}};
}

Json taskJson(const Task& task) {
    Json json{{"number", task.number}, {"width", task.item.width}, {"height", task.item.height}};
    if (!task.item.text.empty()) json["text"] = task.item.text;
    if (!task.item.path.empty()) json["name"] = fs::path(task.item.path).filename().string();
    if (auto path = travellingPath(task.item.path); !path.empty()) json["path"] = std::move(path);
    if (!task.item.subset.empty()) json["subset"] = task.item.subset;
    return json;
}

Result<Json> annotationJson(
    const LabelStore& store, StoredAnnotation stored, std::int64_t number, std::string_view annotator) {
    SLIPWAY_ASSIGN(const auto gestures, store.gestures(stored.annotation.id));
    stored.annotation.annotator = annotator;
    Json json{{"task", number}, {"state", name(stored.state)}, {"revision", stored.revision},
        {"sequence", stored.lastSequence}, {"reviewer", stored.reviewer}, {"note", stored.reviewNote},
        {"content", toJson(stored.annotation)}, {"gestures", Json::array()}};
    for (const auto& gesture : gestures) // others may have come since the answer was read
        if (gesture.sequence <= stored.lastSequence) json["gestures"].push_back(toJson(gesture));
    return json;
}

/// Everything of a packet but its seal.
struct Contents {
    Json manifest;
    std::vector<fs::path> media;
    LabelService::Packet packet;

    Contents(const Project& project, std::string_view kind, std::string_view person)
        : manifest{{"version", 1}, {"kind", kind}, {"person", person}, {"project", projectJson(project)},
              {"tasks", Json::array()}, {"annotations", Json::array()}, {"media", Json::array()}} {}

    Status addMedia(const Project& project, const Task& task, Json& json) {
        if (task.item.path.empty() || !task.item.text.empty()) return {};
        const auto file = fileOf(project, task.item);
        std::error_code failed;
        const auto length = fs::file_size(file, failed);
        if (failed)
            return fail(ErrorCode::FailedPrecondition,
                fmt::format(
                    "task {} cannot go into a packet: {} is no file that can be read", task.number, file.string()),
                "Leave it out");
        json["media"] = media.size();
        media.push_back(file);
        manifest["media"].push_back(static_cast<std::uint64_t>(length));
        return {};
    }

    Status addAnnotations(const LabelStore& store, const Task& task, const PacketItem& item, std::string_view person,
        std::string_view as) {
        SLIPWAY_ASSIGN(const auto annotations, store.annotations(task.id));
        for (const auto& stored : annotations) {
            if (stored.annotation.annotator != person || stored.annotation.groundTruth || !stored.parent.empty() ||
                stored.state == AnnotationState::Draft)
                continue;
            SLIPWAY_ASSIGN(auto json, annotationJson(store, stored, task.number, as));
            putItem(item, json);
            manifest["annotations"].push_back(std::move(json));
            ++packet.annotations;
        }
        return {};
    }

    Result<LabelService::Packet> write(const fs::path& file) {
        SLIPWAY_TRY(writePacket(file, manifest, media));
        std::error_code failed;
        packet.bytes = fs::file_size(file, failed);
        return packet;
    }
};

Result<std::vector<std::int64_t>> assignedTo(store::Database& db, const Project& project, std::string_view person) {
    SLIPWAY_ASSIGN(auto select,
        db.prepare("SELECT number FROM label_assignment WHERE project_id = ? AND person = ? ORDER BY number"));
    select.bindAll(project.id, person);
    std::vector<std::int64_t> numbers;
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) return numbers;
        numbers.push_back(select.integer(0));
    }
}

Status giveAway(LabelService::State& state, const access::Actor& actor, const Project& project,
    const std::vector<std::int64_t>& tasks, std::string_view person) {
    SLIPWAY_ASSIGN(auto change, state.begin(actor, project, "label.packet"));
    TaskWriter writer(state.db(), project);
    for (const auto task : tasks) SLIPWAY_TRY(writer.assign(task, person));
    change.note("person", std::string(person));
    change.note("tasks", tasks.size());
    return change.commit();
}

} // namespace

Result<LabelService::Packet> LabelService::exportPacket(const access::Actor& actor, const Project& project,
    const std::vector<std::int64_t>& tasks, std::string_view person, const fs::path& file, Progress& progress) {
    if (!isValidName(person))
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no name for a person", forMessage(person)),
            "Say whom the packet is for");
    SLIPWAY_ASSIGN(const auto current, m_state->store.project(project.id));
    auto numbers = tasks;
    if (numbers.empty()) {
        SLIPWAY_ASSIGN(numbers, assignedTo(m_state->db(), current, person));
    }
    if (numbers.empty())
        return fail(ErrorCode::FailedPrecondition, fmt::format("no task is assigned to {}", person),
            "Name the tasks, or assign some first");
    SLIPWAY_TRY(m_state->ledger.check(actor, access::Permission::ChangeData));
    Contents contents(current, "tasks", person);
    std::vector<std::int64_t> ids;
    for (const auto number : numbers) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "making the packet was cancelled");
        SLIPWAY_ASSIGN(const auto task, m_state->store.taskNumber(current.id, number));
        auto json = taskJson(task);
        SLIPWAY_ASSIGN(const auto item, packetItemOf(m_state->db(), current, task));
        putItem(item, json);
        SLIPWAY_TRY(contents.addMedia(current, task, json));
        SLIPWAY_ASSIGN(const auto predictions, suggestionsWhileLabeling(m_state->db(), current, task));
        for (const auto& prediction : predictions) json["predictions"].push_back(toJson(prediction));
        contents.manifest["tasks"].push_back(std::move(json));
        SLIPWAY_TRY(contents.addAnnotations(m_state->store, task, item, person, person));
        ids.push_back(task.id);
        progress.update(static_cast<double>(++contents.packet.tasks) / static_cast<double>(numbers.size()), "packing");
    }
    // Nobody waits for the database while the files are copied.
    const fs::path temporary = file.string() + ".tmp-" + newShortId();
    SLIPWAY_ASSIGN(auto written, contents.write(temporary));
    auto done = giveAway(*m_state, actor, current, ids, person);
    if (done) done = publishFile(temporary, file);
    std::error_code ignored;
    if (!done) fs::remove(temporary, ignored);
    SLIPWAY_TRY(done);
    return written;
}

Result<LabelService::Packet> LabelService::exportAnswers(const access::Actor& actor, const Project& project,
    std::string_view person, const fs::path& file, Progress& progress) {
    SLIPWAY_TRY(m_state->ledger.check(actor, access::Permission::ChangeData));
    SLIPWAY_ASSIGN(const auto current, m_state->store.project(project.id));
    const std::string whose = person.empty() ? actor.name : std::string(person);
    if (whose != actor.name) SLIPWAY_TRY(mayTakeOut(actor, current));
    // Elsewhere the person may go by another name than the packet says.
    const auto as = current.packetPerson.empty() ? whose : current.packetPerson;
    Contents contents(current, "answers", as);
    SLIPWAY_ASSIGN(
        auto select, m_state->db().prepare("SELECT DISTINCT number, task_id FROM label_annotation INDEXED BY "
                                           "label_annotation_by_person WHERE project_id = ? AND annotator = ? "
                                           "ORDER BY number"));
    select.bindAll(current.id, whose);
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) break;
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "making the packet was cancelled");
        SLIPWAY_ASSIGN(const auto task, m_state->store.task(select.integer(1)));
        SLIPWAY_ASSIGN(const auto item, packetItemOf(m_state->db(), current, task));
        const auto before = contents.packet.annotations;
        SLIPWAY_TRY(contents.addAnnotations(m_state->store, task, item, whose, as));
        contents.packet.tasks += contents.packet.annotations > before;
    }
    if (contents.packet.annotations == 0)
        return fail(ErrorCode::FailedPrecondition, fmt::format("{} has submitted nothing yet", whose),
            "Submit some answers first");
    return contents.write(file);
}

} // namespace slipway::label
