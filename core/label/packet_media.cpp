#include "core/label/packet_media.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/id.h"
#include "core/base/json.h"
#include "core/base/text.h"

namespace slipway::label {

namespace fs = std::filesystem;

namespace {

/// A name for a file of our own: the number, and of the packet's name only the ending.
std::string mediaName(std::int64_t number, const std::string& name) {
    auto ending = toLower(fs::path(name).extension().string());
    const bool plain = ending.size() > 1 && ending.size() <= 8 &&
                       std::ranges::all_of(ending.substr(1), [](unsigned char c) { return std::isalnum(c) != 0; });
    return fmt::format("{}{}", number, plain ? ending : "");
}

} // namespace

Status PacketMedia::takeOut(const std::string& uid, Progress& progress) {
    const auto& packet = m_merge.packet;
    if (textOr(packet.manifest(), "kind") != "tasks" || packet.mediaCount() == 0) return {};
    SLIPWAY_ASSIGN(const auto found, m_merge.state.store.projectByUid(uid));
    if (found && found->packetPerson.empty()) return {};
    Project made;
    made.uid = uid;
    const auto root = found ? fs::path(found->root) : m_merge.state.folderOf(made) / "media";
    SLIPWAY_TRY(makeFolders(root));
    if (found) made = *found;
    PacketItems items(m_merge.state.db(), made);
    std::vector<bool> taken(packet.mediaCount());
    std::size_t done = 0;
    for (const auto& json : *listOf(packet.manifest(), "tasks")) {
        const auto number = integerOr(json, "number", 0), media = integerOr(json, "media", -1);
        if (number < 1 || number > kMostPacketNumber || media < 0) continue;
        const auto index = static_cast<std::size_t>(media);
        if (index >= taken.size() || taken[index] || m_files.contains(number)) continue;
        SLIPWAY_ASSIGN(const auto known, items.find(m_merge.itemOf(json, number)));
        if (known) continue;
        if (auto went = take(root, items, json, index, progress); !went) {
            drop(uid);
            return went;
        }
        taken[index] = true;
        progress.update(static_cast<double>(++done) / static_cast<double>(2 * taken.size()), "taking files out");
    }
    return {};
}

Status PacketMedia::take(
    const fs::path& root, PacketItems& items, const Json& json, std::size_t index, const Progress& progress) {
    if (progress.cancelled()) return fail(ErrorCode::Cancelled, "taking the packet in was cancelled");
    SLIPWAY_ASSIGN(auto name, freeName(root, items, json));
    SLIPWAY_TRY(m_merge.packet.extract(index, root / name));
    m_names.insert(name);
    m_files.emplace(integerOr(json, "number", 0), std::pair(index, std::move(name)));
    return {};
}

/// As it is called at home when that can be: label files of there fit here too.
Result<std::string> PacketMedia::freeName(const fs::path& root, PacketItems& items, const Json& json) const {
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

void PacketMedia::drop(const std::string& uid) {
    const auto found = m_merge.state.store.projectByUid(uid);
    if (!found || *found || m_files.empty()) return;
    Project made;
    made.uid = uid;
    std::error_code ignored;
    fs::remove_all(m_merge.state.folderOf(made), ignored);
}

const std::string* PacketMedia::nameOf(std::int64_t number, std::size_t index) const {
    const auto file = m_files.find(number);
    return file != m_files.end() && file->second.first == index ? &file->second.second : nullptr;
}

} // namespace slipway::label
