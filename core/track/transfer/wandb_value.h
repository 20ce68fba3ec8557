#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/base/time.h"

namespace slipway::track::transfer {

// Values in records of W&B: JSON texts.

struct WandbItem {
    std::string key;  ///< parts of a nested one joined by dots
    std::string json; ///< its value
};

/// A google.protobuf.Timestamp.
Timestamp timeOf(std::string_view message);

/// JSON has no NaN; W&B writes it all the same, bare or as a text. Booleans are 1 and 0.
std::optional<double> numberOf(std::string_view json);

/// The text itself of a JSON text, JSON of all else.
std::string plainText(const std::string& json);

/// What W&B keeps for itself: "_step", "_wandb" …
bool isOwn(std::string_view key);

/// Members of objects by "KEY.MEMBER".
void flatten(const std::string& key, const Json& value, std::map<std::string, std::string>& to);

/// With an item for each member of those that are objects, as older clients write nested values; media stay whole.
std::vector<WandbItem> expanded(std::vector<WandbItem> items);

/// Pictures, histograms …: objects with a _type, in one value or in one value for each member.
std::map<std::string, Json> mediaOf(const std::vector<WandbItem>& items);
/// Is it one of these, or a member?
bool isPartOf(const std::string& key, const std::map<std::string, Json>& objects);

} // namespace slipway::track::transfer
