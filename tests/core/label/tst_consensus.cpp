#include <cmath>
#include <random>

#include <QTest>

#include "core/label/agreement/consensus.h"
#include "core/label/agreement/dawid_skene.h"
#include "core/label/agreement/task_agreement.h"

using namespace slipway;
using namespace slipway::label;

namespace {

Region regionOf(std::string label, Shape shape) {
    Region region;
    region.id = newRegionId();
    region.label = std::move(label);
    region.shape = std::move(shape);
    return region;
}

Annotation answerOf(std::string person, std::vector<Region> regions, std::vector<std::string> classes = {}) {
    Annotation answer;
    answer.annotator = std::move(person);
    answer.regions = std::move(regions);
    for (auto& label : classes) answer.classes.push_back({"", std::move(label), {}});
    return answer;
}

Item picture() {
    Item item;
    item.width = 200;
    item.height = 100;
    return item;
}

bool isNear(double a, double b, double tolerance) {
    return std::abs(a - b) <= tolerance;
}

/// Table 1 of Dawid and Skene 1979: how five anaesthetists judged 45 patients' fitness, 1 … 4; the first one three
/// times. A row a patient, a digit a judgement.
const char* const kPatients[] = {"1111111", "3334334", "1122122", "2223121", "2223222", "2223322", "1222111", "3333433",
    "2222223", "2322223", "4444444", "2223343", "1111111", "2223212", "1211111", "1112111", "1111111", "1111111",
    "2222221", "2221322", "2222222", "2222221", "2223222", "2212222", "1111111", "1111111", "2322222", "1111111",
    "1111111", "1121121", "1111111", "3333233", "1111111", "2222222", "2223232", "4334343", "2212232", "2323233",
    "3333432", "1111111", "1111111", "1212111", "2322222", "1211111", "2222222"};

std::vector<ClassVote> patientVotes() {
    std::vector<ClassVote> votes;
    for (std::size_t patient = 0; patient < std::size(kPatients); ++patient)
        for (std::size_t i = 0; i < 7; ++i)
            votes.push_back({patient, i < 3 ? 0 : i - 2, static_cast<std::size_t>(kPatients[patient][i] - '1')});
    return votes;
}

DawidSkeneOptions patientOptions() {
    DawidSkeneOptions options;
    options.items = std::size(kPatients);
    options.people = 5;
    options.labels = 4;
    options.priorVotes = 0;
    return options;
}

/// The likelihood of all votes written down from the model, without logarithms inside an item.
double likelihoodOf(const std::vector<ClassVote>& votes, const DawidSkene& model, std::size_t items) {
    double logs = 0;
    for (std::size_t i = 0; i < items; ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < model.shares.size(); ++j) {
            double product = model.shares[j];
            for (const auto& vote : votes)
                if (vote.item == i) product *= model.confusion[vote.person][j][vote.label];
            sum += product;
        }
        logs += std::log(sum);
    }
    return logs;
}

} // namespace

class TestConsensus : public QObject {
    Q_OBJECT
private slots:
    void theMostChosenClassWinsAndTiesAreListed() {
        const auto clear = majority({{"cat", 2}, {"dog", 1}});
        QCOMPARE(clear.label, "cat");
        QVERIFY(isNear(clear.share, 2.0 / 3, 1e-12));
        const auto tied = majority({{"cat", 1}, {"dog", 1}, {"fox", 0.5}});
        QVERIFY(tied.label.empty());
        QCOMPARE(tied.tied, (std::vector<std::string>{"cat", "dog"}));
        QVERIFY(majority({}).label.empty());
    }
    void aTieStaysOpenUntilSomebodyWeighsMore() {
        const std::vector<Annotation> answers{answerOf("a", {}, {"cat"}), answerOf("b", {}, {"dog"})};
        const auto open = consensusOf(picture(), answers);
        QVERIFY(open.annotation.classes.empty());
        QCOMPARE(open.ties.size(), 1);
        ConsensusOptions options;
        options.weights = {{"b", 0.6}};
        const auto decided = consensusOf(picture(), answers, options);
        QCOMPARE(decided.annotation.classes.at(0).label, "cat");
        QCOMPARE(decided.annotation.annotator, "consensus");
        options.classes = {{"", "fox"}};
        QCOMPARE(consensusOf(picture(), answers, options).annotation.classes.at(0).label, "fox");
    }
    void ofSeveralClassesThoseThatMoreThanHalfChoseStay() {
        const auto consensus =
            consensusOf(picture(), {answerOf("a", {}, {"sea", "sky"}), answerOf("b", {}, {"sky"}),
                                       answerOf("c", {}, {"sea", "sky", "ship"}), answerOf("d", {}, {"sky"})});
        QCOMPARE(consensus.annotation.classes.size(), 1); // "sea" by exactly half
        QCOMPARE(consensus.annotation.classes[0].label, "sky");
    }

    void thePapersTableGivesThePapersShares() {
        Progress progress;
        const auto votes = patientVotes();
        const auto model = dawidSkene(votes, patientOptions(), progress);
        QVERIFY(model.has_value());
        QVERIFY(model->converged);
        // As published: shares .40 .42 .11 .07 of the four classes.
        const double published[] = {0.40, 0.42, 0.11, 0.07};
        for (std::size_t j = 0; j < 4; ++j) QVERIFY(isNear(model->shares[j], published[j], 0.005));
        QVERIFY(isNear(model->logLikelihood, likelihoodOf(votes, *model, 45), 1e-9));
        QVERIFY(model->posteriors[10][3] > 0.99); // all judge 4
        QVERIFY(model->posteriors[0][0] > 0.99);
    }
    void aFixedPointIsFoundNotJustAnEnd() {
        // What maximisation and expectation, written down anew, make of the result must be the result.
        Progress progress;
        const auto votes = patientVotes();
        const auto model = dawidSkene(votes, patientOptions(), progress).value();
        for (std::size_t person = 0; person < 5; ++person)
            for (std::size_t j = 0; j < 4; ++j) {
                double sums[4] = {}, total = 0;
                for (const auto& vote : votes)
                    if (vote.person == person) {
                        sums[vote.label] += model.posteriors[vote.item][j];
                        total += model.posteriors[vote.item][j];
                    }
                for (std::size_t k = 0; k < 4; ++k)
                    QVERIFY(isNear(model.confusion[person][j][k], sums[k] / total, 1e-6));
            }
        double items[4] = {};
        for (const auto& posterior : model.posteriors) {
            double sum = 0;
            for (std::size_t j = 0; j < 4; ++j) {
                sum += posterior[j];
                items[j] += posterior[j] / 45;
            }
            QVERIFY(isNear(sum, 1, 1e-12));
        }
        for (std::size_t j = 0; j < 4; ++j) QVERIFY(isNear(model.shares[j], items[j], 1e-6));
    }
    void theModelBeatsTheMajorityWhenPeopleDiffer() {
        std::mt19937 random(4);
        const double skill[] = {0.95, 0.9, 0.4, 0.4, 0.4};
        std::vector<ClassVote> votes;
        std::vector<std::size_t> truth(2000);
        int majorityRight = 0;
        for (std::size_t i = 0; i < truth.size(); ++i) {
            truth[i] = random() % 3;
            std::map<std::string, double> weights;
            for (std::size_t person = 0; person < 5; ++person) {
                const bool right = static_cast<double>(random() % 10000) < skill[person] * 10000;
                // The last three err the same way: into the next class.
                const auto given = right ? truth[i] : (truth[i] + (person < 2 ? 1 + random() % 2 : 1)) % 3;
                votes.push_back({i, person, given});
                weights[std::to_string(given)] += 1;
            }
            majorityRight += majority(weights).label == std::to_string(truth[i]);
        }
        DawidSkeneOptions options;
        options.items = truth.size();
        options.people = 5;
        options.labels = 3;
        Progress progress;
        const auto model = dawidSkene(votes, options, progress).value();
        int right = 0;
        for (std::size_t i = 0; i < truth.size(); ++i) {
            const auto& p = model.posteriors[i];
            right += static_cast<std::size_t>(std::ranges::max_element(p) - p.begin()) == truth[i];
        }
        QVERIFY(right > majorityRight + 100);
        for (std::size_t person = 0; person < 5; ++person) QVERIFY(isNear(model.quality(person), skill[person], 0.05));
    }
    void itemsWithoutVotesGetTheShares() {
        DawidSkeneOptions options;
        options.items = 3;
        options.people = 1;
        options.labels = 2;
        Progress progress;
        const auto model = dawidSkene({{0, 0, 1}, {1, 0, 1}}, options, progress).value();
        QCOMPARE(model.posteriors[2], model.shares);
        QVERIFY(model.shares[1] > 0.99);
    }
    void wrongNumbersAndCancellingAreErrors() {
        DawidSkeneOptions options;
        options.items = options.people = options.labels = 1;
        Progress progress;
        QVERIFY(!dawidSkene({}, options, progress));
        QVERIFY(!dawidSkene({{0, 1, 0}}, options, progress));
        options.people = options.labels = std::size_t{1} << 40;
        QVERIFY(!dawidSkene({{0, 0, 0}}, options, progress));
        options = patientOptions();
        progress.cancel();
        QVERIFY(dawidSkene(patientVotes(), options, progress).error().code == ErrorCode::Cancelled);
    }

    void boxesThatMostMarkedBecomeTheirWeighedMean() {
        const std::vector<Annotation> answers{
            answerOf("a", {regionOf("car", Box{10, 10, 20, 20}), regionOf("car", Box{100, 50, 20, 20})}),
            answerOf("b", {regionOf("car", Box{11, 10, 20, 22})}),
            answerOf("c", {regionOf("car", Box{12, 13, 20, 24})})};
        const auto consensus = consensusOf(picture(), answers);
        QCOMPARE(consensus.annotation.regions.size(), 1);
        QCOMPARE(consensus.dropped, 1);
        QCOMPARE(std::get<Box>(consensus.annotation.regions[0].shape), (Box{11, 11, 20, 22}));
        QCOMPARE(*consensus.annotation.regions[0].score, 1.0);
        ConsensusOptions options;
        options.weights = {{"a", 2}, {"b", 1}, {"c", 1}};
        const auto weighed = std::get<Box>(consensusOf(picture(), answers, options).annotation.regions.at(0).shape);
        QCOMPARE(weighed.left, 10.75);
        // Half of the weight is no majority; a little more is.
        QCOMPARE(consensusOf(picture(), answers, options).annotation.regions.size(), 1);
        options.weights["a"] = 2.1;
        QCOMPARE(consensusOf(picture(), answers, options).annotation.regions.size(), 2);
    }
    void neighboursOfOnePersonStayTwoObjects() {
        std::vector<Annotation> answers;
        for (const auto* person : {"a", "b", "c"})
            answers.push_back(
                answerOf(person, {regionOf("x", Box{10, 10, 20, 20}), regionOf("x", Box{14, 10, 20, 20})}));
        QCOMPARE(consensusOf(picture(), answers).annotation.regions.size(), 2);
    }
    void turnedBoxesAreTheSameHoweverTheyAreWritten() {
        const auto consensus =
            consensusOf(picture(), {answerOf("a", {regionOf("x", RotatedBox{{50, 50}, 40, 20, 10})}),
                                       answerOf("b", {regionOf("x", RotatedBox{{52, 50}, 20, 40, 104})}),
                                       answerOf("c", {regionOf("x", RotatedBox{{51, 50}, 40, 20, -170})})});
        const auto box = std::get<RotatedBox>(consensus.annotation.regions.at(0).shape);
        QVERIFY(isNear(box.centre.x, 51, 1e-9));
        QVERIFY(isNear(box.width, 40, 1e-9));
        QVERIFY(isNear(box.degrees, 34.0 / 3, 1e-9));
    }
    void polygonsBecomeWhatMostPainted() {
        const auto polygonOf = [](const Box& box) { return Polygon{{{cornersOf(box), {}}}}; };
        const auto consensus = consensusOf(picture(), {answerOf("a", {regionOf("x", polygonOf({10, 10, 40, 40}))}),
                                                          answerOf("b", {regionOf("x", polygonOf({12, 10, 40, 40}))}),
                                                          answerOf("c", {regionOf("x", polygonOf({14, 12, 40, 40}))})});
        const auto polygon = std::get<Polygon>(consensus.annotation.regions.at(0).shape);
        QCOMPARE(polygon.parts.size(), 1);
        QCOMPARE(boundsOf(FrameShape(polygon)), (Box{12, 10, 40, 40}));
        QVERIFY(isNear(areaOf(FrameShape(polygon)), 1600 - 4, 3));
    }
    void aHoleThatMostLeftStaysAHole() {
        const Polygon ring{{{cornersOf(Box{10, 10, 60, 60}), {cornersOf(Box{30, 30, 20, 20})}}}};
        const auto consensus =
            consensusOf(picture(), {answerOf("a", {regionOf("x", ring)}), answerOf("b", {regionOf("x", ring)})});
        const auto polygon = std::get<Polygon>(consensus.annotation.regions.at(0).shape);
        QCOMPARE(polygon.parts.size(), 1);
        QCOMPARE(polygon.parts[0].holes.size(), 1);
        QVERIFY(isNear(areaOf(FrameShape(polygon)), 3200, 1e-9));
    }
    void masksStayMasks() {
        const auto maskOfBox = [](int left) {
            return Mask::fromPixels(left, 0, 10, 10, std::vector<std::uint8_t>(100, 1));
        };
        const auto consensus = consensusOf(
            picture(), {answerOf("a", {regionOf("x", maskOfBox(0))}), answerOf("b", {regionOf("x", maskOfBox(1))}),
                           answerOf("c", {regionOf("x", maskOfBox(2))})});
        QCOMPARE(std::get<Mask>(consensus.annotation.regions.at(0).shape), maskOfBox(1));
    }
    void jointsAreAveragedByName() {
        const auto person = [](double x) {
            return Keypoints{{{{x, 10}, Visibility::Visible, "nose"}, {{x + 2, 20}, Visibility::Hidden, "ear"}}};
        };
        const auto consensus = consensusOf(
            picture(), {answerOf("a", {regionOf("x", person(10))}), answerOf("b", {regionOf("x", person(12))})});
        const auto joints = std::get<Keypoints>(consensus.annotation.regions.at(0).shape).points;
        QCOMPARE(joints[0].at.x, 11.0);
        QCOMPARE(joints[1].at.x, 13.0);
        QCOMPARE(joints[1].visibility, Visibility::Hidden);
    }
    void aTrackIsTheMostTypicalOne() {
        const auto track = [](double x) {
            Track result;
            result.keyframes.push_back({0, false, false, Box{x, 0, 20, 20}, {}});
            result.keyframes.push_back({10, false, false, Box{x + 50, 0, 20, 20}, {}});
            return result;
        };
        const auto consensus =
            consensusOf(picture(), {answerOf("a", {regionOf("x", track(0))}), answerOf("b", {regionOf("x", track(2))}),
                                       answerOf("c", {regionOf("x", track(5))})});
        QCOMPARE(std::get<Track>(consensus.annotation.regions.at(0).shape), track(2));
    }
    void charactersThatMostMarkedAreASpan() {
        const auto consensus = consensusOf(
            Item(), {answerOf("a", {regionOf("PER", Span{0, 10})}), answerOf("b", {regionOf("PER", Span{2, 12})}),
                        answerOf("c", {regionOf("LOC", Span{2, 12})})});
        QCOMPARE(consensus.annotation.regions.size(), 1);
        QCOMPARE(std::get<Span>(consensus.annotation.regions[0].shape), (Span{2, 10}));
    }
    void neighbouringSpansStayTwo() {
        std::vector<Annotation> answers;
        for (const auto* person : {"a", "b"})
            answers.push_back(answerOf(person, {regionOf("PER", Span{0, 5}), regionOf("PER", Span{5, 9})}));
        answers.push_back(answerOf("c", {regionOf("PER", Span{0, 9})}));
        const auto consensus = consensusOf(Item(), answers);
        QCOMPARE(consensus.annotation.regions.size(), 2);
        QCOMPARE(std::get<Span>(consensus.annotation.regions[1].shape), (Span{5, 9}));
    }
    void whatAllSayIsTheConsensus() {
        std::mt19937 random(6);
        std::vector<Region> regions;
        for (int i = 0; i < 40; ++i)
            regions.push_back(regionOf(i % 2 ? "x" : "y", Box{double(random() % 150), double(random() % 80), 15, 15}));
        const auto a = answerOf("a", regions), b = answerOf("b", regions), c = answerOf("c", regions);
        const auto consensus = consensusOf(picture(), {a, b, c});
        QCOMPARE(consensus.annotation.regions.size(), 40);
        QCOMPARE(pairAgreement(picture(), a, consensus.annotation).score, 1.0);
    }
    void nobodysAnswerIsAnEmptyConsensus() {
        const auto consensus = consensusOf(picture(), {});
        QVERIFY(consensus.annotation.regions.empty() && consensus.annotation.classes.empty());
    }
    void attributesThatMostGaveStay() {
        std::vector<Annotation> answers;
        for (const auto* colour : {"red", "red", "blue"}) {
            auto region = regionOf("car", Box{10, 10, 20, 20});
            region.attributes["colour"] = std::string(colour);
            region.attributes["parked"] = colour == std::string("blue");
            region.occluded = colour == std::string("blue");
            answers.push_back(answerOf("p" + std::to_string(answers.size()), {region}));
        }
        const auto region = consensusOf(picture(), answers).annotation.regions.at(0);
        QCOMPARE(std::get<std::string>(region.attributes.at("colour")), "red");
        QCOMPARE(std::get<bool>(region.attributes.at("parked")), false);
        QVERIFY(!region.occluded);
    }
};

QTEST_GUILESS_MAIN(TestConsensus)
#include "tst_consensus.moc"
