#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/label/formats/label_format.h"

namespace slipway::label {

/// Counts losses by kind and keeps the first example of each.
class LossList {
public:
    explicit LossList(const std::vector<Loss>& known = {}) { add(known); }

    /// The item that the next losses belong to.
    void startItem(const Item& item, std::size_t number);
    void add(std::string_view kind, std::string_view what = {}, std::int64_t count = 1);
    void add(std::string_view kind, const Region& region);
    void add(const std::vector<Loss>& counted);
    std::vector<Loss> take() &&; ///< most first

private:
    std::string m_item;
    std::map<std::string, Loss, std::less<>> m_losses;
};

} // namespace slipway::label
