#include <QTest>

#include "core/monitor/text_drift.h"
#include "core/monitor/word_vectors.h"

using namespace slipway::monitor;

namespace {

using Texts = std::vector<std::string>;

/// `count` short notes whose words cycle through `subjects` and `verbs`, no two alike.
Texts notes(const Texts& subjects, const Texts& verbs, std::size_t count) {
    Texts texts;
    for (std::size_t i = 0; i < count; ++i)
        texts.push_back(subjects[i * 7 % subjects.size()] + " " + verbs[i * 5 % verbs.size()] + " " +
                        subjects[(i / 3) % subjects.size()] + " number" + std::to_string(i % 97));
    return texts;
}

const Texts kHarbour = {"tanker", "ferry", "trawler", "tug", "barge", "yacht"};
const Texts kKitchen = {"kettle", "oven", "grater", "ladle", "skillet", "whisk"};
const Texts kVerbs = {"waits", "moves", "rests", "turns", "stops"};

} // namespace

class TestTextDrift : public QObject {
    Q_OBJECT
private slots:
    void otherWordsAreToldApart() {
        const auto drift = textDrift(notes(kHarbour, kVerbs, 300), notes(kKitchen, kVerbs, 300), true);
        QVERIFY(drift.auc && *drift.auc > 0.95);
        QCOMPARE(drift.threshold, 0.55);
    }
    void theSameWordsAreNot() {
        const auto drift = textDrift(notes(kHarbour, kVerbs, 600), notes(kHarbour, kVerbs, 600), true);
        QVERIFY(drift.auc && *drift.auc < 0.6);
    }
    void smallReferencesAreMeasuredAgainstRandomScores() {
        const auto drift = textDrift(notes(kHarbour, kVerbs, 120), notes(kKitchen, kVerbs, 120), false);
        QVERIFY(drift.threshold > 0.5 && drift.threshold < 0.7); // 95 % of random scores stay below
        QVERIFY(*drift.auc > drift.threshold);
    }
    void theAnswerIsAlwaysTheSame() {
        const auto a = notes(kHarbour, kVerbs, 80), b = notes({"tanker", "kettle", "ferry"}, kVerbs, 80);
        const auto first = textDrift(a, b, false), second = textDrift(a, b, false);
        QCOMPARE(*first.auc, *second.auc);
        QCOMPARE(first.threshold, second.threshold);
    }
    void withoutAUsableWordThereIsNoScore() {
        const auto drift = textDrift(Texts(50, "the"), Texts(50, "a !"), true);
        QVERIFY(!drift.auc && !drift.note.empty());
    }
    void tooFewTextsHaveNoScore() {
        QVERIFY(!textDrift({"one kettle"}, {"another ferry"}, false).auc);
        QVERIFY(!textDrift({}, {"ferry", "tug"}, false).auc);
    }
    void wordsAreLowerCaseOfTwoCharactersOrMore() {
        QCOMPARE(wordsOf("The QUICK-brown fox, I x2 Ü über42!"), (Texts{"quick", "brown", "fox", "x2", "über42"}));
        QVERIFY(wordsOf("").empty());
    }
    void wordsInMoreThanHalfOfTheTextsSayNothing() {
        const Texts texts = {"ferry red", "ferry blue", "ferry green", "tug"};
        std::vector<const std::string*> pointers;
        for (const auto& text : texts) pointers.push_back(&text);
        const WordWeights weights(pointers);
        QCOMPARE(weights.wordCount(), std::size_t(4)); // red, blue, green, tug
        const auto vector = weights.vectorOf("ferry tug tug");
        QCOMPARE(vector.weights, (std::vector<double>{1.0})); // length one
    }
};

QTEST_GUILESS_MAIN(TestTextDrift)
#include "tst_text_drift.moc"
