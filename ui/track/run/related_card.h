#pragma once

#include <vector>

#include "ui/shell/app_context.h"
#include "ui/track/run/run_facts.h"
#include "ui/widgets/card.h"

namespace slipway::ui {

/// What went into the run and what came of it: input datasets, logged models, registered versions, runs that are part
/// of it. Hidden when there is nothing.
class RelatedCard : public Card {
    Q_OBJECT
public:
    explicit RelatedCard(AppContext& app, QWidget* parent = nullptr);
    void setFacts(const RunFacts& facts);

signals:
    void openRun(const QString& id);

private:
    struct Line {
        QString group, icon, text, detail, state, link;
        bool operator==(const Line&) const = default;
    };
    static std::vector<Line> linesOf(const RunFacts& facts);
    QWidget* makeRow(const Line& line);

    AppContext& m_app;
    std::vector<Line> m_lines;
};

} // namespace slipway::ui
