#include <cmath>
#include <random>

#include <QTest>

#include "core/base/json.h"
#include "core/label/agreement/agreement_totals.h"
#include "core/label/agreement/category_agreement.h"
#include "core/label/agreement/coincidences.h"
#include "core/label/agreement/region_match.h"
#include "core/label/agreement/task_agreement.h"

using namespace slipway;
using namespace slipway::label;

namespace {

bool near(std::optional<double> value, double expected, double tolerance = 1e-12) {
    return value && std::abs(*value - expected) <= tolerance;
}

Region regionOf(std::string label, Shape shape) {
    Region region;
    region.id = newRegionId();
    region.label = std::move(label);
    region.shape = std::move(shape);
    return region;
}

Annotation answerOf(std::string person, std::vector<Region> regions) {
    Annotation answer;
    answer.annotator = std::move(person);
    answer.regions = std::move(regions);
    return answer;
}

Annotation classOf(std::string person, std::vector<std::string> labels) {
    Annotation answer;
    answer.annotator = std::move(person);
    for (auto& label : labels) answer.classes.push_back({"", std::move(label), {}});
    return answer;
}

Item picture() {
    Item item;
    item.width = 200;
    item.height = 100;
    return item;
}

/// A box as a polygon with a corner in the middle of its left side.
Polygon polygonOf(const Box& box) {
    auto ring = cornersOf(box);
    ring.push_back({box.left, box.top + box.height / 2});
    return {{{ring, {}}}};
}

} // namespace

class TestAgreement : public QObject {
    Q_OBJECT
private slots:
    void kappaOfTwoPeople() {
        // Worked by hand: p_o = 35/50, p_e = (25·30 + 25·20)/2500 = 1/2.
        QVERIFY(near(cohenKappa({{20, 5}, {10, 15}}), 0.4));
        // Weighted: Σwo/Σwe with three ordered categories.
        const CountTable table{{10, 2, 1}, {3, 10, 2}, {0, 4, 8}};
        const double n = 40, rows[] = {13, 15, 12}, columns[] = {13, 16, 11};
        for (const bool squared : {false, true}) {
            double observed = 0, expected = 0;
            for (int i = 0; i < 3; ++i)
                for (int j = 0; j < 3; ++j) {
                    const double w = squared ? (i - j) * (i - j) : std::abs(i - j);
                    observed += w * static_cast<double>(table[i][j]) / n;
                    expected += w * rows[i] * columns[j] / n / n;
                }
            const auto weighting = squared ? Weighting::Quadratic : Weighting::Linear;
            QVERIFY(near(cohenKappa(table, weighting), 1 - observed / expected));
        }
    }
    void kappaIsOpenWhenChanceExplainsAll() {
        QVERIFY(!cohenKappa({{7, 0}, {0, 0}}));
        QVERIFY(!cohenKappa({}));
        QVERIFY(!fleissKappa({{3, 0}, {3, 0}}));
        QVERIFY(!fleissKappa({{1, 0}}));
    }
    void kappaOfManyPeople() {
        // The table of Fleiss 1971 as worked through in textbooks: 10 items, 14 people, κ = 0.20993.
        const CountTable table{{0, 0, 0, 0, 14}, {0, 2, 6, 4, 2}, {0, 0, 3, 5, 6}, {0, 3, 9, 2, 0}, {2, 2, 8, 1, 1},
            {7, 7, 0, 0, 0}, {3, 2, 6, 3, 0}, {2, 5, 3, 2, 2}, {6, 5, 2, 1, 0}, {0, 2, 2, 3, 7}};
        QVERIFY(near(fleissKappa(table), 0.20993, 1e-5));
    }
    void itemsWithAnotherNumberOfRatingsAreLeftOutOfFleiss() {
        FleissSums sums;
        const std::vector<std::pair<std::size_t, std::int64_t>> agree{{0, 3}}, mixed{{0, 1}, {1, 2}}, two{{1, 2}};
        sums.add(agree);
        sums.add(mixed);
        const auto before = sums.kappa();
        sums.add(two);
        const auto with = sums.kappa();
        QCOMPARE(with->value, before->value);
        QCOMPARE(with->items, 2);
        QCOMPARE(with->ratings, 3);
    }
    void alphaOfTheTextbookTable() {
        // Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C: four observers, twelve units,
        // missing values. nominal 0.743, ordinal 0.815, interval 0.849, ratio 0.797.
        const double none = NAN;
        const std::vector<std::vector<double>> observers{{1, 2, 3, 3, 2, 1, 4, 1, 2, none, none, none},
            {1, 2, 3, 3, 2, 2, 4, 1, 2, 5, none, 3}, {none, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, none},
            {1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, none}};
        Coincidences coincidences;
        for (std::size_t unit = 0; unit < 12; ++unit) {
            std::vector<double> ratings;
            for (const auto& observer : observers)
                if (!std::isnan(observer[unit])) ratings.push_back(observer[unit]);
            coincidences.add(ratings);
        }
        QCOMPARE(coincidences.units(), 11);
        QVERIFY(near(coincidences.alpha(Scale::Nominal), 0.743, 0.0005));
        QVERIFY(near(coincidences.alpha(Scale::Ordinal), 0.815, 0.0005));
        QVERIFY(near(coincidences.alpha(Scale::Interval), 0.849, 0.0005));
        QVERIFY(near(coincidences.alpha(Scale::Ratio), 0.797, 0.0005));
    }
    void unitsThatWereTakenAwayLeaveNothing() {
        std::mt19937 random(3);
        Coincidences kept, changed;
        for (int i = 0; i < 300; ++i) {
            std::vector<double> ratings(random() % 6);
            for (auto& rating : ratings) rating = static_cast<double>(random() % 5);
            changed.add(ratings);
            if (i % 3 == 0)
                changed.remove(ratings);
            else
                kept.add(ratings);
        }
        for (const auto scale : {Scale::Nominal, Scale::Ordinal, Scale::Interval, Scale::Ratio})
            QCOMPARE(*changed.alpha(scale), *kept.alpha(scale));
        QCOMPARE(changed.units(), kept.units());
    }

    void boxesPairByDescendingOverlap() {
        const auto a = answerOf("a", {regionOf("cat", Box{0, 0, 10, 10}), regionOf("cat", Box{50, 0, 10, 10})});
        // The second box overlaps the first by 9/11, the third by exactly 0.6 of a smaller one; one is left over.
        const auto b = answerOf("b", {regionOf("cat", Box{0, 0, 10, 6}), regionOf("cat", Box{1, 0, 10, 10}),
                                         regionOf("dog", Box{50, 0, 10, 10})});
        const auto pair = pairAgreement(picture(), a, b);
        QVERIFY(near(pair.regionF1, 2.0 * 1 / 5));
        QVERIFY(near(pair.meanIou, 9.0 / 11));
        QCOMPARE(pair.labels.at("cat").pairs, 1);
        QCOMPARE(pair.labels.at("dog").second, 1);
        QVERIFY(!pair.pixelIou);
    }
    void overlapOfExactlyAHalfIsAPairAndLessIsNot() {
        const auto a = answerOf("a", {regionOf("x", Box{0, 0, 10, 10})});
        QVERIFY(near(pairAgreement(picture(), a, answerOf("b", {regionOf("x", Box{0, 0, 10, 5})})).regionF1, 1));
        QVERIFY(near(pairAgreement(picture(), a, answerOf("b", {regionOf("x", Box{0, 0, 10, 4.99})})).regionF1, 0));
    }
    void twoWhoSawNothingAgree() {
        QCOMPARE(pairAgreement(picture(), answerOf("a", {}), answerOf("b", {})).score, 1.0);
        QCOMPARE(
            pairAgreement(picture(), answerOf("a", {}), answerOf("b", {regionOf("x", Box{1, 1, 5, 5})})).score, 0.0);
    }
    void polygonsAndMasksAreComparedByPixels() {
        const auto a = answerOf("a", {regionOf("x", polygonOf({0, 0, 40, 20}))});
        const std::vector<std::uint8_t> on(40 * 15, 1);
        const auto b = answerOf("b", {regionOf("x", Mask::fromPixels(0, 5, 40, 15, on))});
        const auto pair = pairAgreement(picture(), a, b);
        QVERIFY(near(pair.regionF1, 1));
        QVERIFY(near(pair.meanIou, 0.75));
        QVERIFY(near(pair.pixelIou, 0.75));
    }
    void pixelsOfOneLabelCountTogether() {
        // One painted a field whole, the other in two pieces: no pair reaches a half, the pixels are all the same.
        const auto a = answerOf("a", {regionOf("x", polygonOf({0, 0, 40, 20}))});
        const auto b =
            answerOf("b", {regionOf("x", polygonOf({0, 0, 14, 20})), regionOf("x", polygonOf({14, 0, 13, 20})),
                              regionOf("x", polygonOf({27, 0, 13, 20}))});
        const auto pair = pairAgreement(picture(), a, b);
        QVERIFY(near(pair.regionF1, 0));
        QVERIFY(near(pair.pixelIou, 1));
    }
    void tracksAreComparedFrameByFrame() {
        const auto trackOf = [](double x, std::int64_t last) {
            Track track;
            track.keyframes.push_back({0, false, false, Box{x, 0, 10, 10}, {}});
            track.keyframes.push_back({last, false, false, Box{x + 90, 0, 10, 10}, {}});
            track.keyframes.push_back({last + 1, true, false, Box{x + 90, 0, 10, 10}, {}});
            return track;
        };
        QCOMPARE(similarity(trackOf(0, 50), trackOf(0, 50), {200, 100}), 1.0);
        const double shifted = similarity(trackOf(0, 50), trackOf(1, 50), {200, 100});
        QVERIFY(std::abs(shifted - 9.0 / 11) < 1e-9);
    }
    void linesAndJointsAreComparedByDistance() {
        const double reach = 0.05 * std::hypot(200, 100);
        const FrameShape a = Polyline{{{10, 10}, {60, 10}}}, b = Polyline{{{10, 12}, {60, 12}}};
        QVERIFY(std::abs(similarity({a, {200, 100}}, {b, {200, 100}}) - (1 - 2 / reach)) < 1e-9);
        const FrameShape p =
            Keypoints{{{{10, 10}, Visibility::Visible, "nose"}, {{20, 20}, Visibility::Visible, "ear"}}};
        const FrameShape q =
            Keypoints{{{{20, 20}, Visibility::Visible, "ear"}, {{10, 13}, Visibility::Hidden, "nose"}}};
        QVERIFY(std::abs(similarity({p, {200, 100}}, {q, {200, 100}}) - (1 - 1.5 / reach)) < 1e-9);
        QCOMPARE(similarity({a, {200, 100}}, {p, {200, 100}}), 0.0);
    }
    void spansMatchExactlyAndSofterByCharacters() {
        const auto a = answerOf("a", {regionOf("PER", Span{0, 5}), regionOf("LOC", Span{10, 20})});
        const auto b = answerOf("b", {regionOf("PER", Span{0, 5}), regionOf("LOC", Span{15, 25})});
        const auto pair = pairAgreement(Item(), a, b);
        QVERIFY(near(pair.spanF1, 0.5));
        QVERIFY(near(pair.characterIou, 10.0 / 20)); // 5 + 5 of 5 + 15
        QVERIFY(near(pair.score, 0.5));
    }
    void overlappingSpansOfOnePersonCountTheirCharactersOnce() {
        const auto a = answerOf("a", {regionOf("x", Span{0, 10}), regionOf("x", Span{5, 15})});
        const auto b = answerOf("b", {regionOf("x", Span{0, 15})});
        QVERIFY(near(pairAgreement(Item(), a, b).characterIou, 1));
    }

    void aTaskAgreesAsItsPairsDo() {
        const auto task = taskAgreement(Item(), {classOf("c", {"dog"}), classOf("a", {"cat"}), classOf("b", {"cat"})});
        QCOMPARE(task.pairs.size(), 3);
        QVERIFY(near(task.score, 1.0 / 3));
        QCOMPARE(task.pairs[0].first, "a");
        QCOMPARE(task.pairs[0].second, "b");
        QCOMPARE(task.pairs[0].score, 1.0);
        const auto several = taskAgreement(Item(), {classOf("a", {"cat", "dog"}), classOf("b", {"cat"})});
        QVERIFY(near(several.score, 2.0 / 3));
        QCOMPARE(several.classes[0].votes[0].second, "cat + dog");
    }
    void skipsAndGroundTruthsAreNoAnswers() {
        auto skip = classOf("b", {"dog"}), gold = classOf("c", {"dog"});
        skip.skipped = true;
        gold.groundTruth = true;
        const auto task = taskAgreement(Item(), {classOf("a", {"cat"}), skip, gold});
        QVERIFY(!task.score);
        QVERIFY(task.pairs.empty());
    }

    void totalsAreTheSameWhateverCameAndWent() {
        std::mt19937 random(8);
        const std::vector<std::string> people{"ada", "bo", "cy", "di"}, labels{"1", "2", "3", "10"};
        const auto randomTask = [&] {
            std::vector<Annotation> answers;
            for (const auto& person : people) {
                if (random() % 3 == 0) continue;
                auto answer = classOf(person, {labels[random() % 4]});
                for (std::size_t i = random() % 3; i > 0; --i)
                    answer.regions.push_back(regionOf(labels[i], Box{double(random() % 10), 0, 20, 20}));
                answers.push_back(std::move(answer));
            }
            return taskAgreement(picture(), answers);
        };
        AgreementTotals changed, direct;
        std::vector<TaskAgreement> kept;
        for (int i = 0; i < 200; ++i) {
            const auto task = randomTask();
            changed.add(task);
            if (i % 4 == 0)
                changed.remove(task);
            else
                kept.push_back(task);
        }
        std::ranges::shuffle(kept, random);
        for (const auto& task : kept) direct.add(task);
        QCOMPARE(changed.toJson().dump(), direct.toJson().dump());
        const auto read = AgreementTotals::fromJson(parseJson(changed.toJson().dump(), "totals").value());
        QVERIFY(read.has_value());
        QCOMPARE(read->toJson().dump(), changed.toJson().dump());

        double sum = 0;
        int tasks = 0;
        Coincidences coincidences;
        CountTable counts(4, std::vector<std::int64_t>(4));
        const auto place = [&](const std::string& label) {
            return static_cast<std::size_t>(std::ranges::find(labels, label) - labels.begin());
        };
        for (const auto& task : kept) {
            if (task.score) sum += *task.score, ++tasks;
            for (const auto& votes : task.classes) {
                std::vector<double> ratings;
                std::map<std::string, std::string> chosen(votes.votes.begin(), votes.votes.end());
                for (const auto& [person, label] : chosen) ratings.push_back(std::stod(label));
                coincidences.add(ratings);
                if (chosen.contains("ada") && chosen.contains("cy"))
                    ++counts[place(chosen.at("ada"))][place(chosen.at("cy"))];
            }
        }
        QCOMPARE(direct.tasks(), tasks);
        QVERIFY(near(direct.mean(), sum / tasks, 1e-9));
        for (const auto scale : {Scale::Nominal, Scale::Ordinal, Scale::Interval, Scale::Ratio})
            QVERIFY(near(direct.alpha("", scale), *coincidences.alpha(scale), 1e-9));
        for (const auto weighting : {Weighting::None, Weighting::Linear, Weighting::Quadratic}) {
            QVERIFY(near(direct.cohen("", "ada", "cy", weighting), *cohenKappa(counts, weighting)));
            QVERIFY(near(direct.cohen("", "cy", "ada", weighting), *cohenKappa(counts, weighting)));
        }
        QVERIFY(direct.fleiss("").has_value());
        QCOMPARE(direct.people().size(), 4);
        QCOMPARE(direct.pairs().size(), 6);
    }
    void emptiedTotalsAreEmpty() {
        AgreementTotals totals;
        const auto task = taskAgreement(picture(), {classOf("a", {"x"}), classOf("b", {"y"})});
        totals.add(task);
        QVERIFY(near(totals.mean(), 0));
        totals.remove(task);
        QCOMPARE(totals.toJson().dump(), AgreementTotals().toJson().dump());
        QVERIFY(!totals.mean() && !totals.alpha("") && !totals.fleiss("") && !totals.cohen("", "a", "b"));
    }
    void eachClassHasItsOwnAgreement() {
        AgreementTotals totals;
        for (int i = 0; i < 3; ++i) totals.add(taskAgreement(Item(), {classOf("a", {"x"}), classOf("b", {"x"})}));
        totals.add(taskAgreement(Item(), {classOf("a", {"x"}), classOf("b", {"y"})}));
        const auto classes = totals.classes("");
        QCOMPARE(classes.size(), 2);
        QVERIFY(near(classes[0].mean, 6.0 / 7)); // 2·3 / (4 + 3)
        QVERIFY(near(classes[1].mean, 0));
    }
    void brokenStoredTotalsAreRefused() {
        for (const auto* text :
            {"[]", "{}", R"({"version":2})", R"({"version":1,"all":[1],"pairs":[],"labels":[],"questions":[]})",
                R"({"version":1,"all":[1,2],"pairs":[["a",3]],"labels":[],"questions":[]})",
                R"({"version":1,"all":[1,2],"pairs":[],"labels":[],"questions":[["",[[1,[["x","y"]]]],[]]]})"})
            QVERIFY2(!AgreementTotals::fromJson(parseJson(text, "totals").value()), text);
    }
    void manyBoxesAreComparedByTheirNeighbours() {
        std::mt19937 random(5);
        std::vector<Region> first, second;
        for (int i = 0; i < 5000; ++i) {
            const Box box{double(random() % 100000), double(random() % 5000), 20, 20};
            first.push_back(regionOf("x", box));
            second.push_back(regionOf("x", Box{box.left + 1, box.top, 20, 20}));
        }
        const auto pair = pairAgreement(Item(), answerOf("a", first), answerOf("b", second));
        QVERIFY(pair.regionF1.value() > 0.99);
    }
};

QTEST_GUILESS_MAIN(TestAgreement)
#include "tst_agreement.moc"
