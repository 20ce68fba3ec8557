#include "core/track/transfer/yaml_record.h"

#include <charconv>
#include <exception>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "core/base/file.h"

namespace slipway::track::transfer {

namespace {

constexpr std::uintmax_t kLongest = 1u << 20;

/// Reads only texts on the first level and those of "tags": what is deeper or shared by aliases is never walked.
template <class Add> void eachText(const YAML::Node& map, const Add& add) {
    for (const auto& one : map)
        if (one.first.IsScalar() && one.second.IsScalar()) add(one.first.Scalar(), one.second.Scalar());
}

} // namespace

Result<YamlRecord> YamlRecord::read(const std::filesystem::path& file) {
    SLIPWAY_ASSIGN(const auto text, readFile(file, kLongest));
    return parse(text, file.string());
}

Result<YamlRecord> YamlRecord::parse(std::string_view text, std::string_view where) {
    YamlRecord record;
    try {
        const auto root = YAML::Load(std::string(text));
        if (!root.IsMap()) return fail(ErrorCode::BadData, fmt::format("{} is no YAML record", where));
        eachText(root, [&](const auto& key, const auto& value) { record.m_texts.insert_or_assign(key, value); });
        if (const auto tags = root["tags"]; tags && tags.IsMap())
            eachText(tags, [&](const auto& key, const auto& value) { record.m_tags.insert_or_assign(key, value); });
    } catch (const YAML::Exception& error) {
        return fail(ErrorCode::BadData, fmt::format("{}, line {}: {}", where, error.mark.line + 1, error.msg));
    } catch (const std::exception& error) {
        return fail(ErrorCode::BadData, fmt::format("{}: {}", where, error.what()));
    }
    return record;
}

std::string YamlRecord::text(std::string_view key) const {
    return optionalText(key).value_or("");
}

std::optional<std::string> YamlRecord::optionalText(std::string_view key) const {
    const auto found = m_texts.find(key);
    if (found == m_texts.end() || found->second == "null" || found->second == "~") return std::nullopt;
    return found->second;
}

std::int64_t YamlRecord::integer(std::string_view key) const {
    const auto written = text(key);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), value);
    return error == std::errc() && end == written.data() + written.size() ? value : 0;
}

} // namespace slipway::track::transfer
