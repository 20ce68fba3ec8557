#pragma once

#include <QString>
#include <vector>

namespace slipway::ui {

/// A part of two texts: in both, only in the first or only in the second.
struct TextPart {
    enum class In { Both, First, Second } in = In::Both;
    QString text;
    bool operator==(const TextPart&) const = default;
};

/// Word by word, with the longest common sequence kept; texts of more than 2,000 words are told apart as wholes.
std::vector<TextPart> differenceOf(const QString& first, const QString& second);

} // namespace slipway::ui
