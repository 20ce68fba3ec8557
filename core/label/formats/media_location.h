#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/label/corpus.h"

namespace slipway::label {

/// "a%20b" -> "a b"; a broken escape stays as it is.
std::string urlDecoded(std::string_view text);

/// Item::path of what a label file calls an image, text or video: of a URL the path behind the host without its query,
/// of s3://BUCKET/KEY the key, of /data/upload/… and /data/local-files/?d=… what comes behind, all of them
/// URL-decoded; backslashes become '/', "./" and ".." go. A plain relative path stays as it is.
std::string pathOfUri(std::string_view uri);
/// Sets path, and uri when it says more.
void setLocation(Item& item, std::string_view uri);
/// The other way: Item::uri unless the path has been changed since.
std::string uriOf(const Item& item);

/// The file of an item: under `images` (when given) or beside `labelFile`, also without leading folders that these
/// already stand for. nullopt when there is none.
std::optional<std::filesystem::path> findMedia(
    std::string_view path, const std::filesystem::path& images, const std::filesystem::path& labelFile);

/// Fills width and height (and frames of a video) from the file of the item when they are not known and it is found.
void findSize(Item& item, const std::filesystem::path& images, const std::filesystem::path& labelFile);

} // namespace slipway::label
