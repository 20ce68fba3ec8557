#include "core/label/packet_items.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/label_store.h"
#include "core/store/database.h"

namespace slipway::label {

namespace fs = std::filesystem;

namespace {

constexpr const char* kExtra = "packet";
constexpr const char* kSelect = "SELECT id, key, CASE more WHEN '' THEN NULL ELSE "
                                "json_extract(more, '$.extra.packet.item') END FROM label_task WHERE ";

bool isHash(std::string_view text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool cameInPacket(const store::Statement& row) {
    return !row.isNull(2) && isHash(row.view(2));
}

std::string nameOf(const Project& project, const store::Statement& row) {
    return cameInPacket(row) ? row.text(2) : sha256Hex(fmt::format("{}\n{}", project.uid, row.view(1)));
}

std::string contentOf(const Project& project, const Item& item) {
    if (!item.text.empty()) return sha256Hex(item.text);
    std::error_code failed;
    const auto file = fileOf(project, item);
    if (file.empty() || !fs::is_regular_file(file, failed)) return {};
    return sha256OfFile(file).value_or(std::string());
}

} // namespace

Result<PacketItem> packetItemOf(store::Database& db, const Project& project, const Task& task) {
    SLIPWAY_ASSIGN(auto select, db.prepare(std::string(kSelect) + "id = ?"));
    select.bind(1, task.id);
    SLIPWAY_ASSIGN(const bool there, select.step());
    if (!there) return fail(ErrorCode::NotFound, fmt::format("task {} was removed", task.number));
    return PacketItem{nameOf(project, select), cameInPacket(select) ? std::string() : contentOf(project, task.item)};
}

void putItem(const PacketItem& item, Json& json) {
    json["item"] = item.name;
    if (!item.content.empty()) json["sha256"] = item.content;
}

PacketItem itemFrom(const Json& json) {
    PacketItem item{textOr(json, "item"), textOr(json, "sha256")};
    if (!isHash(item.name)) item.name.clear();
    if (!isHash(item.content)) item.content.clear();
    return item;
}

void rememberName(const std::string& name, Item& item) {
    item.extra.set(kExtra, Json{{"item", name}});
}

std::string travellingPath(std::string_view path) {
    constexpr std::size_t longest = 1000, longestName = 200;
    if (path.empty() || path.size() > longest || path.starts_with('/') ||
        firstInvalidUtf8(path) != std::string_view::npos)
        return {};
    if (std::ranges::any_of(path, [](unsigned char c) { return c < 0x20 || c == 0x7F || c == '\\' || c == ':'; }))
        return {};
    for (const auto& part : split(path, '/'))
        if (part.empty() || part.size() > longestName || part.front() == '.') return {};
    return std::string(path);
}

Status PacketItems::read() {
    if (m_read) return {};
    SLIPWAY_ASSIGN(auto select, m_db.prepare(std::string(kSelect) + "project_id = ?"));
    select.bind(1, m_project.id);
    for (;;) {
        SLIPWAY_ASSIGN(const bool there, select.step());
        if (!there) break;
        m_tasks.emplace(nameOf(m_project, select), select.integer(0));
    }
    m_read = true;
    return {};
}

Result<std::optional<Task>> PacketItems::find(const PacketItem& item) {
    SLIPWAY_TRY(read());
    const auto found = m_tasks.find(item.name);
    if (found == m_tasks.end()) return std::optional<Task>();
    SLIPWAY_ASSIGN(auto task, LabelStore(m_db).task(found->second));
    if (!item.content.empty()) {
        SLIPWAY_ASSIGN(const auto here, packetItemOf(m_db, m_project, task));
        if (!here.content.empty() && here.content != item.content) return std::optional<Task>();
    }
    return std::optional(std::move(task));
}

Result<bool> PacketItems::has(std::string_view path) {
    SLIPWAY_ASSIGN(auto select, m_db.prepare("SELECT 1 FROM label_task WHERE project_id = ? AND key = ?"));
    select.bindAll(m_project.id, path);
    return select.step();
}

} // namespace slipway::label
