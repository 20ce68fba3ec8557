#include <algorithm>
#include <random>

#include <QTest>

#include "core/base/json.h"
#include "core/label/packet_file.h"
#include "core/label/packet_items.h"
#include "tests/core/label/label_fixture.h"

using namespace slipway;
using namespace slipway::label;
using testkit::LabelFixture;
namespace fs = std::filesystem;

namespace {

/// All that counts of a project's answers, whatever the ids of rows are.
std::string stateOf(const LabelStore& store, const Project& project, std::int64_t tasks) {
    std::string text;
    for (std::int64_t n = 1; n <= tasks; ++n) {
        const auto task = LabelFixture::must(store.taskNumber(project.id, n));
        text += std::to_string(n) + " " + std::string(name(task.state)) + "\n";
        auto answers = LabelFixture::must(store.annotations(task.id));
        std::ranges::sort(answers, {}, [](const auto& a) { return a.annotation.id; });
        for (const auto& answer : answers)
            text += dump(toJson(answer.annotation)) + std::string(name(answer.state)) +
                    std::to_string(LabelFixture::must(store.gestures(answer.annotation.id)).size()) + "\n";
    }
    return text;
}

/// A project of the pictures in the fixture's folder.
Project pictures(LabelFixture& f) {
    auto request = f.request("p");
    request.medium = Medium::Image;
    const auto project = LabelFixture::must(f.labels.create(f.ada, request));
    LabelFixture::must(f.labels.addFolder(f.ada, project, f.files.path(), f.progress).has_value());
    return project;
}

/// The packet of these tasks for bob.
fs::path packetForBob(LabelFixture& f, const Project& project, const std::vector<std::int64_t>& tasks) {
    const auto file = f.files.path() / "x.packet";
    LabelFixture::must(f.labels.exportPacket(f.ada, project, tasks, "bob", file, f.progress).has_value());
    return file;
}

/// Somebody else's workspace, where everybody is "ada".
struct Away : LabelFixture {
    Project take(const fs::path& packet) {
        const auto merged = must(labels.mergePacket(ada, packet, progress));
        return must(labels.find(merged.project));
    }
    fs::path back(const Project& project, const fs::path& file) {
        must(labels.exportAnswers(ada, project, {}, file, progress));
        return file;
    }
};

} // namespace

class TestPacket : public QObject {
    Q_OBJECT
private slots:
    void answersComeBackTheSameInEveryOrder() {
        LabelFixture home;
        const auto project = home.project("p", 6, 2);
        home.clock.advance(1000);
        std::vector<fs::path> packets;
        for (const auto& person : {home.bob, home.cy}) {
            const auto file = home.files.path() / (person.name + ".packet");
            QVERIFY(home.labels.exportPacket(home.ada, project, {1, 2, 3, 4}, person.name, file, home.progress)
                    .has_value());
            Away away;
            const auto theirs = away.take(file);
            QCOMPARE(theirs.tasks, std::int64_t{4});
            QCOMPARE(away.task(theirs, 2).item.text, std::string("text 2"));
            for (const std::int64_t n : {1, 2}) away.answer(away.ada, theirs, n, "good");
            packets.push_back(away.back(theirs, home.files.path() / (person.name + "-1.packet")));
            away.clock.advance(5000);
            LabelFixture::mark(*away.open(away.ada, theirs, 1), 1); // changed after the first packet
            QVERIFY(away.open(away.ada, theirs, 3)->skip("no idea"));
            packets.push_back(away.back(theirs, home.files.path() / (person.name + "-2.packet")));
        }
        std::string wanted;
        std::vector<std::size_t> order{0, 1, 2, 3};
        // The same workspace as it was before any packet came back, for each order.
        QVERIFY(home.db.backupTo(home.files.path() / "before.db"));
        do {
            LabelFixture f;
            auto copy = std::move(*store::Database::open(home.files.path() / "before.db"));
            std::error_code ignored;
            fs::remove(f.files.path() / "w.db", ignored);
            QVERIFY(copy.backupTo(f.files.path() / "w.db"));
            auto db = std::move(*store::Database::open(f.files.path() / "w.db"));
            access::People people(db);
            access::AuditTrail audit(db);
            event::EventLog events(db);
            lineage::LineageStore lineage(db);
            Ledger ledger(db, people, audit, events, lineage, f.clock);
            data::DatasetService datasets(ledger, f.root());
            LabelService labels(ledger, datasets, f.root());
            for (const auto i : order) QVERIFY(labels.mergePacket(f.ada, packets[i], f.progress).has_value());
            QCOMPARE(labels.mergePacket(f.ada, packets[order[0]], f.progress)->annotations, std::int64_t{0});
            const auto state = stateOf(labels.store(), project, 6);
            if (wanted.empty()) wanted = state;
            QCOMPARE(state, wanted);
        } while (std::ranges::next_permutation(order).found);
        QVERIFY(wanted.find("\"bob\"") != std::string::npos && wanted.find("\"cy\"") != std::string::npos);
    }

    void picturesTravelWithTheirPathsBelowTheRoot() {
        LabelFixture home;
        home.write("deep/a.png", "not looked at");
        const auto project = pictures(home);
        const auto file = packetForBob(home, project, {1});
        Away away;
        const auto theirs = away.take(file);
        QCOMPARE(away.task(theirs, 1).item.path, std::string("deep/a.png"));
        QCOMPARE(*readFile(fileOf(theirs, away.task(theirs, 1).item)), std::string("not looked at"));
        QCOMPARE(home.nextOf(home.cy, project), 0); // it is bob's now
    }

    void pathsThatLeadElsewhereAreNotTaken() {
        LabelFixture home;
        home.write("deep/a.png", "not looked at");
        const auto project = pictures(home);
        const auto file = packetForBob(home, project, {1});
        auto manifest = PacketFile::open(file)->manifest();
        for (const char* path :
            {"/tmp/a.png", "../a.png", "x/../../a.png", "./.hidden.png", "a\\..\\b.png", "x//a.png", ""}) {
            manifest["tasks"][0]["path"] = manifest["tasks"][0]["name"] = path;
            QVERIFY(writePacket(file, manifest, {home.files.path() / "deep/a.png"}));
            Away away;
            const auto theirs = away.take(file);
            QVERIFY2(away.task(theirs, 1).item.path.starts_with("1"), path);
        }
    }

    void answersFindTheirItemsWhateverTheNumbers() {
        LabelFixture home;
        const auto project = home.project("p", 3);
        const auto file = packetForBob(home, project, {1, 2, 3});
        const auto text = [](const std::string& words) {
            Item item;
            item.medium = Medium::Text;
            item.text = words;
            return item;
        };
        Away away;
        const auto theirs = away.take(file);
        QVERIFY(away.labels.addItems(away.ada, theirs, {text("theirs"), text("both")}, away.progress).has_value());
        QVERIFY(home.labels.addItems(home.ada, project, {text("both"), text("ours")}, home.progress).has_value());
        for (const std::int64_t n : {1, 4, 5}) away.answer(away.ada, theirs, n, "good");
        const auto answers = away.back(theirs, home.files.path() / "bob.packet");
        const auto merged = home.labels.mergePacket(home.ada, answers, home.progress);
        QVERIFY2(merged.has_value(), merged ? "" : merged.error().message.c_str());
        QCOMPARE(merged->annotations, std::int64_t{2});
        QCOMPARE(merged->problemCount, std::int64_t{1});
        QVERIFY(merged->problems[0].leftOut);
        QCOMPARE(home.task(project, 1).annotations, 1);
        QCOMPARE(home.task(project, 4).annotations, 1); // "both", their task 5
        QCOMPARE(home.task(project, 5).annotations, 0);

        // The way there: a number that another item has is not its number.
        QVERIFY(home.labels.exportPacket(home.ada, project, {5}, "bob", file, home.progress).has_value());
        QCOMPARE(away.labels.mergePacket(away.ada, file, away.progress)->tasks, std::int64_t{1});
        QCOMPARE(away.task(theirs, 6).item.text, std::string("ours"));
        away.answer(away.ada, theirs, 6, "bad");
        QCOMPARE(
            home.labels.mergePacket(home.ada, away.back(theirs, answers), home.progress)->annotations, std::int64_t{1});
        QCOMPARE(home.task(project, 5).annotations, 1);
    }

    void twoPicturesOfOneNameAreTwoItems() {
        LabelFixture home;
        home.write("a.png", "first");
        const auto project = pictures(home);
        const auto file = packetForBob(home, project, {1});
        Away away;
        const auto theirs = away.take(file);
        Item item;
        for (const char* name : {"b.png", "c.png"}) {
            home.write(name, "of home");
            testkit::LabelFixture::must(
                writeFileAtomically(fs::path(theirs.root) / name, item.path.empty() ? "of bob" : "of home")
                    .has_value());
            item.path = name;
            QVERIFY(home.labels.addItems(home.ada, project, {item}, home.progress).has_value());
            QVERIFY(away.labels.addItems(away.ada, theirs, {item}, away.progress).has_value());
        }
        const auto ours = *home.labels.find("p"); // with its root
        PacketItems here(home.db, ours);
        for (const std::int64_t n : {1, 2, 3}) // b.png is another picture there
            QCOMPARE(here.find(*packetItemOf(away.db, theirs, away.task(theirs, n)))->has_value(), n != 2);
    }

    void aPacketThatWasChangedIsRefused() {
        LabelFixture home;
        const auto project = home.project("p", 3);
        const auto file = packetForBob(home, project, {1, 2});
        const auto bytes = *readFile(file);
        std::mt19937 random(7);
        for (int i = 0; i < 60; ++i) {
            auto changed = bytes;
            if (i % 3 == 0)
                changed.resize(random() % bytes.size());
            else
                changed[random() % bytes.size()] ^= static_cast<char>(1 + random() % 255);
            const auto bad = home.write("bad.packet", changed);
            QCOMPARE(PacketFile::open(bad).has_value(), false);
        }
        QVERIFY(PacketFile::open(file).has_value());
    }

    void aPacketTouchesNobodyElsesAnswers() {
        LabelFixture home;
        const auto project = home.project("p", 2, 2);
        const auto answer = home.answer(home.cy, project, 1, "good");
        const auto file = home.files.path() / "x.packet";
        QVERIFY(home.labels.exportAnswers(home.ada, project, "cy", file, home.progress).has_value());
        auto manifest = PacketFile::open(file)->manifest();
        const auto before = stateOf(home.labels.store(), project, 2);
        // A bob who claims cy's answer, an answer that accepts itself, one for a task that is not there.
        manifest["person"] = "bob";
        QVERIFY(writePacket(file, manifest, {}));
        QCOMPARE(home.labels.mergePacket(home.ada, file, home.progress)->problemCount, std::int64_t{1});
        manifest["annotations"][0]["content"]["annotator"] = "bob";
        manifest["annotations"][0]["revision"] = 99;
        QVERIFY(writePacket(file, manifest, {}));
        QCOMPARE(home.labels.mergePacket(home.ada, file, home.progress)->problemCount, std::int64_t{1});
        manifest["annotations"][0]["content"]["id"] = std::string(32, 'a');
        manifest["annotations"][0]["state"] = "accepted";
        QVERIFY(writePacket(file, manifest, {}));
        QCOMPARE(home.labels.mergePacket(home.ada, file, home.progress)->problemCount, std::int64_t{1});
        manifest["annotations"][0]["item"] = std::string(64, 'a');
        QVERIFY(writePacket(file, manifest, {}));
        QCOMPARE(home.labels.mergePacket(home.ada, file, home.progress)->problemCount, std::int64_t{1});
        QCOMPARE(stateOf(home.labels.store(), project, 2), before);
    }
};

QTEST_GUILESS_MAIN(TestPacket)
#include "tst_packet.moc"
