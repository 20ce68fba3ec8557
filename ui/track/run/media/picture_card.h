#pragma once

#include <QCache>

#include "ui/shell/app_context.h"
#include "ui/track/run/media/media_steps.h"
#include "ui/widgets/card.h"

class QSlider;

namespace slipway::ui {

class PictureView;
class TextLabel;

/// The pictures of one key: one of them, and a slider over the steps (arrow keys, Page keys, Home and End).
class PictureCard : public Card {
    Q_OBJECT
public:
    PictureCard(AppContext& app, const QString& run, const MediaSeries& series, QWidget* parent = nullptr);
    /// More steps of the same key; the one that is shown stays, the last one goes on to the new last.
    void setSeries(const MediaSeries& series);
    const MediaSeries& series() const { return m_series; }
    /// The nearest step that is not after this one.
    void showStep(std::int64_t step);
    std::int64_t step() const;
    static constexpr int kHeight = 360;

signals:
    void stepChosen(std::int64_t step); ///< by a person

private:
    struct Seen {
        QImage image;
        QSize size;
    };
    void showAt(int index);
    void read();
    void draw(const Seen& seen);

    AppContext& m_app;
    QString m_run;
    MediaSeries m_series;
    QCache<QString, Seen> m_seen;
    bool m_drawn = false;
    PictureView* m_view;
    QSlider* m_slider;
    TextLabel* m_where;
    TextLabel* m_problem;
};

} // namespace slipway::ui
