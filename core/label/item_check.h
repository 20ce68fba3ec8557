#pragma once

// For core/label only: is an item's file what its project is about?
#include <cstdint>
#include <filesystem>
#include <string>

#include "core/base/result.h"
#include "core/label/project.h"

namespace slipway::label {

inline constexpr std::uint64_t kLongestText = 10u << 20; ///< bytes of one document

struct ItemContent {
    int width = 0, height = 0; ///< 0 for texts and videos: those sizes are not read here
    std::string text;          ///< of a document
};
/// Pictures without a known size, and files of other media, are looked at before they are shown.
bool needsCheck(const Project& project, const Task& task);
/// Opens the file as far as needed; the error's message is what people read as the task's problem.
Result<ItemContent> checkItem(const Project& project, const Item& item);
/// A whole document: UTF-8 (without the mark that some editors put first), at most kLongestText.
Result<std::string> readDocument(const std::filesystem::path& file);
bool isTextName(const std::filesystem::path& file);

} // namespace slipway::label
