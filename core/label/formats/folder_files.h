#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace slipway::label {

/// Files under a folder, sorted, relative to it.
Result<std::vector<std::filesystem::path>> filesUnder(const std::filesystem::path& folder);

/// NotFound, or InvalidArgument for a file.
Status checkFolder(const std::filesystem::path& folder, std::string hint);

/// A finite number and nothing else.
std::optional<double> parseNumber(std::string_view text);

/// Names of label files beside their images, none given twice: "x/a.txt" for "x/a.jpg", then "x/a.jpg.txt".
class LabelFileNames {
public:
    explicit LabelFileNames(std::string ending) : m_ending(std::move(ending)) {}
    /// `wished`: the name it had before, or empty.
    std::string take(const std::string& image, const std::string& wished);

private:
    std::string m_ending;
    std::set<std::string> m_taken;
};

} // namespace slipway::label
