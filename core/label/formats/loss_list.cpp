#include "core/label/formats/loss_list.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::label {

void LossList::add(const std::vector<Loss>& counted) {
    for (const auto& loss : counted) {
        const auto [known, isNew] = m_losses.try_emplace(loss.kind, loss);
        if (!isNew) known->second.count += loss.count;
    }
}

void LossList::startItem(const Item& item, std::size_t number) {
    m_item = !item.path.empty()   ? forMessage(item.path)
             : !item.text.empty() ? forMessage(item.text, 40)
                                  : fmt::format("item {}", number + 1);
}

void LossList::add(std::string_view kind, std::string_view what, std::int64_t count) {
    auto& loss = m_losses[std::string(kind)];
    if (loss.count == 0) {
        loss.kind = kind;
        loss.example = what.empty() ? m_item : fmt::format("{}: {}", m_item, forMessage(what));
    }
    loss.count += count;
}

void LossList::add(std::string_view kind, const Region& region) {
    add(kind, region.label.empty() ? region.id : region.label);
}

std::vector<Loss> LossList::take() && {
    std::vector<Loss> losses;
    for (auto& [kind, loss] : m_losses) losses.push_back(std::move(loss));
    std::ranges::stable_sort(losses, std::ranges::greater(), &Loss::count);
    return losses;
}

} // namespace slipway::label
