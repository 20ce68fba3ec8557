#include "ui/label/workbench/suggestion_list.h"

#include <algorithm>
#include <unordered_map>

#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

/// Of a suggested region that was changed after it was accepted: this much of both is the same.
constexpr double kSameShare = 0.5;

double scoreOf(const label::Prediction& prediction, const label::Region& region) {
    return std::clamp(region.score.value_or(prediction.score.value_or(0)), 0.0, 1.0);
}

double scoreOf(const label::Prediction& prediction, const label::ItemClass& answer) {
    return std::clamp(answer.score.value_or(prediction.score.value_or(0)), 0.0, 1.0);
}

std::string keyOf(const std::string& model, const std::string& region) {
    return "r " + model + "\n" + region;
}

std::string keyOf(const label::ItemClass& answer) {
    return "c " + answer.question + "\n" + answer.label;
}

bool comesFromModel(const label::Region& region) {
    return region.origin == label::Origin::Prediction || region.origin == label::Origin::PredictionChanged;
}

/// Boxes, and spans as boxes of height 1.
label::Box placeOf(const label::Shape& shape) {
    if (const auto* span = std::get_if<label::Span>(&shape))
        return {double(span->start), 0, double(span->end - span->start), 1};
    return label::boundsOf(shape);
}

bool overlapsMostly(const label::Box& a, const label::Box& b) {
    const double width = std::min(a.right(), b.right()) - std::max(a.left, b.left);
    const double height = std::min(a.bottom(), b.bottom()) - std::max(a.top, b.top);
    if (width <= 0 || height <= 0) return false;
    const double both = width * height;
    return both >= kSameShare * (a.width * a.height + b.width * b.height - both);
}

using Bits = std::vector<std::vector<bool>>;

bool isWithin(const Bits& part, const Bits& whole) {
    if (part.size() != whole.size()) return false;
    for (std::size_t i = 0; i < part.size(); ++i)
        for (std::size_t j = 0; j < part[i].size(); ++j)
            if (part[i][j] && !whole[i][j]) return false;
    return true;
}

/// Regions of an answer by place, so that a suggestion is compared with few of them.
class Answered {
public:
    explicit Answered(const label::Annotation& annotation) {
        for (const auto& region : annotation.regions) {
            m_exact[keyOf(region)].push_back(&region);
            if (region.origin == label::Origin::PredictionChanged)
                m_changed[region.label].push_back(placeOf(region.shape));
        }
    }
    bool has(const label::Region& suggested) const {
        if (const auto same = m_exact.find(keyOf(suggested)); same != m_exact.end())
            for (const auto* region : same->second)
                if (region->shape == suggested.shape && (region->label == suggested.label || comesFromModel(*region)))
                    return true;
        const auto changed = m_changed.find(suggested.label);
        if (changed == m_changed.end()) return false;
        const label::Box place = placeOf(suggested.shape);
        return std::ranges::any_of(changed->second, [&](const label::Box& box) { return overlapsMostly(box, place); });
    }

private:
    static std::string keyOf(const label::Region& region) {
        const label::Box box = placeOf(region.shape);
        const double numbers[] = {box.left, box.top, box.width, box.height};
        return std::string(reinterpret_cast<const char*>(numbers), sizeof numbers);
    }
    std::unordered_map<std::string, std::vector<const label::Region*>> m_exact;
    std::unordered_map<std::string, std::vector<label::Box>> m_changed;
};

} // namespace

void SuggestionList::setPredictions(std::int64_t task, std::vector<label::Prediction> predictions) {
    m_task = task;
    m_all = std::move(predictions);
    m_left.clear();
    m_leftClasses.clear();
}

void SuggestionList::setThreshold(double threshold) {
    m_threshold = std::clamp(threshold, 0.0, 1.0);
}

bool SuggestionList::concerns(const label::Edit& edit) {
    return std::ranges::any_of(edit.parts, [](const label::EditPart& part) {
        if (std::holds_alternative<label::ClassesChange>(part)) return true;
        const auto* change = std::get_if<label::RegionChange>(&part);
        return change && (!change->before || !change->after);
    });
}

SuggestionList::Change SuggestionList::update(const label::Annotation& annotation, bool severalClasses) {
    const Answered answered(annotation);
    const auto isAnswered = [&](const label::ItemClass& suggested) {
        return std::ranges::any_of(annotation.classes, [&](const label::ItemClass& each) {
            return each.question == suggested.question && (!severalClasses || each.label == suggested.label);
        });
    };
    Bits left, leftClasses;
    for (const auto& prediction : m_all) {
        auto& regions = left.emplace_back();
        for (const auto& region : prediction.answer.regions)
            regions.push_back(
                !m_rejected.contains({m_task, keyOf(prediction.model, region.id)}) && !answered.has(region));
        auto& classes = leftClasses.emplace_back();
        for (const auto& answer : prediction.answer.classes)
            classes.push_back(!m_rejected.contains({m_task, keyOf(answer)}) && !isAnswered(answer));
    }
    const bool same = left == m_left && leftClasses == m_leftClasses;
    const bool fewer = isWithin(left, m_left) && isWithin(leftClasses, m_leftClasses);
    m_left = std::move(left);
    m_leftClasses = std::move(leftClasses);
    return same ? Change::None : fewer ? Change::Fewer : Change::Other;
}

void SuggestionList::reject(const QString& model, const QString& region) {
    for (const auto& prediction : m_all)
        if (format::text(prediction.model) == model)
            for (const auto& each : prediction.answer.regions)
                if (format::text(each.id) == region) m_rejected.insert({m_task, keyOf(prediction.model, each.id)});
}

void SuggestionList::rejectClass(const label::ItemClass& answer) {
    m_rejected.insert({m_task, keyOf(answer)});
}

void SuggestionList::bringBackRejected() {
    std::erase_if(m_rejected, [this](const auto& each) { return each.first == m_task; });
}

SuggestionList::Counts SuggestionList::counts() const {
    Counts counts;
    for (std::size_t i = 0; i < m_left.size(); ++i) {
        const auto& answer = m_all[i].answer;
        const auto count = [&](bool left, double score) {
            counts.total += left;
            counts.above += left && isAbove(score);
        };
        for (std::size_t j = 0; j < answer.regions.size(); ++j)
            count(m_left[i][j], scoreOf(m_all[i], answer.regions[j]));
        for (std::size_t j = 0; j < answer.classes.size(); ++j)
            count(m_leftClasses[i][j], scoreOf(m_all[i], answer.classes[j]));
    }
    const auto first = m_rejected.lower_bound({m_task, std::string()});
    for (auto each = first; each != m_rejected.end() && each->first == m_task; ++each) ++counts.rejected;
    return counts;
}

std::vector<label::Prediction> SuggestionList::shown() const {
    std::vector<label::Prediction> shown;
    for (std::size_t i = 0; i < m_left.size(); ++i) {
        label::Prediction prediction;
        prediction.model = m_all[i].model;
        prediction.score = m_all[i].score;
        const auto& regions = m_all[i].answer.regions;
        for (std::size_t j = 0; j < regions.size(); ++j)
            if (m_left[i][j] && isAbove(scoreOf(m_all[i], regions[j]))) prediction.answer.regions.push_back(regions[j]);
        shown.push_back(std::move(prediction));
    }
    return shown;
}

std::vector<SuggestionList::ClassSuggestion> SuggestionList::classes() const {
    std::vector<ClassSuggestion> found;
    for (std::size_t i = 0; i < m_leftClasses.size(); ++i) {
        const auto& classes = m_all[i].answer.classes;
        for (std::size_t j = 0; j < classes.size(); ++j)
            if (const double score = scoreOf(m_all[i], classes[j]); m_leftClasses[i][j] && isAbove(score))
                found.push_back({classes[j], score, format::text(m_all[i].model)});
    }
    std::ranges::stable_sort(found, std::ranges::greater(), &ClassSuggestion::score);
    return found;
}

} // namespace slipway::ui
