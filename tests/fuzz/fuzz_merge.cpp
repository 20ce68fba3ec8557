#include <cstdlib>
#include <string>
#include <string_view>

#include "core/base/json.h"
#include "core/label/packet_file.h"
#include "core/label/packet_items.h"
#include "core/store/database.h"
#include "tests/core/label/label_fixture.h"
#include "tests/fuzz/require.h"

using namespace slipway;
using namespace slipway::label;
using testkit::LabelFixture;

namespace {

/// The manifest is about this project: its uid, and items by the number of their task where the name is a number.
void aimAt(Json& manifest, LabelFixture& f, const Project& project) {
    if (!manifest.contains("project") || !manifest["project"].is_object()) return;
    manifest["project"]["uid"] = project.uid;
    for (const char* list : {"tasks", "annotations"}) {
        if (!manifest.contains(list)) continue;
        for (auto& each : manifest[list])
            if (const auto number = integerOr(each, "item", 0); number > 0 && number <= project.tasks)
                putItem(*packetItemOf(f.db, project, f.task(project, number)), each);
    }
}

void requireSound(LabelFixture& f, const std::string& name) {
    const auto project = f.labels.find(name);
    REQUIRE(project);
    for (std::int64_t number = 1; number <= project->tasks && number <= 100; ++number) {
        const auto task = f.labels.store().taskNumber(project->id, number);
        if (!task) continue; // numbers of a packet may have gaps
        const auto answers = f.labels.store().annotations(task->id);
        REQUIRE(answers);
        for (const auto& answer : *answers) {
            const auto gestures = f.labels.store().gestures(answer.annotation.id);
            REQUIRE(gestures && History::replay(*gestures));
        }
    }
    auto check = f.db.prepare("PRAGMA foreign_key_check");
    REQUIRE(check);
    const auto row = check->step();
    REQUIRE(row && !*row);
}

/// Its database in memory.
LabelFixture& fixture() {
    static const int told = ::setenv("TMPDIR", "/dev/shm", 1);
    static LabelFixture f;
    REQUIRE(told == 0);
    return f;
}

/// Taken in twice is the same as once.
void takeIn(LabelFixture& f, const std::filesystem::path& packet) {
    const auto merged = f.labels.mergePacket(f.ada, packet, f.progress);
    if (!merged) {
        REQUIRE(!merged.error().message.empty());
        return;
    }
    requireSound(f, merged->project);
    const auto again = f.labels.mergePacket(f.ada, packet, f.progress);
    REQUIRE(again && again->annotations == 0 && again->tasks == 0);
}

} // namespace

/// First byte: 0 for a packet that comes to a workspace of somebody else, else one that comes home. The rest is the
/// manifest, and behind a line end the bytes of its medium.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) return 0;
    auto& f = fixture();
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto end = std::min(text.find('\n'), text.size());
    auto manifest = parseJson(text.substr(0, end), "manifest");
    if (!manifest || !manifest->is_object()) return 0;
    if (data[0] != 0) aimAt(*manifest, f, f.project("home", 3, 2));
    const auto medium = f.write("medium", text.substr(std::min(end + 1, text.size())));
    const auto packet = f.files.path() / "in.packet";
    if (writePacket(packet, *manifest, {medium})) takeIn(f, packet);
    const auto projects = f.labels.list(); // named: a loop does not keep what a result held
    for (const auto& project : *projects) REQUIRE(f.labels.remove(f.ada, project));
    return 0;
}
