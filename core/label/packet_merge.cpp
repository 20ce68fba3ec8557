#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/annotation_writer.h"
#include "core/label/corpus_import.h"
#include "core/label/packet_file.h"
#include "core/label/packet_items.h"
#include "core/label/problem_notes.h"
#include "core/label/project_agreement.h"
#include "core/label/service_state.h"
#include "core/label/task_writer.h"
#include "core/store/database.h"

namespace slipway::label {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kMostNumber = std::int64_t{1} << 40;
constexpr double kMostSeconds = 1e9;

/// A list of the manifest; null when it has none of that name.
const Json* listOf(const Json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_array() ? &*found : nullptr;
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

bool isUid(std::string_view uid) {
    return uid.size() == 32 && uid.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// A name for a file of our own: the number, and of the packet's name only the ending.
std::string mediaName(std::int64_t number, const std::string& name) {
    auto ending = toLower(fs::path(name).extension().string());
    const bool plain = ending.size() > 1 && ending.size() <= 8 &&
                       std::ranges::all_of(ending.substr(1), [](unsigned char c) { return std::isalnum(c) != 0; });
    return fmt::format("{}{}", number, plain ? ending : "");
}

class Merger {
public:
    Merger(
        LabelService::State& state, const access::Actor& actor, const PacketFile& packet, LabelService::Merged& merged)
        : m_state(state),
          m_actor(actor),
          m_packet(packet),
          m_merged(merged),
          m_notes(merged.problems, merged.problemCount),
          m_person(textOr(packet.manifest(), "person")) {}

    Status run(Progress& progress) {
        const auto& manifest = m_packet.manifest();
        if (!manifest.contains("project") || !isUid(textOr(manifest["project"], "uid")) || !isValidName(m_person))
            return fail(
                ErrorCode::BadData, "the packet does not say whose and of which project it is", "Ask for it once more");
        if (!listOf(manifest, "tasks"))
            return fail(ErrorCode::BadData, "the packet lists no tasks", "Ask for it once more");
        const auto uid = textOr(manifest["project"], "uid");
        SLIPWAY_TRY(takeFiles(uid, progress));
        auto done = store(uid, progress);
        if (!done) dropFiles(uid);
        return done;
    }

private:
    Status store(const std::string& uid, Progress& progress) {
        const auto& manifest = m_packet.manifest();
        SLIPWAY_ASSIGN(auto found, m_state.store.projectByUid(uid));
        SLIPWAY_ASSIGN(auto change, m_state.ledger.begin(m_actor, access::Permission::ChangeData, "label.merge",
                                        "label/" + (found ? found->name : textOr(manifest["project"], "name"))));
        if (found) {
            m_project = std::move(*found);
        } else {
            SLIPWAY_TRY(makeProject(change, manifest["project"]));
        }
        m_merged.project = m_project.name;
        SLIPWAY_TRY(takeTasks(progress));
        SLIPWAY_TRY(takeAnnotations());
        change.note("person", m_person);
        change.note("tasks", m_merged.tasks);
        change.note("annotations", m_merged.annotations);
        if (m_merged.tasks + m_merged.annotations > 0)
            SLIPWAY_TRY(change.emit("label.merged", m_project.lineageId(),
                {{"project", m_project.name}, {"person", m_person}, {"tasks", m_merged.tasks},
                    {"annotations", m_merged.annotations}}));
        return change.commit();
    }

    bool isHome() const { return m_project.packetPerson.empty(); }

    /// Each file goes to one task that is new here, before the transaction begins: nobody waits for the database
    /// meanwhile. A file that is left over by a crash is written over by the next try.
    Status takeFiles(const std::string& uid, Progress& progress) {
        if (textOr(m_packet.manifest(), "kind") != "tasks" || m_packet.mediaCount() == 0) return {};
        SLIPWAY_ASSIGN(const auto found, m_state.store.projectByUid(uid));
        if (found && found->packetPerson.empty()) return {};
        Project made;
        made.uid = uid;
        const auto root = found ? fs::path(found->root) : m_state.folderOf(made) / "media";
        SLIPWAY_TRY(makeFolders(root));
        if (found) made = *found;
        PacketItems items(m_state.db(), made);
        std::vector<bool> taken(m_packet.mediaCount());
        std::size_t done = 0;
        for (const auto& json : *listOf(m_packet.manifest(), "tasks")) {
            const auto number = integerOr(json, "number", 0), media = integerOr(json, "media", -1);
            if (number < 1 || number > kMostNumber || media < 0) continue;
            const auto index = static_cast<std::size_t>(media);
            if (index >= taken.size() || taken[index] || m_files.contains(number)) continue;
            SLIPWAY_ASSIGN(const auto known, items.find(itemOf(json, number)));
            if (known) continue;
            if (auto went = takeFile(root, items, json, index, progress); !went) {
                dropFiles(uid);
                return went;
            }
            taken[index] = true;
            progress.update(static_cast<double>(++done) / static_cast<double>(2 * taken.size()), "taking files out");
        }
        return {};
    }

    /// As it is called at home when that can be: label files of there fit here too.
    Result<std::string> nameOfFile(const fs::path& root, PacketItems& items, const Json& json) const {
        const auto own = mediaName(integerOr(json, "number", 0), textOr(json, "name"));
        for (const auto& wanted : {textOr(json, "path"), textOr(json, "name"), own}) {
            auto name = travellingPath(wanted);
            if (name.empty() || m_names.contains(name)) continue;
            SLIPWAY_ASSIGN(const bool known, items.has(name));
            const auto inside = known ? Result<fs::path>(fs::path()) : resolveInside(root, name);
            std::error_code failed;
            if (known || !inside || fs::is_directory(*inside, failed)) continue;
            if (makeFolders(inside->parent_path())) return name;
        }
        return newShortId() + "-" + own;
    }

    Status takeFile(
        const fs::path& root, PacketItems& items, const Json& json, std::size_t index, const Progress& progress) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "taking the packet in was cancelled");
        SLIPWAY_ASSIGN(auto name, nameOfFile(root, items, json));
        SLIPWAY_TRY(m_packet.extract(index, root / name));
        m_names.insert(name);
        m_files.emplace(integerOr(json, "number", 0), std::pair(index, std::move(name)));
        return {};
    }

    /// Of a project that did not come to be.
    void dropFiles(const std::string& uid) {
        const auto found = m_state.store.projectByUid(uid);
        if (!found || *found || m_files.empty()) return;
        Project made;
        made.uid = uid;
        std::error_code ignored;
        fs::remove_all(m_state.folderOf(made), ignored);
    }

    Status makeProject(Change& change, const Json& json) {
        const auto wanted = textOr(json, "name");
        const auto medium = textOr(json, "medium");
        const auto order = taskOrderFromName(textOr(json, "order", "sequential"));
        if (textOr(m_packet.manifest(), "kind") != "tasks")
            return fail(ErrorCode::NotFound,
                fmt::format("the project '{}' of this packet is not here", forMessage(wanted)),
                "Answers go back to the workspace that the tasks came from");
        if (!isValidName(wanted) || !order || !json.contains("labels"))
            return fail(ErrorCode::BadData, "the packet's project is broken", "Ask for it once more");
        SLIPWAY_ASSIGN(const auto labels, labelSetFromJson(json["labels"]));
        SLIPWAY_TRY(check(labels));
        auto name = wanted;
        for (int i = 2; m_state.store.project(name).has_value(); ++i)
            name = fmt::format("{}-{}", wanted.substr(0, 56), i);
        Project made;
        made.uid = textOr(json, "uid");
        const auto root = m_state.folderOf(made) / "media";
        SLIPWAY_TRY(makeFolders(root));
        const int number = medium == "text" ? 1 : medium == "video" ? 2 : 0;
        SLIPWAY_ASSIGN(auto insert,
            m_state.db().prepare("INSERT INTO label_project(uid, name, medium, instructions, root, labels, overlap, "
                                 "reviewed, task_order, "
                                 "packet_person, created_by, created_at) VALUES(?,?,?,?,?,?,1,?,?,?,?,?)"));
        SLIPWAY_TRY(insert
                .bindAll(made.uid, name, number, textOr(json, "instructions"), fs::absolute(root).string(),
                    dump(toJson(labels)), boolOr(json, "reviewed", false), static_cast<int>(*order), m_person,
                    m_actor.name, change.at())
                .run());
        SLIPWAY_ASSIGN(m_project, m_state.store.project(name));
        SLIPWAY_TRY(ProjectAgreement(m_state.db(), m_project).begin());
        return change.addNode({m_project.lineageId(), "label", m_project.name});
    }

    /// Packets that do not name their items hold none that is known.
    PacketItem itemOf(const Json& json, std::int64_t number) const {
        auto item = itemFrom(json);
        if (item.name.empty())
            item.name = sha256Hex(fmt::format("{}\n\n{}", textOr(m_packet.manifest()["project"], "uid"), number));
        return item;
    }

    Result<bool> isTaken(std::int64_t number) {
        SLIPWAY_ASSIGN(
            auto select, m_state.db().prepare("SELECT 1 FROM label_task WHERE project_id = ? AND number = ?"));
        select.bindAll(m_project.id, number);
        return select.step();
    }

    Status takeTasks(Progress& progress) {
        const auto& tasks = *listOf(m_packet.manifest(), "tasks");
        TaskWriter writer(m_state.db(), m_project);
        std::size_t done = 0;
        for (const auto& json : tasks) {
            if (progress.cancelled()) return fail(ErrorCode::Cancelled, "taking the packet in was cancelled");
            progress.update(
                0.5 + 0.5 * static_cast<double>(done++) / static_cast<double>(tasks.size() + 1), "taking tasks in");
            SLIPWAY_TRY(takeTask(json, writer));
        }
        return {};
    }

    Status takeTask(const Json& json, TaskWriter& writer) {
        const auto number = integerOr(json, "number", 0);
        if (number < 1 || number > kMostNumber) {
            m_notes.add({{}, 0, {}, fmt::format("{} is no number of a task", number), true});
            return {};
        }
        const auto named = itemOf(json, number);
        if (!m_listed.insert(named.name).second) {
            m_notes.add({{}, 0, {}, fmt::format("task {} is about an item that the packet has already", number), true});
            return {};
        }
        SLIPWAY_ASSIGN(const auto known, m_items.find(named));
        if (known) return {};
        if (isHome()) {
            m_notes.add({{}, 0, {}, fmt::format("task {} is not in the project", number), true});
            return {};
        }
        Item item;
        item.medium = m_project.medium;
        item.text = textOr(json, "text");
        item.subset = textOr(json, "subset");
        item.width = static_cast<int>(std::clamp<std::int64_t>(integerOr(json, "width", 0), 0, 1 << 30));
        item.height = static_cast<int>(std::clamp<std::int64_t>(integerOr(json, "height", 0), 0, 1 << 30));
        if (firstInvalidUtf8(item.text) != std::string::npos) item.text.clear();
        if (const auto media = integerOr(json, "media", -1); media >= 0) {
            if (static_cast<std::size_t>(media) >= m_packet.mediaCount())
                return fail(ErrorCode::BadData, fmt::format("task {} has no file in the packet", number));
            const auto file = m_files.find(number);
            if (file == m_files.end() || file->second.first != static_cast<std::size_t>(media)) {
                m_notes.add({{}, 0, {}, fmt::format("task {} has no file of its own in the packet", number), true});
                return {};
            }
            item.path = file->second.second;
        } else {
            item.uri = fmt::format("packet:{}/{}", m_project.uid, number);
        }
        rememberName(named.name, item);
        SLIPWAY_ASSIGN(const bool taken, isTaken(number)); // by another item, added here
        std::vector<std::int64_t> numbers;
        if (!taken) numbers.push_back(number);
        SLIPWAY_ASSIGN(const auto inserted, writer.insert({item}, numbers));
        m_items.add(named.name, inserted.ids.front());
        m_merged.tasks += inserted.added;
        if (!json.contains("predictions") || !json["predictions"].is_array()) return {};
        for (const auto& each : json["predictions"])
            if (auto prediction = predictionFromJson(each))
                SLIPWAY_TRY(writer.addPrediction(inserted.ids.front(), *prediction));
        return {};
    }

    Status takeAnnotations() {
        const auto* annotations = listOf(m_packet.manifest(), "annotations");
        if (!annotations) return {};
        for (const auto& json : *annotations) {
            auto taken = takeAnnotation(json);
            if (taken) continue;
            if (taken.error().code != ErrorCode::BadData) return taken;
            m_notes.add({{}, 0, fmt::format("task {}", integerOr(json, "task", 0)), taken.error().message, true});
        }
        return AnnotationWriter(m_state.db(), m_project).finish(m_touched);
    }

    Result<StoredAnnotation> read(const Json& json, std::vector<Gesture>& gestures) {
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
        if (!isUid(stored.annotation.id) || stored.annotation.annotator != m_person || stored.annotation.groundTruth)
            return fail(ErrorCode::BadData, "an answer of the packet is not its person's");
        const auto& seconds = stored.annotation.seconds;
        if (stored.revision < 0 || stored.revision > kMostNumber || stored.lastSequence < 0 ||
            stored.lastSequence > kMostNumber || !(seconds >= 0 && seconds <= kMostSeconds))
            return fail(ErrorCode::BadData, "an answer of the packet counts what cannot be");
        if (const auto* list = listOf(json, "gestures"))
            for (const auto& each : *list) {
                SLIPWAY_ASSIGN(auto gesture, gestureFromJson(each));
                gestures.push_back(std::move(gesture));
            }
        SLIPWAY_TRY(checkGestures(stored, gestures));
        return stored;
    }

    Status takeAnnotation(const Json& json) {
        std::vector<Gesture> gestures;
        SLIPWAY_ASSIGN(auto stored, read(json, gestures));
        const auto theirs = integerOr(json, "task", 0);
        SLIPWAY_ASSIGN(const auto task, m_items.find(itemOf(json, theirs)));
        if (!task)
            return fail(ErrorCode::BadData,
                fmt::format(
                    "the item of this answer, task {} in {}'s workspace, is not in the project", theirs, m_person));
        stored.task = task->id;
        if (!isHome()) stored.annotation.annotator = m_actor.name;
        const auto known = m_state.store.annotation(stored.annotation.id);
        if (!known && known.error().code != ErrorCode::NotFound) return std::unexpected(known.error());
        if (known) {
            if (known->task != task->id || known->annotation.annotator != stored.annotation.annotator)
                return fail(ErrorCode::BadData, "an answer of the packet is somebody else's here");
            if (rankOf(stored) <= rankOf(*known)) {
                ++m_merged.known;
                return {};
            }
            if (known->state == AnnotationState::Replaced && stored.state != AnnotationState::Replaced)
                return fail(ErrorCode::BadData,
                    "a reviewer's correction stands for this answer here; the packet's was left out");
        }
        if (isHome() && stored.state != AnnotationState::Submitted && stored.state != AnnotationState::Skipped)
            return fail(ErrorCode::BadData, fmt::format("a packet does not make an answer {}", name(stored.state)));
        auto labels = m_project.labels;
        if (addUsedLabels(stored.annotation, labels)) {
            SLIPWAY_ASSIGN(auto update, m_state.db().prepare("UPDATE label_project SET labels = ? WHERE id = ?"));
            SLIPWAY_TRY(update.bindAll(dump(toJson(labels)), m_project.id).run());
            m_project.labels = std::move(labels);
        }
        for (auto& gesture : gestures) gesture.task = task->id;
        AnnotationWriter writer(m_state.db(), m_project);
        SLIPWAY_TRY(writer.put(stored, task->number));
        SLIPWAY_TRY(writer.replaceGestures(stored, gestures));
        ++m_merged.annotations;
        m_touched.push_back(task->id);
        return {};
    }

    LabelService::State& m_state;
    const access::Actor& m_actor;
    const PacketFile& m_packet;
    LabelService::Merged& m_merged;
    ProblemNotes m_notes;
    std::string m_person;
    Project m_project;
    PacketItems m_items{m_state.db(), m_project};
    std::set<std::string> m_listed, m_names;                             ///< items of the packet; files taken out of it
    std::map<std::int64_t, std::pair<std::size_t, std::string>> m_files; ///< taken out: by task its medium and name
    std::vector<std::int64_t> m_touched;                                 ///< tasks
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
