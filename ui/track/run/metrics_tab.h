#pragma once

#include <QPointer>
#include <QTimer>
#include <map>
#include <vector>

#include "ui/shell/app_context.h"
#include "ui/track/run/metric_tile.h"
#include "ui/track/run/run_tab.h"

class QComboBox;
class QScrollArea;
class QSlider;
class QStackedWidget;
class QToolButton;
class QVBoxLayout;

namespace slipway::ui {

class ChartCrosshair;
class LineChart;
class MetricStage;
class SearchBox;
class TextLabel;

/// The curves of a run: small charts in groups, a page of them at a time, read as they are scrolled to, kept up to date
/// in place while the run goes on; one of them large when asked.
class MetricsTab : public RunTab {
    Q_OBJECT
public:
    explicit MetricsTab(AppContext& app, QWidget* parent = nullptr);
    void setFacts(std::shared_ptr<const RunFacts> facts) override;
    QWidget* searchField() const override;
    void enlarge(const QString& metric); ///< over the whole tab, until Esc

    static constexpr int kTilesPerPage = 30;

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Read {
        std::string key;
        std::int64_t points = 0; ///< that the summary counted when it was asked for
        std::shared_ptr<const track::Curve> curve;
        QString problem;
    };
    QWidget* makeToolbar();
    QWidget* makePager();
    void arrange();
    void showPage(int page);
    void addTiles(const std::vector<MetricEntry>& entries);
    void updateTiles();
    void readVisible();
    void accept(std::vector<Read> read);
    void buildNext();
    void lookChanged();
    void showExportMenu(LineChart& chart, const QPoint& place);
    void shrink();
    int pageCount() const;

    AppContext& m_app;
    std::shared_ptr<const RunFacts> m_facts;
    std::vector<MetricEntry> m_entries, m_shown; ///< all that fit the search; those of this page
    std::vector<QPointer<MetricTile>> m_tiles;
    std::vector<Read> m_waiting; ///< read, but their charts not made yet: one a turn of the event loop
    CurveLook m_look;
    QTimer m_remember; ///< of the look, when the slider rests
    int m_page = 0;
    bool m_reading = false;
    ChartCrosshair* m_crosshair;
    QStackedWidget* m_stack;
    QScrollArea* m_scroll;
    QVBoxLayout* m_column;
    SearchBox* m_search;
    QComboBox* m_x;
    QSlider* m_smoothing;
    TextLabel* m_smoothingText;
    QWidget* m_pager;
    TextLabel* m_range;
    QToolButton* m_previous;
    QToolButton* m_next;
    MetricStage* m_stage;
};

} // namespace slipway::ui
