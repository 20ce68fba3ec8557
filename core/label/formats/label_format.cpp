#include "core/label/formats/label_format.h"

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/label/formats/all_formats.h"
#include "core/label/formats/foreign_keys.h"
#include "core/label/formats/loss_list.h"

namespace slipway::label {

namespace fs = std::filesystem;

namespace {

using Formats = std::vector<std::unique_ptr<const LabelFormat>>;

Formats allFormats() {
    Formats all;
    all.push_back(makeCocoFormat());
    all.push_back(makeYoloFormat());
    all.push_back(makeVocFormat());
    all.push_back(makeLabelmeFormat());
    all.push_back(makeLabelstudioFormat());
    all.push_back(makeCvatFormat());
    all.push_back(makeConllFormat());
    all.push_back(makeJsonlFormat());
    all.push_back(makeCsvFormat());
    all.push_back(makeGroundtruthFormat());
    return all;
}

} // namespace

Reduced LabelFormat::reduced(const Corpus& corpus, const WriteOptions& options) const {
    const Progress nobodyCancels;
    return std::move(*reduced(corpus, options, nobodyCancels));
}

Result<Reduced> LabelFormat::reduced(
    const Corpus& corpus, const WriteOptions& options, const Progress& progress) const {
    auto kept = keep(corpus, options, progress);
    LossList losses(kept.losses);
    losses.add(foreignKeys(corpus, name(), progress));
    if (progress.cancelled()) return fail(ErrorCode::Cancelled, "looking at the labels was cancelled");
    kept.losses = std::move(losses).take();
    return kept;
}

Reduced LabelFormat::keep(const Corpus& corpus, const WriteOptions&, const Progress& progress) const {
    return reduce(corpus, capabilities(), progress);
}

std::span<const std::unique_ptr<const LabelFormat>> labelFormats() {
    static const Formats formats = allFormats();
    return formats;
}

Result<const LabelFormat*> findFormat(std::string_view name) {
    std::vector<std::string> names;
    for (const auto& format : labelFormats()) {
        if (format->name() == name) return format.get();
        names.emplace_back(format->name());
    }
    const auto nearest = nearestName(name, names);
    return fail(ErrorCode::InvalidArgument, fmt::format("no label format is called '{}'", forMessage(name)),
        nearest.empty() ? "Use one of " + join(names, ", ") : fmt::format("Did you mean {}?", nearest));
}

Result<CocoArea> findCocoArea(std::string_view name) {
    if (name == "source") return CocoArea::Source;
    if (name == "drawn") return CocoArea::Drawn;
    if (name == "polygon") return CocoArea::Polygon;
    return fail(ErrorCode::InvalidArgument, fmt::format("there is no area '{}' of COCO polygons", forMessage(name)),
        "Use source, drawn or polygon");
}

namespace {

void count(const Corpus& corpus, Converted& converted) {
    converted.items = static_cast<std::int64_t>(corpus.items.size());
    for (const auto& item : corpus.items) {
        converted.annotations += static_cast<std::int64_t>(item.annotations.size());
        for (const auto& annotation : item.annotations)
            converted.regions += static_cast<std::int64_t>(annotation.regions.size());
    }
}

/// Whoever converts a file onto itself loses it.
Status checkPlaces(const fs::path& in, const fs::path& out) {
    std::error_code failed;
    const auto kind = fs::status(in, failed).type();
    if (kind != fs::file_type::not_found && kind != fs::file_type::none && kind != fs::file_type::regular &&
        kind != fs::file_type::directory)
        return fail(ErrorCode::InvalidArgument, fmt::format("{} is neither a file nor a folder", in.string()),
            "Write what comes from it to a file first");
    if (!fs::exists(out, failed)) return {};
    const bool same = fs::equivalent(in, out, failed);
    const bool inside = kind == fs::file_type::directory && fs::is_regular_file(out, failed) &&
                        fs::equivalent(in, fs::absolute(out, failed).parent_path(), failed);
    if (same || inside)
        return fail(ErrorCode::FailedPrecondition, fmt::format("{} would take the place of what is read", out.string()),
            "Choose another file or folder");
    return {};
}

} // namespace

Result<Converted> convert(const LabelFormat& from, const LabelFormat& to, const std::filesystem::path& in,
    const std::filesystem::path& out, const ReadOptions& readOptions, const WriteOptions& writeOptions,
    Progress& progress) {
    SLIPWAY_TRY(checkPlaces(in, out));
    SubProgress reading(progress, 0, 0.5), writing(progress, 0.5, 1);
    SLIPWAY_ASSIGN(auto read, from.read(in, readOptions, reading));
    Converted converted;
    count(read.corpus, converted);
    SLIPWAY_ASSIGN(converted.losses, to.write(read.corpus, out, writeOptions, writing));
    converted.problems = std::move(read.problems);
    converted.problemCount = read.problemCount;
    return converted;
}

} // namespace slipway::label
