#include <cstdint>
#include <string>
#include <string_view>

#include <zlib.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/journal_records.h"
#include "tests/fuzz/require.h"
#include "tests/fuzz/scratch_file.h"

using namespace slipway;
using namespace slipway::label;

namespace {

void put(std::string& bytes, std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>((value >> shift) & 0xFF);
}

/// A journal whose records are the lines, each with a checksum that fits.
std::string journalOf(std::string_view lines, std::size_t tornOff) {
    std::string bytes(kJournalHead);
    for (const auto& line : split(lines, '\n')) {
        put(bytes, static_cast<std::uint32_t>(line.size()));
        put(bytes,
            static_cast<std::uint32_t>(crc32_z(0, reinterpret_cast<const unsigned char*>(line.data()), line.size())));
        bytes += line;
    }
    bytes.resize(bytes.size() - std::min(tornOff, bytes.size()));
    return bytes;
}

/// An edit fits and can be taken back, or it does not and nothing is changed.
void take(const Edit& edit, Annotation& annotation) {
    const auto before = annotation;
    if (!apply(edit, annotation)) {
        REQUIRE(annotation == before);
        return;
    }
    auto back = annotation;
    REQUIRE(apply(inverse(edit), back) && back == before);
}

void replay(const std::vector<Gesture>& gestures) {
    if (const auto history = History::replay(gestures); !history) REQUIRE(!history.error().message.empty());
    History history;
    Annotation annotation;
    for (const auto& gesture : gestures) {
        if (gesture.kind == GestureKind::Edit)
            take(gesture.edit, annotation);
        else if (const auto* step = gesture.kind == GestureKind::Undo ? history.undoEdit() : history.redoEdit())
            take(gesture.kind == GestureKind::Undo ? inverse(*step) : *step, annotation);
        history.record(gesture);
    }
}

/// What the records say is written again as the same.
void requireSameAgain(const JournalRecords& records) {
    std::string bytes(kJournalHead);
    for (const auto& gesture : records.gestures) bytes += *toRecord(gesture);
    if (records.ending) bytes += *toRecord(*records.ending);
    const auto again = readRecords(bytes, "again");
    REQUIRE(again && again->end == bytes.size() && !again->damaged);
    REQUIRE(again->gestures == records.gestures && again->ending == records.ending);
}

/// Work goes on behind the last whole record.
void goOn(std::string_view bytes, const JournalRecords& records) {
    static const ScratchFile file("in.journal");
    file.write(bytes);
    {
        const auto journal = Journal::open(file.path());
        REQUIRE(journal);
        REQUIRE((*journal)->takeFound() == records.gestures && (*journal)->takeEnding() == records.ending);
        REQUIRE((*journal)->append(Gesture{1, 1, "a", "ada", 0, GestureKind::Edit, {}}));
    }
    bool cut = true;
    const auto read = Journal::read(file.path(), &cut);
    REQUIRE(read && !cut && read->size() == records.gestures.size() + 1);
    std::filesystem::remove(file.path().string() + ".damaged");
}

void readJournal(const std::string& bytes) {
    const auto records = readRecords(bytes, "journal");
    if (!records) {
        REQUIRE(!records.error().message.empty());
        return;
    }
    REQUIRE(records->end <= bytes.size());
    const auto whole = readRecords(std::string_view(bytes).substr(0, records->end), "whole");
    REQUIRE(whole && whole->end == records->end && whole->gestures == records->gestures);
    requireSameAgain(*records);
    replay(records->gestures);
    if (bytes.size() % 8 == 0) goOn(bytes, *records); // it starts a thread, so not each time
}

} // namespace

/// First byte: 0 for a file as it stands; else the rest are lines, and that many bytes less 1 are torn off the end.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
    readJournal(data[0] == 0 ? std::string(rest) : journalOf(rest, data[0] - std::size_t{1}));
    return 0;
}
