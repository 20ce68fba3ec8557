#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/base/result.h"
#include "core/label/annotation.h"

namespace slipway::label {

// Members that several of our JSON forms share. Nothing is written for what is empty; readers take a missing member as
// empty and fail with BadData for one of another type.

void putExtra(Json& json, const Extra& extra); ///< member "extra"
Result<Extra> extraOf(const Json& json);
void putAttributes(Json& json, const char* key, const Attributes& attributes);
Result<Attributes> attributesOf(const Json& json, const char* key);
Result<std::vector<std::string>> textList(const Json& json, const char* key);

} // namespace slipway::label
