#include "ui/shell/fuzzy_match.h"

#include <QStringList>
#include <algorithm>

namespace slipway::ui {

namespace {

bool startsWord(const QString& text, qsizetype at) {
    return at == 0 || !text[at - 1].isLetterOrNumber() || (text[at].isUpper() && text[at - 1].isLower());
}

/// Position of `part` at a word start from `from` on; -1 when there is none.
qsizetype findAtWord(const QString& text, const QString& part, qsizetype from) {
    for (qsizetype at = text.indexOf(part, from, Qt::CaseInsensitive); at >= 0;
        at = text.indexOf(part, at + 1, Qt::CaseInsensitive))
        if (startsWord(text, at)) return at;
    return -1;
}

void addRun(FuzzyMatch& match, qsizetype at, qsizetype length) {
    for (qsizetype i = 0; i < length; ++i) match.hits.push_back(static_cast<int>(at + i));
}

} // namespace

FuzzyMatch fuzzyMatch(const QString& query, const QString& text) {
    FuzzyMatch match;
    const QStringList parts = query.split(' ', Qt::SkipEmptyParts);
    if (parts.isEmpty()) return {1, {}};
    qsizetype from = 0;
    bool inOrder = true;
    for (const QString& part : parts) {
        const qsizetype at = findAtWord(text, part, from);
        if (at < 0) {
            inOrder = false;
            break;
        }
        addRun(match, at, part.size());
        from = at + part.size();
    }
    if (inOrder) {
        match.score = 1000 - std::min<int>(400, static_cast<int>(text.size()));
        if (match.hits.front() == 0) match.score += 300;
        return match;
    }
    match.hits.clear();
    const QString whole = query.trimmed();
    const qsizetype inside = text.indexOf(whole, 0, Qt::CaseInsensitive);
    if (inside >= 0 && whole.size() >= 2) {
        addRun(match, inside, whole.size());
        match.score = 300;
        return match;
    }
    // Initials of the first words: "cwr" fits "Compare with reference".
    qsizetype at = 0;
    for (const QChar letter : whole) {
        if (letter.isSpace()) continue;
        while (at < text.size() && !startsWord(text, at)) ++at;
        if (at == text.size() || text[at].toLower() != letter.toLower()) return {};
        match.hits.push_back(static_cast<int>(at++));
    }
    match.score = match.hits.size() >= 2 ? 200 : 0;
    return match.score ? match : FuzzyMatch();
}

} // namespace slipway::ui
