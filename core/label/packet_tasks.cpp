#include "core/label/packet_tasks.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/store/database.h"

namespace slipway::label {

namespace {

int sideOf(const Json& json, const char* name) {
    return static_cast<int>(std::clamp<std::int64_t>(integerOr(json, name, 0), 0, 1 << 30));
}

} // namespace

Status PacketTasks::take(Progress& progress) {
    const auto& tasks = *listOf(m_merge.packet.manifest(), "tasks");
    std::size_t done = 0;
    for (const auto& json : tasks) {
        if (progress.cancelled()) return fail(ErrorCode::Cancelled, "taking the packet in was cancelled");
        progress.update(
            0.5 + 0.5 * static_cast<double>(done++) / static_cast<double>(tasks.size() + 1), "taking tasks in");
        SLIPWAY_TRY(takeTask(json));
    }
    return {};
}

Status PacketTasks::takeTask(const Json& json) {
    const auto number = integerOr(json, "number", 0);
    if (number < 1 || number > kMostPacketNumber) {
        m_merge.leaveOut(fmt::format("{} is no number of a task", number));
        return {};
    }
    const auto named = m_merge.itemOf(json, number);
    if (!m_listed.insert(named.name).second) {
        m_merge.leaveOut(fmt::format("task {} is about an item that the packet has already", number));
        return {};
    }
    SLIPWAY_ASSIGN(const auto known, m_merge.items.find(named));
    if (known) return {};
    if (!m_merge.isHome()) return insert(json, number, named);
    m_merge.leaveOut(fmt::format("task {} is not in the project", number));
    return {};
}

Status PacketTasks::insert(const Json& json, std::int64_t number, const PacketItem& named) {
    SLIPWAY_ASSIGN(auto item, itemFor(json, number));
    if (!item) {
        m_merge.leaveOut(fmt::format("task {} has no file of its own in the packet", number));
        return {};
    }
    rememberName(named.name, *item);
    SLIPWAY_ASSIGN(const bool taken, isTaken(number)); // by another item, added here
    std::vector<std::int64_t> numbers;
    if (!taken) numbers.push_back(number);
    SLIPWAY_ASSIGN(const auto inserted, m_writer.insert({*item}, numbers));
    m_merge.items.add(named.name, inserted.ids.front());
    m_merge.merged.tasks += inserted.added;
    return addPredictions(json, inserted.ids.front());
}

Result<std::optional<Item>> PacketTasks::itemFor(const Json& json, std::int64_t number) {
    Item item;
    item.medium = m_merge.project.medium;
    item.text = textOr(json, "text");
    item.subset = textOr(json, "subset");
    item.width = sideOf(json, "width");
    item.height = sideOf(json, "height");
    if (firstInvalidUtf8(item.text) != std::string::npos) item.text.clear();
    const auto media = integerOr(json, "media", -1);
    if (media < 0) {
        item.uri = fmt::format("packet:{}/{}", m_merge.project.uid, number);
        return item;
    }
    if (static_cast<std::size_t>(media) >= m_merge.packet.mediaCount())
        return fail(ErrorCode::BadData, fmt::format("task {} has no file in the packet", number));
    const auto* file = m_media.nameOf(number, static_cast<std::size_t>(media));
    if (file == nullptr) return std::optional<Item>();
    item.path = *file;
    return item;
}

Status PacketTasks::addPredictions(const Json& json, std::int64_t task) {
    const auto* predictions = listOf(json, "predictions");
    if (predictions == nullptr) return {};
    for (const auto& each : *predictions)
        if (auto prediction = predictionFromJson(each)) SLIPWAY_TRY(m_writer.addPrediction(task, *prediction));
    return {};
}

Result<bool> PacketTasks::isTaken(std::int64_t number) {
    SLIPWAY_ASSIGN(
        auto select, m_merge.state.db().prepare("SELECT 1 FROM label_task WHERE project_id = ? AND number = ?"));
    select.bindAll(m_merge.project.id, number);
    return select.step();
}

} // namespace slipway::label
