#include "core/label/packet_merge.h"

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/packet_answers.h"
#include "core/label/packet_media.h"
#include "core/label/packet_tasks.h"
#include "core/label/project_agreement.h"
#include "core/store/database.h"

namespace slipway::label {

namespace fs = std::filesystem;

bool isUid(std::string_view uid) {
    return uid.size() == 32 && uid.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

const Json* listOf(const Json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_array() ? &*found : nullptr;
}

PacketMerge::PacketMerge(
    LabelService::State& openState, const access::Actor& who, const PacketFile& openPacket, LabelService::Merged& told)
    : state(openState),
      actor(who),
      packet(openPacket),
      merged(told),
      notes(told.problems, told.problemCount),
      person(textOr(openPacket.manifest(), "person")),
      items(openState.db(), project) {}

PacketItem PacketMerge::itemOf(const Json& json, std::int64_t number) const {
    auto item = itemFrom(json);
    if (item.name.empty())
        item.name = sha256Hex(fmt::format("{}\n\n{}", textOr(packet.manifest()["project"], "uid"), number));
    return item;
}

namespace {

class Merger {
public:
    Merger(
        LabelService::State& state, const access::Actor& actor, const PacketFile& packet, LabelService::Merged& merged)
        : m_merge(state, actor, packet, merged) {}

    Status run(Progress& progress) {
        const auto& manifest = m_merge.packet.manifest();
        if (!manifest.contains("project") || !isUid(textOr(manifest["project"], "uid")) || !isValidName(m_merge.person))
            return fail(
                ErrorCode::BadData, "the packet does not say whose and of which project it is", "Ask for it once more");
        if (!listOf(manifest, "tasks"))
            return fail(ErrorCode::BadData, "the packet lists no tasks", "Ask for it once more");
        const auto uid = textOr(manifest["project"], "uid");
        SLIPWAY_TRY(m_media.takeOut(uid, progress));
        auto done = store(uid, progress);
        if (!done) m_media.drop(uid);
        return done;
    }

private:
    Status store(const std::string& uid, Progress& progress) {
        const auto& manifest = m_merge.packet.manifest();
        auto& merged = m_merge.merged;
        SLIPWAY_ASSIGN(auto found, m_merge.state.store.projectByUid(uid));
        SLIPWAY_ASSIGN(
            auto change, m_merge.state.ledger.begin(m_merge.actor, access::Permission::ChangeData, "label.merge",
                             "label/" + (found ? found->name : textOr(manifest["project"], "name"))));
        if (found) {
            m_merge.project = std::move(*found);
        } else {
            SLIPWAY_TRY(makeProject(change, manifest["project"]));
        }
        merged.project = m_merge.project.name;
        SLIPWAY_TRY(PacketTasks(m_merge, m_media).take(progress));
        SLIPWAY_TRY(PacketAnswers(m_merge).take());
        change.note("person", m_merge.person);
        change.note("tasks", merged.tasks);
        change.note("annotations", merged.annotations);
        if (merged.tasks + merged.annotations > 0)
            SLIPWAY_TRY(change.emit("label.merged", m_merge.project.lineageId(),
                {{"project", m_merge.project.name}, {"person", m_merge.person}, {"tasks", merged.tasks},
                    {"annotations", merged.annotations}}));
        return change.commit();
    }

    Status makeProject(Change& change, const Json& json) {
        const auto wanted = textOr(json, "name");
        const auto medium = textOr(json, "medium");
        const auto order = taskOrderFromName(textOr(json, "order", "sequential"));
        if (textOr(m_merge.packet.manifest(), "kind") != "tasks")
            return fail(ErrorCode::NotFound,
                fmt::format("the project '{}' of this packet is not here", forMessage(wanted)),
                "Answers go back to the workspace that the tasks came from");
        if (!isValidName(wanted) || !order || !json.contains("labels"))
            return fail(ErrorCode::BadData, "the packet's project is broken", "Ask for it once more");
        SLIPWAY_ASSIGN(const auto labels, labelSetFromJson(json["labels"]));
        SLIPWAY_TRY(check(labels));
        auto name = wanted;
        for (int i = 2; m_merge.state.store.project(name).has_value(); ++i)
            name = fmt::format("{}-{}", wanted.substr(0, 56), i);
        Project made;
        made.uid = textOr(json, "uid");
        const auto root = m_merge.state.folderOf(made) / "media";
        SLIPWAY_TRY(makeFolders(root));
        const int number = medium == "text" ? 1 : medium == "video" ? 2 : 0;
        SLIPWAY_ASSIGN(
            auto insert, m_merge.state.db().prepare(
                             "INSERT INTO label_project(uid, name, medium, instructions, root, labels, overlap, "
                             "reviewed, task_order, "
                             "packet_person, created_by, created_at) VALUES(?,?,?,?,?,?,1,?,?,?,?,?)"));
        SLIPWAY_TRY(insert
                .bindAll(made.uid, name, number, textOr(json, "instructions"), fs::absolute(root).string(),
                    dump(toJson(labels)), boolOr(json, "reviewed", false), static_cast<int>(*order), m_merge.person,
                    m_merge.actor.name, change.at())
                .run());
        SLIPWAY_ASSIGN(m_merge.project, m_merge.state.store.project(name));
        SLIPWAY_TRY(ProjectAgreement(m_merge.state.db(), m_merge.project).begin());
        return change.addNode({m_merge.project.lineageId(), "label", m_merge.project.name});
    }

    PacketMerge m_merge;
    PacketMedia m_media{m_merge};
};

} // namespace

Result<LabelService::Merged> LabelService::mergePacket(
    const access::Actor& actor, const fs::path& file, Progress& progress) {
    SLIPWAY_TRY(m_state->ledger.check(actor, access::Permission::ChangeData));
    SLIPWAY_ASSIGN(const auto packet, PacketFile::open(file));
    Merged merged;
    SLIPWAY_TRY(Merger(*m_state, actor, packet, merged).run(progress));
    return merged;
}

} // namespace slipway::label
