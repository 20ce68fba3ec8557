#include "core/label/assist/answer_regions.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/text_offsets.h"

namespace slipway::label {

namespace {

Result<const Json*> listAt(const Json& part, const char* key) {
    const auto found = part.find(key);
    if (found == part.end() || found->is_null()) return static_cast<const Json*>(nullptr);
    if (!found->is_array()) return fail(ErrorCode::BadData, fmt::format("'{}' is no list", key));
    if (found->size() > kMostRegions)
        return fail(
            ErrorCode::BadData, fmt::format("'{}' has {} entries, {} at most", key,
                                    withThousands(static_cast<long long>(found->size())), withThousands(kMostRegions)));
    return &*found;
}

Result<std::string> labelOf(const Json& value, const std::string& field, const LabelSet& labels) {
    if (value.is_number()) {
        const double index = value.get<double>();
        if (index >= 0 && index < static_cast<double>(labels.classes.size()) && std::floor(index) == index)
            return labels.classes[static_cast<std::size_t>(index)].name;
        return fail(
            ErrorCode::BadData, fmt::format("'{}' is {}, and the project has {}", field, value.dump(),
                                    counted(static_cast<long long>(labels.classes.size()), "class", "classes")));
    }
    if (value.is_string() && findClass(labels, value.get<std::string>())) return value.get<std::string>();
    return fail(ErrorCode::BadData,
        fmt::format("'{}' is {}, which is no class of this project", field, forMessage(dump(value))));
}

Result<double> numberAt(const Json& list, std::size_t place, const std::string& field) {
    const double value = list[place].is_number() ? list[place].get<double>() : std::nan("");
    if (!std::isfinite(value)) return fail(ErrorCode::BadData, fmt::format("'{}[{}]' is no number", field, place));
    return value;
}

/// Brought to the border of the picture; false when nothing remains.
bool addBox(
    Box box, PictureSize picture, std::string label, std::optional<double> score, std::vector<Region>& regions) {
    double right = box.right(), bottom = box.bottom();
    if (picture.width > 0 && picture.height > 0) {
        right = std::min(right, static_cast<double>(picture.width));
        bottom = std::min(bottom, static_cast<double>(picture.height));
    }
    box.left = std::max(0.0, box.left);
    box.top = std::max(0.0, box.top);
    box.width = right - box.left;
    box.height = bottom - box.top;
    if (!(box.width > 0) || !(box.height > 0)) return false;
    Region region;
    region.id = newRegionId();
    region.label = std::move(label);
    region.shape = box;
    region.score = score;
    region.origin = Origin::Prediction;
    regions.push_back(std::move(region));
    return true;
}

/// [class, score, xmin, ymin, xmax, ymax], the corners as shares of the picture.
Status readDetection(
    const Json& json, const std::string& field, const AnswerContext& context, std::vector<Region>& regions) {
    if (!json.is_array() || json.size() != 6)
        return fail(ErrorCode::BadData, fmt::format("'{}' is no list of class, score and four corners", field));
    SLIPWAY_ASSIGN(const auto label, labelOf(json[0], field + "[0]", context.labels));
    SLIPWAY_ASSIGN(const double score, scoreOf(json[1], field + "[1]"));
    std::array<double, 4> corner{};
    for (std::size_t i = 0; i < 4; ++i) {
        SLIPWAY_ASSIGN(corner[i], numberAt(json, i + 2, field));
    }
    if (corner[2] < corner[0] || corner[3] < corner[1])
        return fail(ErrorCode::BadData, fmt::format("'{}' has its right or lower side before the other", field));
    const double width = context.picture.width, height = context.picture.height;
    addBox({corner[0] * width, corner[1] * height, (corner[2] - corner[0]) * width, (corner[3] - corner[1]) * height},
        context.picture, label, score, regions);
    return {};
}

Result<std::optional<double>> optionalScore(const Json& json, const std::string& field) {
    const auto found = json.find("score");
    if (found == json.end() || found->is_null()) return std::optional<double>();
    SLIPWAY_ASSIGN(const double score, scoreOf(*found, field + ".score"));
    return std::optional(score);
}

Status readBox(const Json& json, const std::string& field, const AnswerContext& context, std::vector<Region>& regions) {
    if (!json.is_object() || !json.contains("label") || !json.contains("box"))
        return fail(ErrorCode::BadData, fmt::format("'{}' has no 'label' and 'box'", field));
    const auto& sides = json["box"];
    if (!sides.is_array() || sides.size() != 4)
        return fail(ErrorCode::BadData, fmt::format("'{}.box' is no list of left, top, width and height", field));
    SLIPWAY_ASSIGN(const auto label, labelOf(json["label"], field + ".label", context.labels));
    SLIPWAY_ASSIGN(const auto score, optionalScore(json, field));
    std::array<double, 4> side{};
    for (std::size_t i = 0; i < 4; ++i) {
        SLIPWAY_ASSIGN(side[i], numberAt(sides, i, field + ".box"));
    }
    if (side[2] < 0 || side[3] < 0)
        return fail(ErrorCode::BadData, fmt::format("'{}.box' has a width or height below 0", field));
    addBox({side[0], side[1], side[2], side[3]}, context.picture, label, score, regions);
    return {};
}

Status readSpan(
    const Json& json, const std::string& field, const AnswerContext& context, std::vector<Region>& regions) {
    if (!json.is_object() || !json.contains("label"))
        return fail(ErrorCode::BadData, fmt::format("'{}' has no 'label'", field));
    const auto start = json.find("start"), end = json.find("end");
    if (start == json.end() || end == json.end() || !start->is_number_integer() || !end->is_number_integer())
        return fail(ErrorCode::BadData, fmt::format("'{}' has no whole numbers 'start' and 'end'", field));
    const auto first = start->get<std::int64_t>(), last = end->get<std::int64_t>();
    if (first < 0 || last <= first || last > context.characters)
        return fail(ErrorCode::BadData, fmt::format("'{}' goes from {} to {} in a text of {}", field, first, last,
                                            counted(context.characters, "character")));
    Region region;
    SLIPWAY_ASSIGN(region.label, labelOf(json["label"], field + ".label", context.labels));
    SLIPWAY_ASSIGN(region.score, optionalScore(json, field));
    region.id = newRegionId();
    region.shape = Span{first, last};
    region.origin = Origin::Prediction;
    regions.push_back(std::move(region));
    return {};
}

Status readOwn(const Json& json, const std::string& field, const AnswerContext& context, std::vector<Region>& regions) {
    const auto wrong = [&](const std::string& what) {
        return fail(ErrorCode::BadData, fmt::format("'{}': {}", field, what));
    };
    if (!json.is_object()) return wrong("no region");
    SLIPWAY_ASSIGN([[maybe_unused]] const auto score, optionalScore(json, field));
    auto complete = json;
    if (!complete.contains("id")) complete["id"] = newRegionId();
    auto region = regionFromJson(complete);
    if (!region) return wrong(region.error().message);
    if (!findClass(context.labels, region->label))
        return wrong(fmt::format("'{}' is no class of this project", forMessage(region->label)));
    const auto* span = std::get_if<Span>(&region->shape);
    if ((context.medium == Medium::Text) != (span != nullptr))
        return wrong(fmt::format("a {} does not fit into {}", kindOf(region->shape),
            context.medium == Medium::Text ? "a text" : "a picture"));
    if (std::holds_alternative<Track>(region->shape)) return wrong("a track does not fit into a picture");
    if (span && (span->start < 0 || span->end <= span->start || span->end > context.characters))
        return wrong("it is not inside of the text");
    region->origin = Origin::Prediction;
    regions.push_back(std::move(*region));
    return {};
}

} // namespace

Result<bool> readRegions(const Json& part, const AnswerContext& context, std::vector<Region>& regions) {
    using Reader = Status (*)(const Json&, const std::string&, const AnswerContext&, std::vector<Region>&);
    struct Kind {
        const char* key;
        Medium medium;
        Reader read;
    };
    static constexpr std::array<Kind, 4> kKinds{{{"prediction", Medium::Image, readDetection},
        {"boxes", Medium::Image, readBox}, {"spans", Medium::Text, readSpan}, {"entities", Medium::Text, readSpan}}};
    bool any = false;
    const auto readAll = [&](const char* key, Reader read) -> Status {
        SLIPWAY_ASSIGN(const auto* list, listAt(part, key));
        if (!list) return {};
        any = true;
        for (std::size_t i = 0; i < list->size(); ++i)
            SLIPWAY_TRY(read((*list)[i], fmt::format("{}[{}]", key, i), context, regions));
        return {};
    };
    for (const auto& kind : kKinds)
        if (kind.medium == context.medium) SLIPWAY_TRY(readAll(kind.key, kind.read));
    SLIPWAY_TRY(readAll("regions", readOwn));
    return any;
}

} // namespace slipway::label
