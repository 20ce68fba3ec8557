#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include <QTest>

#include "core/label/learning/text_classifier.h"
#include "core/label/learning/text_features.h"

using namespace slipway;
using namespace slipway::label;

namespace {

const std::vector<std::vector<std::string>> kWords{{"rain", "storm", "cloud", "wind", "snow", "frost"},
    {"onion", "butter", "oven", "flour", "pepper", "broth"}, {"keel", "anchor", "sail", "harbour", "rudder", "mast"}};
const std::vector<std::string> kClasses{"weather", "kitchen", "sea"};
const std::vector<std::string> kCommon{"the", "of", "and", "a", "with", "then", "more", "some", "was", "in"};

struct Texts {
    std::vector<std::string> texts, labels;
    std::vector<LabelledText> labelled() const {
        std::vector<LabelledText> result;
        for (std::size_t i = 0; i < texts.size(); ++i) result.push_back({texts[i], labels[i]});
        return result;
    }
    std::vector<std::string_view> views() const { return {texts.begin(), texts.end()}; }
};

/// Sentences in which one word of six tells the class, and one of thirty misleads.
Texts sentences(std::size_t count, std::size_t classes, unsigned seed) {
    std::mt19937 random(seed);
    Texts result;
    for (std::size_t i = 0; i < count; ++i) {
        const auto topic = random() % classes;
        std::string text;
        for (int word = 0; word < 30; ++word) {
            const auto from = random() % 30 == 0 ? random() % classes : topic;
            text += (random() % 6 == 0 ? kWords[from][random() % 6] : kCommon[random() % kCommon.size()]) + " ";
        }
        result.texts.push_back(text);
        result.labels.push_back(kClasses[topic]);
    }
    return result;
}

TextClassifierOptions quick() {
    TextClassifierOptions options;
    options.rounds = 30;
    return options;
}

} // namespace

class TestTextClassifier : public QObject {
    Q_OBJECT
private slots:
    void nGramsAreCountedWhateverTheCase() {
        QCOMPARE(textFeatures("Rain, RAIN!"), textFeatures("rain rain"));
        QVERIFY(textFeatures("rain") != textFeatures("train"));
        QVERIFY(textFeatures("").empty());
        QVERIFY(!textFeatures("été 雨天 \xff\xfe").empty());
        for (const auto& [bucket, count] : textFeatures("one two three")) QVERIFY(bucket < kTextBuckets && count > 0);
    }
    void classesAreLearnt() {
        for (const std::size_t classes : {2, 3}) {
            const auto known = sentences(300, classes, 1), unknown = sentences(200, classes, 2);
            Progress progress;
            const auto model = TextClassifier::train(known.labelled(), quick(), progress);
            QVERIFY(model.has_value());
            QCOMPARE(model->labels().size(), classes);
            const auto probabilities = model->probabilities(unknown.views(), progress);
            QVERIFY(probabilities.has_value());
            int right = 0;
            for (std::size_t i = 0; i < unknown.texts.size(); ++i) {
                const auto& p = (*probabilities)[i];
                QVERIFY(std::abs(std::accumulate(p.begin(), p.end(), 0.0) - 1) < 1e-5);
                const auto prediction = model->prediction(p, "topic", "text:1");
                QCOMPARE(prediction.answer.classes.at(0).question, "topic");
                QCOMPARE(*prediction.score, *std::ranges::max_element(p));
                right += prediction.answer.classes.at(0).label == unknown.labels[i];
            }
            QVERIFY2(right > 180, qPrintable(QString::number(right)));
        }
    }
    void theSameTextsGiveTheSameModel() {
        const auto known = sentences(80, 2, 3);
        Progress progress;
        const auto first = TextClassifier::train(known.labelled(), quick(), progress);
        const auto second = TextClassifier::train(known.labelled(), quick(), progress);
        QCOMPARE(first->probabilities(known.views(), progress).value(),
            second->probabilities(known.views(), progress).value());
    }
    void tooLittleToLearnFromIsAnError() {
        Progress progress;
        QVERIFY(!TextClassifier::train({}, quick(), progress));
        QVERIFY(!TextClassifier::train({{"rain", "weather"}, {"snow", "weather"}}, quick(), progress));
        QVERIFY(!TextClassifier::train({{"", "a"}, {"", "b"}}, quick(), progress));
    }
    void trainingAndPredictingCanBeCancelled() {
        const auto known = sentences(50, 2, 4);
        Progress stopped;
        stopped.cancel();
        QVERIFY(TextClassifier::train(known.labelled(), quick(), stopped).error().code == ErrorCode::Cancelled);
        Progress progress;
        const auto model = TextClassifier::train(known.labelled(), quick(), progress);
        QVERIFY(model->probabilities(known.views(), stopped).error().code == ErrorCode::Cancelled);
        QVERIFY(model->probabilities({}, progress)->empty());
        QCOMPARE(model->probabilities({""}, progress)->size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestTextClassifier)
#include "tst_text_classifier.moc"
