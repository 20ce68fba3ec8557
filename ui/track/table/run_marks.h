#pragma once

#include <QHash>
#include <QObject>
#include <QStringList>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace slipway::ui {

/// Which runs the charts show, and in which colour. Without a word from the person the first ten of the list are shown;
/// a colour that a run once had it keeps, also after a restart (remembered by run id for the last few hundred).
class RunMarks : public QObject {
    Q_OBJECT
public:
    static constexpr std::size_t kShownByItself = 10, kMostShown = 100;

    explicit RunMarks(QObject* parent = nullptr) : QObject(parent) {}

    bool isShown(std::int64_t run, std::size_t position) const;
    void setShown(std::span<const std::int64_t> runs, bool shown);
    void showOnly(std::span<const std::int64_t> runs); ///< hides what would be shown by itself
    void reset();                                      ///< back to the first ten
    bool isByItself() const { return m_byHand.empty() && !m_only; }
    /// What of the list the charts show, in its order.
    std::vector<std::int64_t> shownOf(std::span<const std::int64_t> listed) const;

    /// Gives these runs their colours: what one had, else the lowest that none of the others has.
    void colour(const QStringList& ids);
    int slotOf(const QString& id) const { return m_slots.value(id, -1); } ///< -1: has none yet

    QStringList remembered() const; ///< for the settings
    void restore(const QStringList& remembered);

signals:
    void changed();

private:
    std::unordered_map<std::int64_t, bool> m_byHand;
    bool m_only = false;
    QHash<QString, int> m_slots;
    QStringList m_lately; ///< ids with colours, latest used last
};

} // namespace slipway::ui
