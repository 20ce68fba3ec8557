#pragma once

// For core/label only: which item an answer in a packet is about. Numbers of tasks are each workspace's own.
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/label/project.h"

namespace slipway::store {
class Database;
}

namespace slipway::label {

/// Of what came in a packet the name that it came with; else made of the project's uid and what tells its item from
/// all others, with the hash of its text or file: two workspaces may have different pictures of one name.
struct PacketItem {
    std::string name;
    std::string content; ///< SHA-256; empty for what came in a packet, or cannot be read
};
Result<PacketItem> packetItemOf(store::Database& db, const Project& project, const Task& task);
/// Into the JSON of a task or an answer, and out of it; "" for what is no name.
void putItem(const PacketItem& item, Json& json);
PacketItem itemFrom(const Json& json);
/// The item keeps the name that it came with.
void rememberName(const std::string& name, Item& item);

/// The path of an item as it may go into somebody else's folder: relative, of plain names. Empty when it is not.
std::string travellingPath(std::string_view path);

/// Finds tasks by the names of their items.
class PacketItems {
public:
    PacketItems(store::Database& db, const Project& project) : m_db(db), m_project(project) {}
    /// Nothing when the project does not have the item, or has another one of that name.
    Result<std::optional<Task>> find(const PacketItem& item);
    Result<bool> has(std::string_view path);
    void add(const std::string& name, std::int64_t task) { m_tasks.emplace(name, task); }

private:
    Status read();

    store::Database& m_db;
    const Project& m_project;
    bool m_read = false;
    std::unordered_map<std::string, std::int64_t> m_tasks;
};

} // namespace slipway::label
