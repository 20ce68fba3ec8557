#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/label/formats/reduce_regions.h"

namespace slipway::label {

namespace {

const Item kWholeFile{.path = "the whole file"};

class Reducer {
public:
    Reducer(const Capabilities& holds, const Progress& progress) : m_holds(holds), m_progress(progress) {}

    Reduced run(const Corpus& corpus) {
        Reduced result{{corpus.labels, {}, corpus.extra}, {}};
        if (!m_holds.classParents) dropParents(result.corpus.labels);
        RegionReducer regions(m_holds, corpus.labels, m_losses);
        m_regions = &regions;
        for (std::size_t i = 0; i < corpus.items.size() && !m_progress.cancelled(); ++i) {
            m_losses.startItem(corpus.items[i], i);
            auto item = corpus.items[i];
            if (reduceItem(item)) result.corpus.items.push_back(std::move(item));
        }
        if (!m_holds.classList) dropUnusedClasses(result.corpus);
        result.losses = std::move(m_losses).take();
        return result;
    }

private:
    bool reduceItem(Item& item) {
        const bool heldMedium = item.medium == Medium::Image  ? m_holds.images
                                : item.medium == Medium::Text ? m_holds.documents
                                                              : m_holds.videos;
        if (!heldMedium) {
            m_losses.add(name(item.medium));
            return false;
        }
        if (m_holds.insideImage && item.medium == Medium::Image && (item.width <= 0 || item.height <= 0)) {
            m_losses.add("image of unknown size");
            return false;
        }
        if (!m_holds.subsets && !item.subset.empty()) {
            m_losses.add("subset", item.subset);
            item.subset.clear();
        }
        chooseAnswers(item);
        for (auto& answer : item.annotations) reduceAnswer(item, answer, false);
        if (!m_holds.severalAnnotators) std::erase_if(item.annotations, isEmpty);
        reducePredictions(item);
        if (m_holds.emptyItems || !item.annotations.empty() || !item.predictions.empty()) return true;
        m_losses.add(fmt::format("empty {}", name(item.medium)));
        return false;
    }

    static bool isEmpty(const Annotation& answer) {
        return answer.regions.empty() && answer.classes.empty() && answer.answers.empty() && !answer.skipped;
    }

    /// Of several answers one stays where the format has room for one: the gold one, else the first.
    void chooseAnswers(Item& item) {
        if (!m_holds.skippedAnswers) {
            std::erase_if(item.annotations, [&](const Annotation& answer) {
                if (answer.skipped) m_losses.add("skipped answer", answer.annotator);
                return answer.skipped;
            });
        }
        if (m_holds.severalAnnotators || item.annotations.size() < 2) return;
        auto& all = item.annotations;
        auto chosen = std::ranges::find(all, true, &Annotation::groundTruth);
        if (chosen == all.end()) chosen = std::ranges::find_if_not(all, isEmpty);
        if (chosen != all.end()) std::iter_swap(all.begin(), chosen);
        for (std::size_t i = 1; i < all.size(); ++i) m_losses.add("further answer", all[i].annotator);
        all.resize(1);
    }

    void reduceAnswer(const Item& item, Annotation& answer, bool isPrediction) {
        m_regions->reduce(item, answer, isPrediction);
        reduceClasses(answer);
        if (!m_holds.answers) {
            for (const auto& [question, value] : answer.answers) m_losses.add("answer", question);
            answer.answers.clear();
        }
        if (!m_holds.groundTruth && answer.groundTruth) m_losses.add("gold mark", answer.annotator);
        answer.groundTruth = answer.groundTruth && m_holds.groundTruth;
        if (!m_holds.annotatorNames && !answer.annotator.empty()) {
            m_losses.add("annotator", answer.annotator);
            answer.annotator.clear();
        }
        if (m_holds.answerTimes) return;
        if (answer.createdAt || answer.updatedAt || answer.seconds != 0) m_losses.add("times");
        answer.createdAt = answer.updatedAt = 0;
        answer.seconds = 0;
    }

    void reduceClasses(Annotation& answer) {
        auto& classes = answer.classes;
        if (!m_holds.itemClasses) {
            for (const auto& one : classes) m_losses.add("class of the item", one.label);
            classes.clear();
        }
        if (!m_holds.severalItemClasses && classes.size() > 1) {
            m_losses.add("further class", classes[1].label, static_cast<std::int64_t>(classes.size()) - 1);
            classes.resize(1);
        }
        for (auto& one : classes) {
            if (!m_holds.classScores && one.score) m_losses.add("score", one.label);
            if (!m_holds.classScores) one.score.reset();
            if (!m_holds.classQuestions && !one.question.empty()) m_losses.add("question", one.question);
            if (!m_holds.classQuestions) one.question.clear();
        }
    }

    void reducePredictions(Item& item) {
        auto& predictions = item.predictions;
        if (m_holds.predictions) {
            for (auto& prediction : predictions) reduceAnswer(item, prediction.answer, true);
            return;
        }
        const bool alone = m_holds.predictionsAlone && item.annotations.empty();
        if (predictions.size() > (alone ? 1 : 0)) m_losses.add("prediction", predictions.back().model);
        predictions.resize(std::min<std::size_t>(predictions.size(), alone ? 1 : 0));
        for (auto& prediction : predictions) {
            auto& answer = prediction.answer;
            std::erase_if(answer.regions, [&](const Region& region) {
                if (!region.score) m_losses.add("prediction", region);
                return !region.score;
            });
            if (!prediction.model.empty()) m_losses.add("model of predictions", prediction.model);
            prediction.model.clear();
            prediction.score.reset();
            reduceAnswer(item, answer, true);
        }
        std::erase_if(predictions, [](const Prediction& prediction) { return isEmpty(prediction.answer); });
    }

    void dropParents(LabelSet& labels) {
        m_losses.startItem(kWholeFile, 0);
        for (auto& one : labels.classes) {
            if (!one.parent.empty()) m_losses.add("supercategory", one.name);
            one.parent.clear();
        }
    }

    void dropUnusedClasses(Corpus& corpus) {
        m_losses.startItem(kWholeFile, 0);
        std::set<std::string_view> used;
        for (const auto& item : corpus.items) {
            for (const auto& answer : item.annotations)
                for (const auto& region : answer.regions) used.insert(region.label);
            for (const auto& prediction : item.predictions)
                for (const auto& region : prediction.answer.regions) used.insert(region.label);
        }
        std::erase_if(corpus.labels.classes, [&](const LabelClass& one) {
            const bool lost = !used.contains(one.name);
            if (lost) m_losses.add("class that no region has", one.name);
            return lost;
        });
    }

    const Capabilities& m_holds;
    const Progress& m_progress;
    LossList m_losses;
    RegionReducer* m_regions = nullptr;
};

} // namespace

Reduced reduce(const Corpus& corpus, const Capabilities& capabilities, const Progress& progress) {
    return Reducer(capabilities, progress).run(corpus);
}

} // namespace slipway::label
