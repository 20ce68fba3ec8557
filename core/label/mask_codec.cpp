// Run lengths as other programs pack them: COCO's text, Label Studio's bits.
#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "core/label/mask.h"

namespace slipway::label {

namespace {

std::unexpected<Error> brokenRuns(std::string_view what) {
    return fail(
        ErrorCode::BadData, fmt::format("the packed runs of a mask {}", what), "Write the mask again from its source");
}

} // namespace

std::string compressRuns(const std::vector<std::uint32_t>& runs) {
    std::string text;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        std::int64_t value = runs[i];
        if (i > 2) value -= runs[i - 2];
        for (bool more = true; more;) {
            auto group = static_cast<char>(value & 0x1f);
            value >>= 5;
            more = (group & 0x10) ? value != -1 : value != 0;
            if (more) group = static_cast<char>(group | 0x20);
            text += static_cast<char>(group + 48);
        }
    }
    return text;
}

Result<std::vector<std::uint32_t>> decompressRuns(std::string_view text, std::size_t mostRuns) {
    constexpr int mostGroups = 7; // 35 bits hold the difference of two 32-bit runs
    std::vector<std::uint32_t> runs;
    for (std::size_t at = 0; at < text.size();) {
        if (runs.size() == mostRuns) return brokenRuns(fmt::format("are more than {}", mostRuns));
        std::int64_t value = 0;
        int groups = 0;
        for (bool more = true; more; ++groups) {
            if (at == text.size()) return brokenRuns("end in the middle of a number");
            const int group = static_cast<unsigned char>(text[at++]) - 48;
            if (group < 0 || group > 0x3f) return brokenRuns("hold a character that COCO does not use");
            if (groups == mostGroups) return brokenRuns("hold a number that is too large");
            value |= std::int64_t{group & 0x1f} << (5 * groups);
            more = (group & 0x20) != 0;
            if (!more && (group & 0x10)) value -= std::int64_t{1} << (5 * (groups + 1));
        }
        if (runs.size() > 2) value += runs[runs.size() - 2];
        if (value < 0 || value > std::int64_t{0xffffffff}) return brokenRuns("hold a length that cannot be");
        runs.push_back(static_cast<std::uint32_t>(value));
    }
    return runs;
}

namespace {

constexpr std::array<int, 4> kRunWidths{3, 4, 8, 16};

class BitWriter {
public:
    void put(std::uint64_t value, int bits) {
        for (int bit = bits - 1; bit >= 0; --bit) {
            if (m_free == 0) {
                m_bytes.push_back(0);
                m_free = 8;
            }
            m_bytes.back() = static_cast<std::uint8_t>(m_bytes.back() | (((value >> bit) & 1) << --m_free));
        }
    }
    std::vector<std::uint8_t> take() && { return std::move(m_bytes); }

private:
    std::vector<std::uint8_t> m_bytes;
    int m_free = 0;
};

class BitReader {
public:
    explicit BitReader(const std::vector<std::uint8_t>& bytes) : m_bytes(bytes) {}
    std::optional<std::uint32_t> take(int bits) {
        if (m_at + static_cast<std::size_t>(bits) > m_bytes.size() * 8) return std::nullopt;
        std::uint32_t value = 0;
        for (int i = 0; i < bits; ++i, ++m_at) value = (value << 1) | ((m_bytes[m_at / 8] >> (7 - m_at % 8)) & 1u);
        return value;
    }

private:
    const std::vector<std::uint8_t>& m_bytes;
    std::size_t m_at = 0;
};

/// Runs of pixels, background first, out of runs of RGBA values: a pixel is on when its alpha is.
class AlphaRuns {
public:
    void add(std::uint64_t values, bool on) {
        const auto end = m_values + values;
        const auto pixels = end / 4 - m_values / 4; // alpha is the fourth value
        m_values = end;
        if (pixels == 0) return;
        if (on != (m_runs.size() % 2 == 0)) m_runs.push_back(0);
        m_runs.back() += static_cast<std::uint32_t>(pixels);
    }
    std::vector<std::uint32_t> take() && { return std::move(m_runs); }

private:
    std::uint64_t m_values = 0;
    std::vector<std::uint32_t> m_runs{0};
};

void putRun(BitWriter& bits, std::uint64_t length, std::uint8_t value) {
    while (length > 0) {
        const auto step = std::min<std::uint64_t>(length, 65'536);
        unsigned choice = 0;
        while (step > (std::uint64_t{1} << kRunWidths[choice])) ++choice;
        bits.put(1, 1);
        bits.put(choice, 2);
        bits.put(step - 1, kRunWidths[choice]);
        bits.put(value, 8);
        length -= step;
    }
}

} // namespace

std::vector<std::uint8_t> encodeBrush(const Mask& mask, int width, int height) {
    const auto count = static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height) * 4;
    if (width <= 0 || height <= 0 || count > 0xffffffffu) return {};
    BitWriter bits;
    bits.put(count, 32);
    bits.put(8 - 1, 5);
    for (const int runWidth : kRunWidths) bits.put(static_cast<std::uint64_t>(runWidth - 1), 4);
    std::uint8_t value = 0;
    for (const auto run : rowRuns(mask, width, height)) {
        putRun(bits, std::uint64_t{run} * 4, value);
        value = value ? 0 : 255;
    }
    return std::move(bits).take();
}

Result<Mask> decodeBrush(const std::vector<std::uint8_t>& bytes, int width, int height) {
    BitReader bits(bytes);
    const auto count = bits.take(32), wordBits = bits.take(5);
    if (!count || !wordBits) return brokenRuns("are cut short");
    if (width <= 0 || height <= 0 ||
        *count != static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height) * 4)
        return brokenRuns(fmt::format("are for {} values, not for {} × {} pixels", *count, width, height));
    std::array<int, 4> runWidths{};
    for (auto& runWidth : runWidths) {
        const auto value = bits.take(4);
        if (!value) return brokenRuns("are cut short");
        runWidth = static_cast<int>(*value) + 1;
    }
    const int word = static_cast<int>(*wordBits) + 1;
    AlphaRuns runs;
    for (std::uint64_t done = 0; done < *count;) {
        const auto isRun = bits.take(1), choice = bits.take(2);
        if (!isRun || !choice) return brokenRuns("are cut short");
        const auto lengthLess1 = bits.take(runWidths[*choice]);
        if (!lengthLess1) return brokenRuns("are cut short");
        const std::uint64_t length = *lengthLess1 + std::uint64_t{1};
        if (length > *count - done) return brokenRuns("go past the end of the picture");
        for (std::uint64_t i = 0; i < length; i += *isRun ? length : 1) {
            const auto value = bits.take(word);
            if (!value) return brokenRuns("are cut short");
            runs.add(*isRun ? length : 1, *value > 0);
        }
        done += length;
    }
    return Mask::fromRowRuns(0, 0, width, height, std::move(runs).take());
}

} // namespace slipway::label
