#include <algorithm>
#include <random>

#include <QTest>

#include "ui/label/image/canvas_scene.h"
#include "ui/label/image/region_index.h"

using namespace slipway;
using namespace slipway::ui;

namespace {

std::vector<RegionIndex::Entry> randomBoxes(std::size_t count) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> place(0, 9000), size(0, 120);
    std::vector<RegionIndex::Entry> entries;
    for (std::size_t i = 0; i < count; ++i)
        entries.emplace_back(RegionIndex::Key(i), label::Box{place(random), place(random), size(random), size(random)});
    return entries;
}

std::vector<RegionIndex::Key> byLooking(const std::vector<RegionIndex::Entry>& entries, const label::Box& box) {
    std::vector<RegionIndex::Key> keys;
    for (const auto& [key, bounds] : entries)
        if (bounds.left <= box.right() && box.left <= bounds.right() && bounds.top <= box.bottom() &&
            box.top <= bounds.bottom())
            keys.push_back(key);
    return keys;
}

label::Region box(const std::string& id, label::Box bounds) {
    label::Region region;
    region.id = id;
    region.label = "car";
    region.shape = bounds;
    return region;
}

QStringList idsOf(const SceneList& list) {
    QStringList ids;
    for (const auto& region : list) ids << QString::fromStdString(region->region.id);
    return ids;
}

/// An annotation with the scene that follows it.
struct Followed {
    label::Annotation annotation;
    CanvasScene scene;
    void apply(const label::Edit& edit) {
        if (!label::apply(edit, annotation)) qFatal("the edit does not fit");
        scene.apply(edit, annotation);
    }
};

} // namespace

class TestRegionIndex : public QObject {
    Q_OBJECT
private slots:
    void findsWhatALookAtAllFinds() {
        const auto entries = randomBoxes(3000);
        RegionIndex index;
        index.set(entries);
        for (const label::Box asked : {label::Box{0, 0, 9000, 9000}, {100, 200, 300, 50}, {5000, 5000, 0, 0}})
            QCOMPARE(index.visible(asked), byLooking(entries, asked));
        QCOMPARE(index.at({4000, 4000}, 40), byLooking(entries, {3960, 3960, 80, 80}));
    }

    void followsChanges() {
        auto entries = randomBoxes(500);
        RegionIndex index;
        for (const auto& [key, bounds] : entries) index.insert(key, bounds);
        for (std::size_t i = 0; i < 200; ++i) {
            index.remove(entries[i].first, entries[i].second);
            entries[i].second.left += 300;
            if (i % 2) index.insert(entries[i].first, entries[i].second);
        }
        std::erase_if(entries, [](const auto& entry) { return entry.first < 200 && entry.first % 2 == 0; });
        QCOMPARE(index.size(), entries.size());
        QCOMPARE(index.visible({0, 0, 9999, 9999}), byLooking(entries, {0, 0, 9999, 9999}));
        QCOMPARE(index.visible({2000, 0, 900, 9999}), byLooking(entries, {2000, 0, 900, 9999}));
    }

    void findsRegionsWithoutSize() {
        RegionIndex index;
        index.insert(1, {10, 10, 0, 0});
        QCOMPARE(index.at({12, 10}, 3).size(), std::size_t(1));
        QCOMPARE(index.at({14, 10}, 3).size(), std::size_t(0));
    }

    void aSceneKeepsTheOrderOfItsAnnotation() {
        Followed followed;
        followed.annotation.regions = {box("a", {0, 0, 50, 50}), box("b", {10, 10, 50, 50}), box("c", {20, 20, 5, 5})};
        followed.scene.reset(followed.annotation.regions);
        label::EditBuilder edit("Change", followed.annotation);
        edit.moveTo("a", 2);
        edit.add(box("d", {0, 0, 100, 100}));
        edit.remove("b");
        auto moved = followed.annotation.regions[2];
        moved.shape = label::Box{500, 500, 5, 5};
        edit.change(moved);
        const auto made = std::move(edit).take();
        followed.apply(made);
        QCOMPARE(idsOf(*followed.scene.list()), QStringList({"c", "a", "d"}));
        QCOMPARE(idsOf(followed.scene.visible({0, 0, 100, 100})), QStringList({"a", "d"}));
        followed.apply(label::inverse(made));
        QCOMPARE(idsOf(followed.scene.visible({0, 0, 100, 100})), QStringList({"a", "b", "c"}));
    }

    void aSnapshotStaysAsItWas() {
        Followed followed;
        followed.annotation.regions = {box("a", {0, 0, 50, 50})};
        followed.scene.reset(followed.annotation.regions);
        const auto before = followed.scene.list();
        label::EditBuilder edit("Add", followed.annotation);
        edit.add(box("b", {5, 5, 5, 5}));
        followed.apply(std::move(edit).take());
        QCOMPARE(idsOf(*before), QStringList({"a"}));
        QCOMPARE(idsOf(*followed.scene.list()), QStringList({"a", "b"}));
    }

    void anEditThatWasNotSeenIsMadeGood() {
        Followed followed;
        followed.annotation.regions = {box("a", {0, 0, 50, 50})};
        followed.scene.reset({});
        label::EditBuilder edit("Move", followed.annotation);
        edit.change(box("a", {100, 100, 5, 5}));
        followed.apply(std::move(edit).take());
        QCOMPARE(idsOf(followed.scene.at({102, 102}, 1)), QStringList({"a"}));
    }
};

QTEST_GUILESS_MAIN(TestRegionIndex)
#include "tst_region_index.moc"
