#include "ui/track/table/run_marks.h"

#include <QSet>

namespace slipway::ui {

namespace {
constexpr qsizetype kMostRemembered = 400;
constexpr int kMostSlots = 1000;
} // namespace

bool RunMarks::isShown(std::int64_t run, std::size_t position) const {
    const auto chosen = m_byHand.find(run);
    if (chosen != m_byHand.end()) return chosen->second;
    return !m_only && position < kShownByItself;
}

void RunMarks::setShown(std::span<const std::int64_t> runs, bool shown) {
    for (const auto run : runs) m_byHand[run] = shown;
    changed();
}

void RunMarks::showOnly(std::span<const std::int64_t> runs) {
    m_byHand.clear();
    m_only = true;
    setShown(runs, true);
}

void RunMarks::reset() {
    m_byHand.clear();
    m_only = false;
    changed();
}

std::vector<std::int64_t> RunMarks::shownOf(std::span<const std::int64_t> listed) const {
    std::vector<std::int64_t> shown;
    const std::size_t looked = m_byHand.empty() ? std::min(listed.size(), kShownByItself) : listed.size();
    for (std::size_t i = 0; i < looked && shown.size() < kMostShown; ++i)
        if (isShown(listed[i], i)) shown.push_back(listed[i]);
    return shown;
}

void RunMarks::colour(const QStringList& ids) {
    QSet<int> taken;
    QStringList waiting;
    for (const auto& id : ids) {
        const int slot = slotOf(id);
        if (slot >= 0 && !taken.contains(slot))
            taken.insert(slot);
        else
            waiting << id;
    }
    int next = 0;
    for (const auto& id : waiting) {
        while (taken.contains(next)) ++next;
        taken.insert(next);
        m_slots[id] = next;
    }
    for (const auto& id : ids) {
        m_lately.removeOne(id);
        m_lately << id;
    }
    while (m_lately.size() > kMostRemembered) m_slots.remove(m_lately.takeFirst());
}

QStringList RunMarks::remembered() const {
    QStringList texts;
    for (const auto& id : m_lately) texts << id + QLatin1Char('=') + QString::number(m_slots.value(id));
    return texts;
}

void RunMarks::restore(const QStringList& remembered) {
    for (const auto& text : remembered) {
        const QString id = text.section(QLatin1Char('='), 0, 0);
        bool isNumber = false;
        const int slot = text.section(QLatin1Char('='), 1).toInt(&isNumber);
        if (id.isEmpty() || !isNumber || slot < 0 || slot >= kMostSlots || m_slots.contains(id)) continue;
        m_slots[id] = slot;
        m_lately << id;
    }
}

} // namespace slipway::ui
