#include "ui/track/run/media/picture_card.h"

#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QSlider>
#include <QVBoxLayout>
#include <algorithm>

#include "core/workspace/workspace.h"
#include "ui/shell/notifications.h"
#include "ui/track/run/preview/picture_preview.h"
#include "ui/track/run/preview/picture_view.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

constexpr int kSide = 1024, kKept = 12;

} // namespace

PictureCard::PictureCard(AppContext& app, const QString& run, const MediaSeries& series, QWidget* parent)
    : Card(series.key, parent), m_app(app), m_run(run), m_seen(kKept) {
    setFixedHeight(kHeight);
    m_view = new PictureView(tr("Picture %1").arg(series.key));
    m_view->setObjectName(QStringLiteral("mediaPicture"));
    m_problem = new TextLabel({}, FontRole::Caption, Token::BadText);
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_slider = new QSlider(Qt::Horizontal);
    m_slider->setObjectName(QStringLiteral("mediaStep"));
    m_slider->setAccessibleName(tr("Step of %1").arg(series.key));
    m_slider->setPageStep(5);
    m_where = new TextLabel({}, FontRole::Caption, Token::TextSecondary);
    m_where->setObjectName(QStringLiteral("mediaWhere"));
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    row->addWidget(m_slider, 1);
    row->addWidget(m_where);
    body().setSpacing(6);
    body().addWidget(m_view, 1);
    body().addWidget(m_problem);
    body().addLayout(row);
    connect(m_slider, &QSlider::valueChanged, this, [this](int index) {
        showAt(index);
        stepChosen(step());
    });
    setSeries(series);
}

void PictureCard::setSeries(const MediaSeries& series) {
    const bool atEnd = m_series.steps.empty() || m_slider->value() == m_slider->maximum();
    const auto same = m_series.steps.size() == series.steps.size();
    const auto before = step();
    m_series = series;
    setCaption(format::plural(static_cast<std::int64_t>(series.steps.size()), tr("picture"), tr("pictures")));
    const int last = std::max(0, static_cast<int>(series.steps.size()) - 1);
    {
        const QSignalBlocker quiet(m_slider);
        m_slider->setRange(0, last);
        m_slider->setVisible(last > 0);
        if (atEnd) m_slider->setValue(last);
    }
    if (!atEnd) return showStep(before);
    if (!same || !m_drawn) showAt(m_slider->value());
}

std::int64_t PictureCard::step() const {
    const auto index = static_cast<std::size_t>(m_slider->value());
    return index < m_series.steps.size() ? m_series.steps[index].step : 0;
}

void PictureCard::showStep(std::int64_t wanted) {
    int index = 0;
    for (int i = 0; i < static_cast<int>(m_series.steps.size()); ++i)
        if (m_series.steps[static_cast<std::size_t>(i)].step <= wanted) index = i;
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(index);
    showAt(index);
}

void PictureCard::showAt(int index) {
    if (m_series.steps.empty()) return;
    const auto& step = m_series.steps[static_cast<std::size_t>(index)];
    m_where->setText(tr("step %1 · %2").arg(format::count(step.step), format::when(step.at)));
    m_where->setToolTip(format::absolute(step.at));
    if (const auto* seen = m_seen.object(step.path)) return draw(*seen);
    read();
}

/// The newest wish wins: a slider that is dragged asks for many.
void PictureCard::read() {
    const auto path = m_series.steps[static_cast<std::size_t>(m_slider->value())].path;
    m_app.jobs.start<PictureRead>(
        this, {.title = tr("Read picture"), .key = "picture", .quiet = true, .result = {}},
        [run = m_run.toStdString(), path = path.toStdString()](
            workspace::Workspace& workspace, Progress&) -> Result<PictureRead> {
            SLIPWAY_ASSIGN(const auto file, workspace.tracker().artifactFile(run, path));
            return readPicture(file, kSide);
        },
        [this, path](Result<PictureRead> picture) {
            m_problem->setVisible(!picture);
            if (!picture) return m_problem->setText(sentenceOf(picture.error()));
            auto* seen = new Seen{picture->image, picture->size};
            draw(*seen);
            m_seen.insert(path, seen);
        });
}

void PictureCard::draw(const Seen& seen) {
    m_problem->hide();
    m_view->setPicture(seen.image, seen.size, std::exchange(m_drawn, true));
}

} // namespace slipway::ui
