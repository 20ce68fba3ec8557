#include "core/label/packet_file.h"

#include <algorithm>
#include <fstream>

#include <zlib.h>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/id.h"
#include "core/base/json.h"

namespace slipway::label {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kHead = "SLIPPKT1";
constexpr std::uint64_t kFixed = 8 + 8 + 8, kSeal = 64;
constexpr std::uint64_t kMostManifest = 256ull << 20;
constexpr std::size_t kMostElements = 16u << 20; ///< of the manifest; each takes up to 60 bytes of memory
constexpr std::uint64_t kMostPacking = 1100;     ///< deflate cannot pack tighter than 1,032 to 1
constexpr std::size_t kPiece = 1 << 20;

std::string littleEndian(std::uint64_t value) {
    std::string bytes;
    for (int shift = 0; shift < 64; shift += 8) bytes += static_cast<char>((value >> shift) & 0xFF);
    return bytes;
}

std::uint64_t fromLittleEndian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (int i = 7; i >= 0; --i) value = (value << 8) | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
    return value;
}

std::unexpected<Error> broken(const fs::path& file, std::string_view what) {
    return fail(ErrorCode::BadData, fmt::format("the packet {} {}", file.string(), what),
        "Ask for it once more; nothing was changed here");
}

/// Not fewer than the document has, counted without building it.
std::size_t elementsOf(std::string_view json) {
    std::size_t count = 1;
    bool inString = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else {
            count += c == ',' || c == '[' || c == '{';
        }
    }
    return count;
}

/// Reads `length` bytes in pieces; false when there are fewer.
template <class Take> bool readPieces(std::istream& in, std::uint64_t length, Take take) {
    std::string piece;
    while (length > 0) {
        piece.resize(static_cast<std::size_t>(std::min<std::uint64_t>(length, kPiece)));
        if (!in.read(piece.data(), static_cast<std::streamsize>(piece.size()))) return false;
        if (!take(piece)) return false;
        length -= piece.size();
    }
    return true;
}

/// What is written also goes into the seal.
class SealedWriter {
public:
    explicit SealedWriter(const fs::path& file) : m_out(file, std::ios::binary) {}
    bool write(std::string_view bytes) {
        m_hash.update(bytes);
        return static_cast<bool>(m_out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())));
    }
    bool seal() {
        m_out << m_hash.hex();
        return static_cast<bool>(m_out.flush());
    }

private:
    std::ofstream m_out;
    Sha256 m_hash;
};

} // namespace

Status writePacket(const fs::path& file, const Json& manifest, const std::vector<fs::path>& media) {
    const auto text = dump(manifest);
    if (text.size() > kMostManifest || elementsOf(text) > kMostElements)
        return fail(ErrorCode::InvalidArgument, "the packet would hold more texts and labels than are read at once",
            "Make several with fewer tasks");
    auto packedSize = compressBound(text.size());
    std::string packed(packedSize, '\0');
    if (compress2(reinterpret_cast<Bytef*>(packed.data()), &packedSize, reinterpret_cast<const Bytef*>(text.data()),
            text.size(), 6) != Z_OK)
        return fail(ErrorCode::Internal, "the packet could not be compressed");
    packed.resize(packedSize);
    const fs::path temporary = file.string() + ".tmp-" + newShortId();
    const auto write = [&]() -> Status {
        SealedWriter out(temporary);
        bool good = out.write(kHead) && out.write(littleEndian(packed.size())) &&
                    out.write(littleEndian(text.size())) && out.write(packed);
        for (const auto& path : media) {
            std::ifstream in(path, std::ios::binary);
            std::error_code failed;
            const auto length = fs::file_size(path, failed);
            if (!in || failed) return fail(ErrorCode::NotFound, fmt::format("{} cannot be read", path.string()));
            good = good && readPieces(in, length, [&](const std::string& piece) { return out.write(piece); });
        }
        if (!good || !out.seal()) return failFromErrno(errno ? errno : EIO, "write " + file.string());
        return {};
    };
    auto written = write();
    if (written) written = publishFile(temporary, file);
    std::error_code ignored;
    if (!written) fs::remove(temporary, ignored);
    return written;
}

Result<PacketFile> PacketFile::open(const fs::path& file) {
    SLIPWAY_TRY(checkReadableFile(file));
    std::error_code failed;
    const auto size = fs::file_size(file, failed);
    std::ifstream in(file, std::ios::binary);
    std::string head(kFixed, '\0');
    if (failed || size < kFixed + kSeal || !in.read(head.data(), kFixed) || !head.starts_with(kHead))
        return broken(file, "is none of ours");
    const auto packedSize = fromLittleEndian(std::string_view(head).substr(8));
    const auto textSize = fromLittleEndian(std::string_view(head).substr(16));
    if (packedSize > size - kFixed - kSeal || textSize > kMostManifest || textSize > packedSize * kMostPacking)
        return broken(file, "claims more than it can hold");

    Sha256 hash;
    hash.update(head);
    std::string packed;
    const auto rest = size - kFixed - kSeal - packedSize;
    const bool whole = readPieces(in, packedSize, [&](const std::string& piece) {
        hash.update(piece);
        packed += piece;
        return true;
    }) && readPieces(in, rest, [&](const std::string& piece) {
        hash.update(piece);
        return true;
    });
    std::string seal(kSeal, '\0');
    if (!whole || !in.read(seal.data(), kSeal) || seal != hash.hex()) return broken(file, "was changed or cut short");

    std::string text(static_cast<std::size_t>(textSize), '\0');
    auto unpacked = static_cast<uLongf>(textSize);
    if (uncompress(reinterpret_cast<Bytef*>(text.data()), &unpacked, reinterpret_cast<const Bytef*>(packed.data()),
            packed.size()) != Z_OK ||
        unpacked != textSize)
        return broken(file, "cannot be unpacked");
    if (elementsOf(text) > kMostElements) return broken(file, "holds more than is read at once");
    SLIPWAY_ASSIGN(auto manifest, parseJson(text, "packet"));
    if (!manifest.is_object() || integerOr(manifest, "version", 0) != 1)
        return broken(file, "is of a kind that this program does not know");

    PacketFile opened;
    opened.m_file = file;
    auto offset = kFixed + packedSize;
    if (manifest.contains("media"))
        for (const auto& each : manifest["media"]) {
            if (!each.is_number_unsigned()) return broken(file, "lists media wrongly");
            const auto length = each.get<std::uint64_t>();
            if (length > size - kSeal - offset) return broken(file, "lists media wrongly");
            opened.m_offsets.push_back(offset);
            opened.m_lengths.push_back(length);
            offset += length;
        }
    if (offset != size - kSeal) return broken(file, "lists media wrongly");
    opened.m_manifest = std::make_shared<const Json>(std::move(manifest));
    return opened;
}

Status PacketFile::extract(std::size_t index, const fs::path& to) const {
    std::ifstream in(m_file, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(m_offsets[index]));
    const fs::path temporary = to.string() + ".tmp-" + newShortId();
    std::error_code ignored;
    {
        std::ofstream out(temporary, std::ios::binary);
        const bool whole = readPieces(in, m_lengths[index], [&](const std::string& piece) {
            return static_cast<bool>(out.write(piece.data(), static_cast<std::streamsize>(piece.size())));
        });
        if (!whole || !out.flush()) {
            const int reason = errno ? errno : EIO;
            fs::remove(temporary, ignored);
            return failFromErrno(reason, "write " + to.string());
        }
    }
    return publishFile(temporary, to);
}

} // namespace slipway::label
