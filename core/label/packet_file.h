#pragma once

// For core/label only: the bytes of a packet.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/base/result.h"

namespace slipway::label {

/// A sealed file: "SLIPPKT1", 8 bytes length of the manifest as it stands and 8 bytes unpacked (little endian), the
/// manifest (JSON, deflated), the media one after the other as the manifest's "media" lists their lengths, and the
/// SHA-256 of all that as 64 hex digits. Paths in it are wishes: see travellingPath().
///
/// Written under a temporary name, then renamed.
Status writePacket(
    const std::filesystem::path& file, const Json& manifest, const std::vector<std::filesystem::path>& media);

/// A packet whose seal was checked.
class PacketFile {
public:
    /// BadData for what is no packet, was changed or is cut short; limits hold before memory is taken.
    static Result<PacketFile> open(const std::filesystem::path& file);

    const Json& manifest() const { return *m_manifest; }
    std::size_t mediaCount() const { return m_lengths.size(); }
    /// Copies one of the media into a new file.
    Status extract(std::size_t index, const std::filesystem::path& to) const;

private:
    std::filesystem::path m_file;
    std::shared_ptr<const Json> m_manifest;
    std::vector<std::uint64_t> m_offsets, m_lengths;
};

} // namespace slipway::label
