#include <limits>

#include <QTest>

#include "core/base/json.h"
#include "core/label/packet_file.h"
#include "tests/core/label/label_fixture.h"

using namespace slipway;
using namespace slipway::label;
using testkit::LabelFixture;
namespace fs = std::filesystem;

namespace {

/// A packet's manifest with bob's answer of task 1, two gestures long.
Json answered(LabelFixture& f, const Project& project) {
    {
        const auto session = f.open(f.bob, project, 1);
        LabelFixture::mark(*session, 1);
        LabelFixture::mark(*session, 2);
        LabelFixture::must(session->submit().has_value());
    }
    const auto file = f.files.path() / "made.packet";
    LabelFixture::must(f.labels.exportAnswers(f.ada, project, "bob", file, f.progress).has_value());
    auto manifest = LabelFixture::must(PacketFile::open(file)).manifest();
    manifest["annotations"][0]["content"]["id"] = std::string(32, 'a');
    manifest["annotations"][0]["task"] = 2;
    for (auto& gesture : manifest["annotations"][0]["gestures"]) gesture["annotation"] = std::string(32, 'a');
    return manifest;
}

Result<LabelService::Merged> merged(LabelFixture& f, const Json& manifest, const std::vector<fs::path>& media = {}) {
    const auto file = f.files.path() / "hostile.packet";
    LabelFixture::must(writePacket(file, manifest, media).has_value());
    return f.labels.mergePacket(f.ada, file, f.progress);
}

Project pictures(LabelFixture& f, int count) {
    auto request = f.request("p");
    request.medium = Medium::Image;
    const auto project = LabelFixture::must(f.labels.create(f.ada, request));
    for (int i = 0; i < count; ++i) f.write("pics/" + std::to_string(i) + ".png", std::string(5000, 'x'));
    LabelFixture::must(f.labels.addFolder(f.ada, project, f.files.path() / "pics", f.progress).has_value());
    return project;
}

/// The packet of the first `count` pictures, for bob.
fs::path packetOf(LabelFixture& f, int count) {
    const auto project = pictures(f, count);
    std::vector<std::int64_t> numbers;
    for (int i = 1; i <= count; ++i) numbers.push_back(i);
    const auto file = f.files.path() / "x.packet";
    LabelFixture::must(f.labels.exportPacket(f.ada, project, numbers, "bob", file, f.progress).has_value());
    return file;
}

bool canWrite(LabelFixture& f) {
    auto other = LabelFixture::must(store::Database::open(f.root() / "workspace.db"));
    LabelFixture::must(other.exec("PRAGMA busy_timeout = 0").has_value());
    return other.exec("UPDATE label_project SET last_number = last_number").has_value();
}

} // namespace

/// Packets that somebody made to harm: the seal is no signature.
class TestPacketLimits : public QObject {
    Q_OBJECT
private slots:
    void aPacketWithoutItsListsIsRefusedOrEmpty() {
        LabelFixture f;
        const auto project = f.project("p", 2);
        auto manifest = answered(f, project);
        manifest.erase("annotations");
        QCOMPARE(merged(f, manifest)->annotations, std::int64_t{0});
        manifest.erase("tasks");
        QCOMPARE(merged(f, manifest).error().code, ErrorCode::BadData);
        for (const char* key : {"tasks", "annotations", "project"}) {
            manifest[key] = "text";
            (void)merged(f, manifest);
        }
    }

    void numbersThatWouldOverflowAreRefused() {
        LabelFixture f;
        const auto project = f.project("p", 2);
        const auto manifest = answered(f, project);
        const auto most = std::numeric_limits<std::int64_t>::max();
        const auto refused = [&](const Json& changed) {
            const auto done = LabelFixture::must(merged(f, changed));
            return done.annotations == 0 && done.problemCount == 1;
        };
        for (const char* key : {"sequence", "revision"})
            for (const std::int64_t value : {most, std::int64_t{-1}, std::int64_t{1} << 50}) {
                auto changed = manifest;
                changed["annotations"][0][key] = value;
                QVERIFY2(refused(changed), key);
            }
        auto changed = manifest;
        changed["annotations"][0]["sequence"] = 1; // not that of its last gesture
        QVERIFY(refused(changed));
        changed = manifest;
        changed["annotations"][0]["gestures"][1]["seq"] = 1;
        QVERIFY(refused(changed));
        changed = manifest;
        changed["annotations"][0]["gestures"][0]["kind"] = "undo";
        QVERIFY(refused(changed));
        changed = manifest;
        changed["annotations"][0]["gestures"][0]["annotation"] = "another";
        QVERIFY(refused(changed));
        QCOMPARE(LabelFixture::must(merged(f, manifest)).annotations, std::int64_t{1});
    }

    void aSmallFileDoesNotBecomeABigDocument() {
        LabelFixture f;
        const auto project = f.project("p", 2);
        auto manifest = answered(f, project);
        manifest["more"] = std::vector<int>(17'000'000, 0);
        const auto written = writePacket(f.files.path() / "big.packet", manifest, {});
        QCOMPARE(written.error().code, ErrorCode::InvalidArgument);
    }

    void oneFileIsTakenOutForOneTask() {
        LabelFixture home;
        const auto file = packetOf(home, 1);
        auto manifest = LabelFixture::must(PacketFile::open(file)).manifest();
        for (int number = 2; number <= 50; ++number) {
            auto task = manifest["tasks"][0];
            task["number"] = number;
            manifest["tasks"].push_back(task);
        }
        LabelFixture away;
        const auto done = merged(away, manifest, {home.files.path() / "pics/0.png"});
        QVERIFY(done.has_value());
        QCOMPARE(done->tasks, std::int64_t{1});
        QCOMPARE(done->problemCount, std::int64_t{49});
        std::uintmax_t bytes = 0;
        for (const auto& entry : fs::recursive_directory_iterator(away.root() / "label"))
            if (entry.is_regular_file()) bytes += entry.file_size();
        QCOMPARE(bytes, std::uintmax_t{5000});
    }

    void filesArePackedWhileOthersWrite() {
        LabelFixture f;
        const auto project = pictures(f, 3);
        int told = 0, free = 0;
        Progress progress([&](double, const std::string&) {
            ++told;
            free += canWrite(f);
        });
        const auto file = f.files.path() / "x.packet";
        QVERIFY(f.labels.exportPacket(f.ada, project, {1, 2, 3}, "bob", file, progress).has_value());
        QVERIFY(told >= 3);
        QCOMPARE(free, told);
    }

    void filesAreTakenOutWhileOthersWrite() {
        LabelFixture home;
        const auto file = packetOf(home, 3);
        LabelFixture away;
        int told = 0, free = 0;
        Progress progress([&](double, const std::string& what) {
            if (what.find("file") == std::string::npos) return;
            ++told;
            free += canWrite(away);
        });
        QVERIFY(away.labels.mergePacket(away.ada, file, progress).has_value());
        QVERIFY(told >= 3);
        QCOMPARE(free, told);
        QCOMPARE(away.labels.find("p")->tasks, std::int64_t{3});
    }

    void aPacketThatIsGivenUpLeavesNoFiles() {
        LabelFixture home;
        const auto file = packetOf(home, 3);
        LabelFixture away;
        Progress progress([&](double, const std::string&) { progress.cancel(); });
        QCOMPARE(away.labels.mergePacket(away.ada, file, progress).error().code, ErrorCode::Cancelled);
        QVERIFY(away.labels.list()->empty());
        for (const auto& entry : fs::recursive_directory_iterator(away.root()))
            QVERIFY(entry.path().extension() != ".png");
    }
};

QTEST_GUILESS_MAIN(TestPacketLimits)
#include "tst_packet_limits.moc"
