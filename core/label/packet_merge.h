#pragma once

// For core/label only: what the parts of one merge share.
#include <cstdint>
#include <string>
#include <string_view>

#include "core/label/packet_file.h"
#include "core/label/packet_items.h"
#include "core/label/problem_notes.h"
#include "core/label/service_state.h"

namespace slipway::label {

/// Larger numbers of tasks, steps and revisions are none of ours.
inline constexpr std::int64_t kMostPacketNumber = std::int64_t{1} << 40;

bool isUid(std::string_view text);
/// A list of the packet's JSON; null when it has none of that name.
const Json* listOf(const Json& object, const char* name);

struct PacketMerge {
    PacketMerge(LabelService::State& openState, const access::Actor& who, const PacketFile& openPacket,
        LabelService::Merged& told);
    PacketMerge(const PacketMerge&) = delete; // items looks at project
    PacketMerge& operator=(const PacketMerge&) = delete;

    LabelService::State& state;
    const access::Actor& actor;
    const PacketFile& packet;
    LabelService::Merged& merged;
    ProblemNotes notes;
    std::string person; ///< whose packet it is
    Project project;    ///< empty until it is found or made
    PacketItems items;

    bool isHome() const { return project.packetPerson.empty(); }
    /// Packets that do not name their items hold none that is known.
    PacketItem itemOf(const Json& json, std::int64_t number) const;
    void leaveOut(std::string message) { notes.add({{}, 0, {}, std::move(message), true}); }
};

} // namespace slipway::label
