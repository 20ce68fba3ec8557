#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/base/time.h"

namespace slipway::track::transfer {

/// What an MLflow meta.yaml says: texts by key, and the keys inside its one map, "tags".
class YamlRecord {
public:
    /// At most 1 MiB. BadData names the file and the line.
    static Result<YamlRecord> read(const std::filesystem::path& file);
    static Result<YamlRecord> parse(std::string_view text, std::string_view where);

    /// "" when it is missing, null, or no text.
    std::string text(std::string_view key) const;
    std::optional<std::string> optionalText(std::string_view key) const;
    std::int64_t integer(std::string_view key) const; ///< 0 when it is none
    bool has(std::string_view key) const { return m_texts.contains(key); }
    const std::map<std::string, std::string>& tags() const { return m_tags; }

private:
    std::map<std::string, std::string, std::less<>> m_texts;
    std::map<std::string, std::string> m_tags;
};

} // namespace slipway::track::transfer
