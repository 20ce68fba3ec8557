#include "core/label/assist/model_answer.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/agreement/sampling.h"
#include "core/label/assist/answer_regions.h"
#include "core/label/corpus_import.h"

namespace slipway::label {

namespace {

const Json* member(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

/// The class that a value means.
Result<std::string> classOf(const Json& value, const std::string& field, const AnswerContext& context) {
    const auto& known = context.labels.itemClasses;
    if (value.is_number()) {
        const double index = value.get<double>();
        const bool whole = index >= 0 && index < static_cast<double>(known.size()) && std::floor(index) == index;
        const auto text = value.dump();
        if (std::ranges::find(known, text) != known.end()) return text;
        if (whole) return known[static_cast<std::size_t>(index)];
        return fail(ErrorCode::BadData, fmt::format("'{}' is {}, which is no class of this project", field, text));
    }
    if (!value.is_string()) return fail(ErrorCode::BadData, fmt::format("'{}' is no class", field));
    auto label = value.get<std::string>();
    constexpr std::string_view kFastText = "__label__"; // how BlazingText writes its classes
    const bool isKnown = known.empty() || std::ranges::find(known, label) != known.end();
    if (!isKnown && label.starts_with(kFastText)) {
        label.erase(0, kFastText.size());
        if (std::ranges::find(known, label) != known.end()) return label;
    }
    if (!isKnown || label.empty() || firstInvalidUtf8(label) != std::string::npos)
        return fail(ErrorCode::BadData,
            fmt::format("'{}' is '{}', which is no class of this project", field, forMessage(label)));
    return label;
}

/// A list of classes with their probabilities in "prob", or "score": the most probable one.
Status readClassList(const Json& labels, const Json& part, const AnswerContext& context, ItemClass& best) {
    const auto* scores = member(part, "prob");
    if (labels.empty() || labels.size() > kMostRegions)
        return fail(ErrorCode::BadData, fmt::format("'label' has {} classes", labels.size()));
    if (!scores || !scores->is_array() || scores->size() != labels.size())
        return fail(ErrorCode::BadData, "'prob' has not one probability for each class in 'label'");
    std::size_t first = 0;
    double highest = -1;
    for (std::size_t i = 0; i < scores->size(); ++i) {
        SLIPWAY_ASSIGN(const double score, scoreOf((*scores)[i], fmt::format("prob[{}]", i)));
        if (score <= highest) continue;
        highest = score;
        first = i;
    }
    SLIPWAY_ASSIGN(best.label, classOf(labels[first], fmt::format("label[{}]", first), context));
    best.score = highest;
    return {};
}

Status readProbabilities(const Json& json, const AnswerContext& context, ModelAnswer& answer, ItemClass& best) {
    if (!json.is_object() || json.empty() || json.size() > kMostRegions)
        return fail(ErrorCode::BadData, "'probabilities' is no object of classes with their probabilities");
    double sum = 0, highest = -1;
    std::string likeliest;
    for (const auto& [label, value] : json.items()) {
        const auto field = fmt::format("probabilities.{}", forMessage(label));
        SLIPWAY_ASSIGN(const double probability, scoreOf(value, field));
        SLIPWAY_ASSIGN(const auto known, classOf(Json(label), field, context));
        sum += probability;
        answer.probabilities.push_back(probability);
        if (probability > highest) {
            highest = probability;
            likeliest = known;
        }
        if (known == best.label && !best.score) best.score = probability;
    }
    if (!(sum > 0)) return fail(ErrorCode::BadData, "'probabilities' are all 0");
    for (double& probability : answer.probabilities) probability /= sum;
    if (best.label.empty()) {
        best.label = likeliest;
        if (!best.score) best.score = highest / sum;
    }
    return {};
}

Status readClass(const Json& part, const AnswerContext& context, ModelAnswer& answer) {
    ItemClass best;
    best.question = context.question;
    if (const auto* score = member(part, "score")) {
        SLIPWAY_ASSIGN(best.score, scoreOf(*score, "score"));
    }
    const char* key = member(part, "label") ? "label" : "predicted_label";
    if (const auto* label = member(part, key)) {
        if (label->is_array()) {
            SLIPWAY_TRY(readClassList(*label, part, context, best));
        } else {
            SLIPWAY_ASSIGN(best.label, classOf(*label, key, context));
        }
    }
    if (const auto* probabilities = member(part, "probabilities"))
        SLIPWAY_TRY(readProbabilities(*probabilities, context, answer, best));
    if (best.label.empty()) return {};
    answer.prediction.score = best.score;
    answer.prediction.answer.classes.push_back(std::move(best));
    return {};
}

Status checkRegionCount(const ModelAnswer& answer) {
    if (answer.prediction.answer.regions.size() <= kMostRegions) return {};
    return fail(ErrorCode::BadData, fmt::format("there are over {} regions", withThousands(kMostRegions)));
}

Result<ModelAnswer> readPart(const Json& part, const AnswerContext& context) {
    ModelAnswer answer;
    if (!part.is_object()) {
        SLIPWAY_ASSIGN(auto label, classOf(part, "prediction", context));
        answer.prediction.answer.classes.push_back({context.question, std::move(label), {}});
        return answer;
    }
    SLIPWAY_TRY(readClass(part, context, answer));
    SLIPWAY_ASSIGN(const bool regions, readRegions(part, context, answer.prediction.answer.regions));
    SLIPWAY_TRY(checkRegionCount(answer));
    if (!regions && answer.prediction.answer.classes.empty())
        return fail(ErrorCode::BadData, "there is no 'label', 'probabilities' or list of regions");
    makeStorable(answer.prediction.answer);
    if (!answer.prediction.score)
        for (const auto& region : answer.prediction.answer.regions)
            if (region.score && (!answer.prediction.score || *region.score < *answer.prediction.score))
                answer.prediction.score = region.score;
    return answer;
}

} // namespace

Result<double> scoreOf(const Json& value, const std::string& field) {
    const double score = value.is_number() ? value.get<double>() : -1;
    if (!(score >= 0 && score <= 1))
        return fail(ErrorCode::BadData, fmt::format("'{}' is no number from 0 to 1", field));
    return score;
}

Result<std::vector<Result<ModelAnswer>>> readModelAnswers(
    std::string_view body, std::size_t items, const std::vector<AnswerContext>& contexts) {
    SLIPWAY_ASSIGN(const auto json, parseJson(body, "answer"));
    if (!json.is_object() || contexts.size() != items)
        return fail(ErrorCode::BadData, "the answer is no JSON object", "See the model server's log");
    std::vector<Result<ModelAnswer>> answers;
    const auto* parts = member(json, "predictions");
    if (!parts) {
        if (items != 1)
            return fail(ErrorCode::BadData, "the answer has no list 'predictions'",
                "The server must answer {\"predictions\": [one for each instance]}");
        answers.push_back(readPart(json, contexts.front()));
        return answers;
    }
    if (!parts->is_array() || parts->size() != items)
        return fail(ErrorCode::BadData,
            fmt::format("'predictions' has {} entries for {}", parts->is_array() ? parts->size() : 0,
                counted(static_cast<long long>(items), "instance")),
            "The server must answer one for each instance, in their order");
    for (std::size_t i = 0; i < items; ++i) {
        auto answer = readPart((*parts)[i], contexts[i]);
        if (!answer) answer.error().message = fmt::format("predictions[{}]: {}", i, answer.error().message);
        answers.push_back(std::move(answer));
    }
    return answers;
}

std::optional<double> uncertaintyOf(const ModelAnswer& answer, const LabelSet& labels) {
    const auto& classes = answer.prediction.answer.classes;
    if (answer.probabilities.size() > 1) return entropyUncertainty(answer.probabilities);
    if (!classes.empty() && classes.front().score) {
        const auto count = static_cast<double>(std::max<std::size_t>(2, labels.itemClasses.size()));
        return std::clamp((1 - *classes.front().score) * count / (count - 1), 0.0, 1.0);
    }
    std::vector<double> scores;
    for (const auto& region : answer.prediction.answer.regions)
        if (region.score) scores.push_back(*region.score);
    return regionUncertainty(scores, ScoreSummary::Min);
}

} // namespace slipway::label
