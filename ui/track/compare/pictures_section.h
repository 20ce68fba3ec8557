#pragma once

#include <QPointer>

#include "ui/shell/app_context.h"
#include "ui/track/compare/compare_section.h"
#include "ui/track/run/media/media_steps.h"

class QStackedWidget;

namespace slipway::ui {

class FlowRow;
class KeyPicker;
class PictureCard;
class TextLabel;

/// The pictures that the compared runs logged under one key, side by side, with their steps moving together.
class PicturesSection : public CompareSection {
    Q_OBJECT
public:
    static constexpr std::size_t kMostCards = 24;

    explicit PicturesSection(AppContext& app, QWidget* parent = nullptr);
    void showRuns(const SharedRuns& runs) override;

private:
    using Found = std::vector<std::vector<MediaSeries>>; ///< by run
    void fill();
    void build();
    void moveAll(const PictureCard* from, std::int64_t step);
    const MediaSeries* seriesOf(std::size_t run) const; ///< of the chosen key; nullptr: none

    AppContext& m_app;
    SharedRuns m_runs;
    Found m_found;
    KeyPicker* m_key;
    TextLabel* m_note;
    FlowRow* m_row;
    QStackedWidget* m_stack;
    QStringList m_built; ///< key and runs of the cards
    std::vector<std::pair<std::size_t, QPointer<PictureCard>>> m_cards;
};

} // namespace slipway::ui
