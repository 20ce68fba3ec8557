#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/data/dataset_service.h"
#include "core/label/folder_scan.h"
#include "core/label/item_check.h"
#include "core/label/problem_notes.h"
#include "core/label/service_state.h"
#include "core/label/task_writer.h"
#include "core/media/image.h"
#include "core/store/database.h"

namespace slipway::label {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kFirstBatch = 50, kBatch = 1000;
/// Between batches of a folder: SQLite has no queue, and who labels meanwhile asks again every few milliseconds only.
constexpr std::chrono::milliseconds kLetIn{15};
constexpr std::size_t kMostHeld = 64u << 20; ///< bytes of texts between two changes

/// Collects items and stores them a thousand at a time, each batch a change of its own: people label the first ones,
/// which are stored at once, while the rest is still being found.
class Batches {
public:
    Batches(LabelService::State& state, const access::Actor& actor, const Project& project, LabelService::Added& added)
        : m_state(state), m_actor(actor), m_project(project), m_added(added), m_writer(state.db(), project) {}

    /// A file that is an item but cannot be read becomes a Broken task.
    Status add(Item item, std::string problem = {}) {
        item.medium = m_project.medium;
        if (!problem.empty()) m_broken.emplace_back(m_items.size(), std::move(problem));
        m_items.push_back(std::move(item));
        return m_items.size() < (m_added.tasks + m_added.known == 0 ? kFirstBatch : kBatch) ? Status() : flush();
    }

    Status flush() {
        if (m_items.empty()) return {};
        SLIPWAY_ASSIGN(auto change, m_state.begin(m_actor, m_project, "label.add"));
        SLIPWAY_ASSIGN(const auto inserted, m_writer.insert(m_items));
        for (const auto& [index, problem] : m_broken) SLIPWAY_TRY(m_writer.setProblem(inserted.ids[index], problem));
        change.note("tasks", inserted.added);
        change.note("known", inserted.known);
        SLIPWAY_TRY(change.commit());
        m_added.tasks += inserted.added;
        m_added.known += inserted.known;
        m_items.clear();
        m_broken.clear();
        return {};
    }

private:
    LabelService::State& m_state;
    const access::Actor& m_actor;
    const Project& m_project;
    LabelService::Added& m_added;
    TaskWriter m_writer;
    std::vector<Item> m_items;
    std::vector<std::pair<std::size_t, std::string>> m_broken;
};

/// The root of a project is the first folder that it gets.
Status setRoot(LabelService::State& state, const access::Actor& actor, Project& project, const fs::path& root) {
    SLIPWAY_ASSIGN(auto change, state.begin(actor, project, "label.set_root"));
    SLIPWAY_ASSIGN(auto update, state.db().prepare("UPDATE label_project SET root = ? WHERE id = ? AND root = ''"));
    SLIPWAY_TRY(update.bindAll(root.string(), project.id).run());
    change.note("root", root.string());
    SLIPWAY_TRY(change.commit());
    project.root = root.string();
    return {};
}

/// Below the project's root its path from there, else absolute.
std::string itemPath(const Project& project, const fs::path& file) {
    if (project.root.empty()) return file.string();
    const auto relative = file.lexically_relative(project.root);
    if (relative.empty() || *relative.begin() == "..") return file.string();
    return relative.generic_string();
}

/// Documents are kept in the database: labels point at their characters, so the file may change without harm.
Status addFile(Batches& batches, const Project& project, const fs::path& file) {
    Item item;
    item.path = itemPath(project, file);
    if (project.medium != Medium::Text) return batches.add(std::move(item));
    auto text = readDocument(file);
    if (!text) return batches.add(std::move(item), text.error().message);
    item.text = std::move(*text);
    return batches.add(std::move(item));
}

/// A document that could not be read before; labels may point at the characters of one that could.
Status keepText(store::Database& db, std::int64_t task, const std::string& text) {
    if (text.empty()) return {};
    SLIPWAY_ASSIGN(
        auto insert, db.prepare("INSERT INTO label_text(task_id, text) VALUES(?,?) ON CONFLICT (task_id) DO NOTHING"));
    return insert.bindAll(task, text).run();
}

bool fits(const Project& project, const fs::path& file) {
    std::error_code failed;
    switch (project.medium) {
    case Medium::Image:
        return media::isImageName(file);
    case Medium::Text:
        return fs::is_regular_file(file, failed);
    case Medium::Video:
        return media::isVideoName(file) || isFrameFolder(file);
    }
    return false;
}

} // namespace

Result<LabelService::Added> LabelService::addFolder(
    const access::Actor& actor, const Project& project, const fs::path& folder, Progress& progress) {
    SLIPWAY_TRY(m_state->ledger.check(actor, access::Permission::ChangeData));
    std::error_code failed;
    const auto root = fs::canonical(folder, failed);
    if (failed) return failFromErrno(failed.value(), "read the folder " + folder.string());
    if (!fs::is_directory(root, failed))
        return fail(ErrorCode::InvalidArgument, fmt::format("{} is no folder", folder.string()), "Add it as a file");
    SLIPWAY_ASSIGN(auto current, m_state->store.project(project.id));
    const bool frames = current.medium == Medium::Video && isFrameFolder(root);
    if (current.root.empty()) SLIPWAY_TRY(setRoot(*m_state, actor, current, frames ? root.parent_path() : root));
    Added added;
    Batches batches(*m_state, actor, current, added);
    std::int64_t told = 0;
    const auto tell = [&] { // what is stored: it can be labelled
        const auto found = added.tasks + added.known;
        if (found <= std::exchange(told, found)) return;
        progress.update(-1, fmt::format("{} found", counted(found, "item")));
        std::this_thread::sleep_for(kLetIn);
    };
    const auto take = [&](const fs::path& file) -> Result<bool> {
        SLIPWAY_TRY(addFile(batches, current, file));
        tell();
        return !progress.cancelled();
    };
    ProblemNotes notes(added.problems, added.problemCount);
    SLIPWAY_TRY(scanFolder(root, current.medium, take, notes));
    SLIPWAY_TRY(batches.flush());
    tell();
    return added;
}

Result<LabelService::Added> LabelService::addFiles(
    const access::Actor& actor, const Project& project, const std::vector<fs::path>& files, Progress& progress) {
    SLIPWAY_TRY(m_state->ledger.check(actor, access::Permission::ChangeData));
    SLIPWAY_ASSIGN(const auto current, m_state->store.project(project.id));
    Added added;
    ProblemNotes notes(added.problems, added.problemCount);
    Batches batches(*m_state, actor, current, added);
    for (std::size_t i = 0; i < files.size() && !progress.cancelled(); ++i) {
        std::error_code failed;
        const auto file = fs::canonical(files[i], failed);
        if (failed) {
            notes.add({files[i].string(), 0, {}, "the file does not exist", true});
        } else if (!fits(current, file)) {
            notes.add({file.string(), 0, {}, fmt::format("this is no {}", label::name(current.medium)), true});
        } else {
            SLIPWAY_TRY(addFile(batches, current, file));
        }
        if (i % kBatch == 0)
            progress.update(static_cast<double>(i) / static_cast<double>(files.size()), "adding files");
    }
    SLIPWAY_TRY(batches.flush());
    return added;
}

Result<LabelService::Added> LabelService::addItems(
    const access::Actor& actor, const Project& project, const std::vector<Item>& items, Progress& progress) {
    SLIPWAY_TRY(m_state->ledger.check(actor, access::Permission::ChangeData));
    SLIPWAY_ASSIGN(const auto current, m_state->store.project(project.id));
    Added added;
    ProblemNotes notes(added.problems, added.problemCount);
    Batches batches(*m_state, actor, current, added);
    for (std::size_t i = 0; i < items.size() && !progress.cancelled(); ++i) {
        if (items[i].medium != current.medium ||
            (items[i].path.empty() && items[i].uri.empty() && items[i].text.empty()))
            notes.add({{}, 0, items[i].path, fmt::format("this is no {}", label::name(current.medium)), true});
        else
            SLIPWAY_TRY(batches.add(items[i]));
        if (i % kBatch == 0)
            progress.update(static_cast<double>(i) / static_cast<double>(items.size()), "adding items");
    }
    SLIPWAY_TRY(batches.flush());
    return added;
}

Result<LabelService::Added> LabelService::addDataset(const access::Actor& actor, const Project& project,
    std::string_view reference, std::string_view column, Progress& progress) {
    SLIPWAY_TRY(m_state->ledger.check(actor, access::Permission::ChangeData));
    SLIPWAY_ASSIGN(const auto current, m_state->store.project(project.id));
    if (current.medium != Medium::Text)
        return fail(ErrorCode::InvalidArgument, "rows of a dataset become tasks of a text project only",
            "Create the project with the medium text");
    SLIPWAY_ASSIGN(const auto version, m_state->datasets.find(reference));
    if (std::ranges::none_of(version.columns, [&](const auto& c) { return c.name == column; }))
        return fail(ErrorCode::NotFound, fmt::format("{} has no column '{}'", version.reference(), forMessage(column)),
            "`slipway data show` lists the columns");
    SLIPWAY_ASSIGN(auto connection, table::Connection::open());
    SLIPWAY_ASSIGN(const auto table, connection.query(fmt::format("SELECT {} FROM {}", table::quoteIdentifier(column),
                                                          data::readParquet(version.file)),
                                         {}, progress));
    Added added;
    ProblemNotes notes(added.problems, added.problemCount);
    Batches batches(*m_state, actor, current, added);
    for (std::size_t row = 0; row < table.rowCount() && !progress.cancelled(); ++row) {
        Item item;
        item.uri = fmt::format("{}#{}", version.reference(), row + 1);
        item.text = table::toText(table.cells[0][row]);
        if (item.text.empty())
            notes.add({version.reference(), static_cast<std::int64_t>(row + 1), {}, "the text is empty", true});
        else if (item.text.size() > kLongestText)
            notes.add({version.reference(), static_cast<std::int64_t>(row + 1), {}, "the text is over 10 MiB", true});
        else
            SLIPWAY_TRY(batches.add(std::move(item)));
        if (row % kBatch == 0)
            progress.update(static_cast<double>(row) / static_cast<double>(table.rowCount()), "adding rows");
    }
    SLIPWAY_TRY(batches.flush());
    SLIPWAY_ASSIGN(auto change, m_state->begin(actor, current, "label.add_dataset"));
    SLIPWAY_TRY(change.addNode({version.lineageId(), "dataset", version.reference()}));
    SLIPWAY_TRY(change.link(version.lineageId(), current.lineageId(), "ContributedTo", "label"));
    change.note("dataset", version.reference());
    change.note("tasks", added.tasks);
    SLIPWAY_TRY(change.commit());
    return added;
}

Result<LabelService::Checked> LabelService::checkFiles(
    const access::Actor& actor, const Project& project, Progress& progress) {
    SLIPWAY_ASSIGN(const auto current, m_state->store.project(project.id));
    Checked checked;
    std::int64_t noted = 0;
    ProblemNotes notes(checked.problems, noted);
    std::int64_t after = 0, looked = 0;
    while (!progress.cancelled()) {
        SLIPWAY_ASSIGN(
            auto select, m_state->db().prepare(
                             "SELECT id, number FROM label_task INDEXED BY label_task_by_number WHERE project_id = ? "
                             "AND number > ? AND (width = 0 OR problem <> '') ORDER BY number LIMIT 1000"));
        select.bindAll(current.id, after);
        std::vector<std::pair<std::int64_t, Result<ItemContent>>> seen;
        bool any = false;
        std::size_t held = 0; // of texts
        for (;;) {
            SLIPWAY_ASSIGN(const bool there, select.step());
            if (!there || progress.cancelled()) break;
            any = true;
            after = select.integer(1);
            SLIPWAY_ASSIGN(const auto task, m_state->store.task(select.integer(0)));
            if (!task.item.path.empty() && (current.medium != Medium::Text || !task.problem.empty())) {
                seen.emplace_back(task.id, checkItem(current, task.item));
                const auto& content = seen.back().second;
                if (content) held += content->text.size();
                if (!content) notes.add({{}, 0, task.item.path, content.error().message, false});
            }
            if (held > kMostHeld) break;
        }
        select.reset();
        if (!any) break;
        if (seen.empty()) continue; // none of these has a file
        SLIPWAY_ASSIGN(auto change, m_state->begin(actor, current, "label.check_files"));
        TaskWriter writer(m_state->db(), current);
        for (const auto& [task, content] : seen) {
            SLIPWAY_TRY(writer.setProblem(task, content ? std::string() : content.error().message));
            if (content && current.medium == Medium::Image)
                SLIPWAY_TRY(writer.setSize(task, content->width, content->height));
            if (content) SLIPWAY_TRY(keepText(m_state->db(), task, content->text));
            ++(content ? checked.good : checked.broken);
        }
        change.note("files", seen.size());
        SLIPWAY_TRY(change.commit());
        looked += static_cast<std::int64_t>(seen.size());
        progress.update(
            std::min(1.0, static_cast<double>(looked) / static_cast<double>(std::max<std::int64_t>(1, current.tasks))),
            fmt::format("{} checked", counted(looked, "file")));
    }
    return checked;
}

} // namespace slipway::label
