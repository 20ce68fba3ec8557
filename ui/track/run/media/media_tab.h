#pragma once

#include <QPointer>
#include <vector>

#include "ui/shell/app_context.h"
#include "ui/track/run/media/media_steps.h"
#include "ui/track/run/run_tab.h"

class QCheckBox;
class QVBoxLayout;

namespace slipway::ui {

class PictureCard;
class SearchBox;
class TableCard;

/// Pictures by key with a slider over their steps, and the tables that the run logged.
class MediaTab : public RunTab {
    Q_OBJECT
public:
    explicit MediaTab(AppContext& app, QWidget* parent = nullptr);
    void setFacts(std::shared_ptr<const RunFacts> facts) override;
    void reload() override;
    QWidget* searchField() const override;

    static constexpr std::size_t kMostCards = 60;

private:
    void accept(std::vector<MediaSeries> series);
    void build();
    void moveAll(const PictureCard* from, std::int64_t step);

    AppContext& m_app;
    std::shared_ptr<const RunFacts> m_facts;
    std::vector<MediaSeries> m_series;
    std::vector<QString> m_tables;
    std::vector<QPointer<PictureCard>> m_cards;
    std::vector<QPointer<TableCard>> m_tableCards;
    std::string m_built; ///< what the cards were made for
    SearchBox* m_search;
    QCheckBox* m_together;
    QVBoxLayout* m_column;
};

} // namespace slipway::ui
