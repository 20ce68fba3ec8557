#include "ui/track/compare/text_difference.h"

#include <QStringList>
#include <algorithm>

namespace slipway::ui {

namespace {

constexpr qsizetype kMostWords = 2000;

/// Runs of letters and digits, and every other character by itself.
QStringList wordsOf(const QString& text) {
    QStringList words;
    bool joins = false;
    for (const QChar c : text) {
        const bool letter = c.isLetterOrNumber();
        if (letter && joins)
            words.back() += c;
        else
            words.push_back(c);
        joins = letter;
    }
    return words;
}

void append(std::vector<TextPart>& parts, TextPart::In in, const QString& text) {
    if (text.isEmpty()) return;
    if (!parts.empty() && parts.back().in == in)
        parts.back().text += text;
    else
        parts.push_back({in, text});
}

} // namespace

std::vector<TextPart> differenceOf(const QString& first, const QString& second) {
    std::vector<TextPart> parts;
    const QStringList a = wordsOf(first), b = wordsOf(second);
    if (first == second || a.size() > kMostWords || b.size() > kMostWords) {
        append(parts, first == second ? TextPart::In::Both : TextPart::In::First, first);
        if (first != second) append(parts, TextPart::In::Second, second);
        return parts;
    }
    const auto rows = static_cast<std::size_t>(a.size()) + 1, columns = static_cast<std::size_t>(b.size()) + 1;
    std::vector<quint16> common(rows * columns); // length of the common rest
    const auto at = [columns](qsizetype i, qsizetype j) {
        return static_cast<std::size_t>(i) * columns + static_cast<std::size_t>(j);
    };
    for (qsizetype i = a.size() - 1; i >= 0; --i)
        for (qsizetype j = b.size() - 1; j >= 0; --j)
            common[at(i, j)] = a[i] == b[j] ? static_cast<quint16>(common[at(i + 1, j + 1)] + 1)
                                            : std::max(common[at(i + 1, j)], common[at(i, j + 1)]);
    qsizetype i = 0, j = 0;
    while (i < a.size() || j < b.size()) {
        if (i < a.size() && j < b.size() && a[i] == b[j]) {
            append(parts, TextPart::In::Both, a[i++]);
            ++j;
        } else if (j == b.size() || (i < a.size() && common[at(i + 1, j)] >= common[at(i, j + 1)])) {
            append(parts, TextPart::In::First, a[i++]);
        } else {
            append(parts, TextPart::In::Second, b[j++]);
        }
    }
    return parts;
}

} // namespace slipway::ui
