#include "core/media/jpeg_end.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <vector>

namespace slipway::media {

namespace {

constexpr unsigned char kMarker = 0xFF, kStartOfScan = 0xDA, kEndOfImage = 0xD9;

unsigned char byteAt(std::string_view bytes, std::size_t place) {
    return static_cast<unsigned char>(bytes[place]);
}

/// Fed with a JPEG in pieces of any size: jumps over the segments of the header, which may hold small pictures with
/// ends of their own, then looks for the end in what follows. In entropy-coded data no other byte than 0 stands behind
/// FF.
class EndSearch {
public:
    bool found() const { return m_found; }

    void take(std::string_view bytes) {
        for (std::size_t place = 0; place < bytes.size() && !m_found;) {
            if (m_skip > 0) {
                const auto step = std::min<std::uint64_t>(m_skip, bytes.size() - place);
                m_skip -= step;
                place += step;
            } else if (m_inScan) {
                place = scan(bytes, place);
            } else {
                header(byteAt(bytes, place++));
            }
        }
    }

private:
    std::size_t scan(std::string_view bytes, std::size_t place) {
        if (m_afterMarker) {
            m_found = byteAt(bytes, place) == kEndOfImage;
            m_afterMarker = byteAt(bytes, place) == kMarker; // fill bytes
            return place + 1;
        }
        const auto* at = static_cast<const char*>(std::memchr(bytes.data() + place, kMarker, bytes.size() - place));
        m_afterMarker = at != nullptr;
        return at ? static_cast<std::size_t>(at - bytes.data()) + 1 : bytes.size();
    }
    /// FF, kind, and for most kinds two bytes of length that count themselves.
    void header(unsigned char byte) {
        switch (m_part) {
        case 0:
            m_part = byte == kMarker ? 1 : 0;
            break;
        case 1:
            m_kind = byte;
            if (byte == kMarker) break;
            m_part = byte == 0 || byte == 0x01 || (byte >= 0xD0 && byte <= 0xD8) ? 0 : 2;
            break;
        case 2:
            m_length = byte;
            m_part = 3;
            break;
        default:
            m_length = m_length << 8 | byte;
            m_skip = m_length > 2 ? m_length - 2 : 0;
            m_inScan = m_kind == kStartOfScan;
            m_part = 0;
        }
    }

    int m_part = 0;
    unsigned char m_kind = 0;
    unsigned m_length = 0;
    std::uint64_t m_skip = 0;
    bool m_inScan = false, m_afterMarker = false, m_found = false;
};

} // namespace

bool hasJpegEnd(std::string_view bytes) {
    EndSearch search;
    search.take(bytes);
    return search.found();
}

bool hasJpegEnd(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::vector<char> piece(1 << 18);
    EndSearch search;
    while (in && !search.found()) {
        in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        search.take({piece.data(), static_cast<std::size_t>(in.gcount())});
    }
    return search.found();
}

} // namespace slipway::media
