#pragma once

#include <vector>

#include "ui/shell/app_context.h"
#include "ui/track/run/run_facts.h"
#include "ui/widgets/card.h"

namespace slipway::ui {

class KeyValueList;

/// When, who, with what data and code, where. Made anew only when a line changed, so that a selection stays.
class AboutCard : public Card {
    Q_OBJECT
public:
    explicit AboutCard(AppContext& app, QWidget* parent = nullptr);
    void setFacts(const RunFacts& facts);

    struct Line {
        QString key, value, tip;
        bool code = false;
        QString link; ///< a link of links.h
        bool operator==(const Line&) const = default;
    };
    /// What is known, in the order shown.
    static std::vector<Line> linesOf(const RunFacts& facts);

signals:
    void openRun(const QString& id);

private:
    void follow(const QString& link);

    AppContext& m_app;
    std::vector<Line> m_lines;
    KeyValueList* m_list;
};

} // namespace slipway::ui
