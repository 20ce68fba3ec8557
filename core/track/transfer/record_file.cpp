#include "core/track/transfer/record_file.h"

#include <array>

#include <fmt/format.h>

#include "core/track/transfer/checksum.h"
#include "core/track/transfer/wire_reader.h"

namespace slipway::track::transfer {

namespace {

constexpr std::uint64_t kLongestRecord = 256u << 20;
constexpr std::size_t kHead = 12, kChecksum = 4; // of a TFRecord: length and its checksum; the bytes' checksum
constexpr std::size_t kBlock = 32 * 1024, kPieceHead = 7, kFileHead = 7;

/// As many bytes as there are, growing as they come: a length from outside reserves nothing.
std::string readUpTo(std::istream& in, std::uint64_t wanted) {
    constexpr std::uint64_t step = 1u << 20;
    std::string bytes;
    while (bytes.size() < wanted && in) {
        const auto before = bytes.size();
        bytes.resize(before + std::min(step, wanted - before));
        in.read(bytes.data() + before, static_cast<std::streamsize>(bytes.size() - before));
        bytes.resize(before + static_cast<std::size_t>(in.gcount()));
    }
    return bytes;
}

bool isGoodHead(std::string_view head) {
    return head.size() == kHead && maskedCrc32c(head.substr(0, 8)) == littleEndian32(head.substr(8)) &&
           littleEndian64(head) <= kLongestRecord;
}

} // namespace

std::optional<std::uint64_t> TfRecords::nextLength() {
    auto head = readUpTo(m_in, kHead);
    if (head.empty()) return std::nullopt;
    const auto begin = m_position;
    m_position += head.size();
    if (head.size() < kHead) {
        m_problems.add(fmt::format("{}, byte {}", m_where, begin), "the file ends in the middle of a record");
        return std::nullopt;
    }
    if (isGoodHead(head)) return littleEndian64(head);
    while (!isGoodHead(head)) {
        const int c = m_in.get();
        if (c == std::char_traits<char>::eof()) {
            m_problems.add(fmt::format("{}, byte {}", m_where, begin), "damaged up to the end of the file");
            return std::nullopt;
        }
        head.erase(0, 1);
        head += static_cast<char>(c);
        ++m_position;
    }
    m_problems.add(
        fmt::format("{}, byte {}", m_where, begin), fmt::format("damaged up to byte {}", m_position - kHead));
    return littleEndian64(head);
}

std::optional<TfRecords::Record> TfRecords::next() {
    while (const auto length = nextLength()) {
        const auto at = m_position;
        auto bytes = readUpTo(m_in, *length + kChecksum);
        m_position += bytes.size();
        if (bytes.size() < *length + kChecksum) {
            m_problems.add(fmt::format("{}, byte {}", m_where, at - kHead), "the file ends in the middle of a record");
            return std::nullopt;
        }
        const auto checksum = littleEndian32(std::string_view(bytes).substr(*length));
        bytes.resize(*length);
        if (maskedCrc32c(bytes) == checksum) return Record{std::move(bytes), at};
        m_problems.add(fmt::format("{}, byte {}", m_where, at - kHead), "a damaged record is left out");
    }
    return std::nullopt;
}

WandbRecords::WandbRecords(std::istream& in, std::string where, Problems& problems)
    : m_in(in), m_where(std::move(where)), m_problems(problems) {
    nextBlock();
    const std::string_view head(m_block);
    m_isWandb = head.size() >= kFileHead && head.starts_with(":W&B") && head.substr(4, 2) == "\xe1\xbe";
    m_position = kFileHead;
}

void WandbRecords::note(std::string what) {
    m_problems.add(fmt::format("{}, byte {}", m_where, m_blockAt + m_position), std::move(what));
}

bool WandbRecords::nextBlock() {
    m_blockAt += m_block.size();
    m_block = readUpTo(m_in, kBlock);
    m_position = 0;
    return !m_block.empty();
}

std::optional<WandbRecords::Found> WandbRecords::nextPiece() {
    while (true) {
        const auto left = m_block.size() - std::min(m_position, m_block.size());
        if (left < kPieceHead) {
            const bool last = m_block.size() < kBlock;
            if (last && left > 0) note("the file ends in the middle of a record");
            if (last || !nextBlock()) return std::nullopt;
            continue;
        }
        const auto head = std::string_view(m_block).substr(m_position, kPieceHead);
        const std::size_t length = littleEndian32(head.substr(4)) & 0xffff;
        const auto type = static_cast<unsigned char>(head[6]);
        if (type == 0 && length == 0 && littleEndian32(head) == 0) { // space that nobody wrote to
            m_position = m_block.size();
            continue;
        }
        if (length > left - kPieceHead && m_block.size() < kBlock) {
            note("the file ends in the middle of a record");
            m_position = m_block.size();
            return std::nullopt;
        }
        const auto bytes = std::string_view(m_block).substr(m_position + kPieceHead, length);
        const bool good = length <= left - kPieceHead && type >= 1 && type <= 4 &&
                          crc32(head.substr(6, 1), bytes) == littleEndian32(head);
        if (!good) {
            note("damaged up to the end of the block");
            m_position = m_block.size();
            continue;
        }
        m_position += kPieceHead + length;
        return Found{static_cast<Piece>(type), bytes};
    }
}

std::optional<std::string> WandbRecords::next() {
    std::string record;
    bool inside = false;
    while (const auto found = nextPiece()) {
        const bool begins = found->piece == Piece::Full || found->piece == Piece::First;
        if (begins && inside) note("a record without its end is left out");
        if (!begins && !inside) {
            note("a part of a record without its beginning is left out");
            continue;
        }
        if (begins) record.clear();
        inside = true;
        record += found->bytes;
        if (record.size() > kLongestRecord) {
            note("a record of more than 256 MiB is left out");
            inside = false;
            continue;
        }
        if (found->piece == Piece::Full || found->piece == Piece::Last) return record;
    }
    if (inside) note("the file ends in the middle of a record");
    return std::nullopt;
}

} // namespace slipway::track::transfer
