#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <string_view>

#include "core/track/transfer/problems.h"

namespace slipway::track::transfer {

/// Records of a TensorBoard file (TFRecord): length, its checksum, bytes, their checksum. One whose bytes are damaged
/// is counted and passed over; after a damaged length the next good one is looked for. A file cut short keeps what is
/// before, and says where it ends.
class TfRecords {
public:
    TfRecords(std::istream& in, std::string where, Problems& problems)
        : m_in(in), m_where(std::move(where)), m_problems(problems) {}

    struct Record {
        std::string bytes;
        std::uint64_t at = 0; ///< where the bytes begin in the file
    };
    std::optional<Record> next();

private:
    std::optional<std::uint64_t> nextLength();

    std::istream& m_in;
    std::string m_where;
    Problems& m_problems;
    std::uint64_t m_position = 0;
};

/// Records of a `.wandb` file: 7 bytes of head, then LevelDB's log: blocks of 32 KiB with pieces of records, each piece
/// with a checksum. What is damaged is counted and passed over, at worst to the next block.
class WandbRecords {
public:
    WandbRecords(std::istream& in, std::string where, Problems& problems);

    /// Does the file begin as one of W&B's does?
    bool isWandb() const { return m_isWandb; }
    std::optional<std::string> next();

private:
    enum class Piece { Full = 1, First = 2, Middle = 3, Last = 4 };
    bool nextBlock();
    struct Found {
        Piece piece;
        std::string_view bytes;
    };
    std::optional<Found> nextPiece();
    void note(std::string what);

    std::istream& m_in;
    std::string m_where;
    Problems& m_problems;
    bool m_isWandb = false;
    std::string m_block;
    std::uint64_t m_blockAt = 0; ///< of the file
    std::size_t m_position = 0;  ///< in the block
};

} // namespace slipway::track::transfer
