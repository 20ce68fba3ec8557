// What core/label makes of the masks on standard input, for mask_reference.py.
#include "core/label/mask.h"
#include "tests/peers/label/answer_questions.h"

using namespace slipway;
using namespace slipway::label;

namespace {

struct Question {
    const Json& json;
    int width, height;
};

Json answerOf(const Mask& mask, const Question& question) {
    const auto box = mask.bounds();
    return {{"area", mask.area()}, {"bbox", {box.left, box.top, box.width, box.height}},
        {"counts", compressRuns(columnRuns(mask, question.width, question.height))},
        {"runs", columnRuns(mask, question.width, question.height)},
        {"brush", encodeBrush(mask, question.width, question.height)}};
}

Json answerOf(const Result<Mask>& mask, const Question& question) {
    return mask ? answerOf(*mask, question) : Json{{"error", mask.error().message}};
}

/// Rings as lists of [x, y].
Mask drawn(const Question& question) {
    std::vector<Ring> rings;
    for (const auto& points : question.json["rings"]) {
        auto& ring = rings.emplace_back();
        for (const auto& p : points) ring.push_back({p[0].get<double>(), p[1].get<double>()});
    }
    return Mask::drawn(rings, question.width, question.height);
}

Result<Mask> unpacked(const Question& question) {
    const auto text = question.json["counts"].get<std::string>();
    SLIPWAY_ASSIGN(const auto runs, decompressRuns(text, 1'000'000));
    return maskFromColumnRuns(runs, question.width, question.height);
}

Json answer(const Json& json) {
    const Question question{json, json["width"].get<int>(), json["height"].get<int>()};
    if (json.contains("rings")) return answerOf(drawn(question), question);
    if (json.contains("counts")) return answerOf(unpacked(question), question);
    const auto bytes = json["brush"].get<std::vector<std::uint8_t>>();
    return answerOf(decodeBrush(bytes, question.width, question.height), question);
}

} // namespace

int main() {
    return answerQuestions(answer);
}
