#include <fstream>
#include <string_view>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/label/packet_file.h"
#include "core/label/packet_items.h"
#include "tests/fuzz/require.h"
#include "tests/fuzz/scratch_file.h"

using namespace slipway;
using namespace slipway::label;

namespace {

const ScratchFile& packetFile() {
    static const ScratchFile file("in.packet");
    return file;
}

void requireReadable(const PacketFile& packet) {
    static const ScratchFile out("out");
    for (std::size_t i = 0; i < packet.mediaCount(); ++i) REQUIRE(packet.extract(i, out.path()));
    for (const char* list : {"tasks", "annotations"}) {
        if (!packet.manifest().contains(list)) continue;
        for (const auto& each : packet.manifest()[list]) {
            const auto item = itemFrom(each);
            REQUIRE(item.name.empty() || item.name.size() == 64);
            const auto path = travellingPath(textOr(each, "path"));
            REQUIRE(path.find("..") == std::string::npos || resolveInside(out.folder(), path));
        }
    }
}

/// A file as somebody may send it.
void readBytes(std::string_view bytes) {
    packetFile().write(bytes);
    const auto packet = PacketFile::open(packetFile().path());
    if (packet)
        requireReadable(*packet);
    else
        REQUIRE(!packet.error().message.empty());
}

/// A manifest under a seal that fits, as somebody makes it who means harm; the bytes behind a line end are its media.
void readSealed(std::string_view text) {
    static const ScratchFile medium("medium");
    const auto end = std::min(text.find('\n'), text.size());
    const auto manifest = parseJson(text.substr(0, end), "manifest");
    if (!manifest) return;
    medium.write(text.substr(std::min(end + 1, text.size())));
    if (!writePacket(packetFile().path(), *manifest, {medium.path()})) return;
    const auto packet = PacketFile::open(packetFile().path());
    if (!packet) {
        REQUIRE(!packet.error().message.empty());
        return;
    }
    REQUIRE(packet->manifest() == *manifest);
    requireReadable(*packet);
}

} // namespace

/// First byte: 0 for a file as it stands, else for a manifest.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] == 0)
        readBytes(rest);
    else
        readSealed(rest);
    return 0;
}
