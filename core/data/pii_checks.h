#pragma once

#include <string_view>

namespace slipway::data {

// Each says whether the text holds one such item anywhere, as stats-contract section 9 counts it.
bool holdsCreditCard(std::string_view text);
bool holdsIban(std::string_view text);
bool holdsEmail(std::string_view text);
bool holdsUsSsn(std::string_view text);
bool holdsUsItin(std::string_view text);
bool holdsIpAddress(std::string_view text);
bool holdsMacAddress(std::string_view text);
bool holdsUrl(std::string_view text);
/// International with "+", or North American with separators; `bareDigits` also takes 10 or 11 digits in a row.
bool holdsPhoneNumber(std::string_view text, bool bareDigits);

} // namespace slipway::data
