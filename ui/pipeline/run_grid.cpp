#include "ui/pipeline/run_grid.h"

#include <algorithm>

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include "ui/shell/theme.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/pill.h"

namespace slipway::ui {

namespace {

constexpr int kColumn = 34, kRow = 32, kBars = 56, kTop = 12;

std::int64_t took(const pipeline::PipelineRun& run) {
    return std::max<std::int64_t>(1, run.endedAt - run.startedAt);
}

const pipeline::StepRun* stepOf(const pipeline::PipelineRun& run, const QString& name) {
    const auto it = std::ranges::find(run.steps, name.toStdString(), &pipeline::StepRun::name);
    return it == run.steps.end() ? nullptr : &*it;
}

} // namespace

RunGrid::RunGrid(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Runs of the pipeline"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void RunGrid::setRuns(std::vector<pipeline::PipelineRun> newestFirst) {
    const auto run = selectedRun();
    const auto step = selectedStep();
    m_runs = std::move(newestFirst);
    std::ranges::reverse(m_runs);
    m_steps.clear();
    if (!m_runs.empty())
        for (const auto& entry : m_runs.back().steps) m_steps << format::text(entry.name);
    m_column = m_row = -1;
    select(run != 0 ? run : m_runs.empty() ? 0 : m_runs.back().id, step);
    updateGeometry();
    update();
}

void RunGrid::select(std::int64_t run, const QString& step) {
    const auto it = std::ranges::find(m_runs, run, &pipeline::PipelineRun::id);
    if (it == m_runs.end()) {
        if (m_runs.empty() || run == m_runs.back().id) return;
        return select(m_runs.back().id, step);
    }
    m_column = static_cast<int>(it - m_runs.begin());
    m_row = static_cast<int>(m_steps.indexOf(step));
    for (int row = 0; row < m_steps.size() && m_row < 0; ++row)
        if (const auto* entry = stepOf(*it, m_steps[row]); entry && entry->state == "failed") m_row = row;
    if (m_row < 0) m_row = static_cast<int>(m_steps.size()) - 1;
    announce();
}

std::int64_t RunGrid::selectedRun() const {
    return m_column < 0 ? 0 : m_runs[static_cast<std::size_t>(m_column)].id;
}
QString RunGrid::selectedStep() const {
    return m_row < 0 || m_row >= m_steps.size() ? QString() : m_steps[m_row];
}

QSize RunGrid::sizeHint() const {
    return {labelWidth() + static_cast<int>(m_runs.size()) * kColumn + 16,
        kTop + kBars + 8 + static_cast<int>(m_steps.size()) * kRow + 8};
}

int RunGrid::labelWidth() const {
    int width = 120;
    const QFontMetrics metrics(ui::font(FontRole::Control));
    for (const auto& step : m_steps) width = std::max(width, metrics.horizontalAdvance(step) + 24);
    return std::min(width, 260);
}

int RunGrid::columnX(int column) const {
    return labelWidth() + column * kColumn;
}

void RunGrid::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_row >= 0) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(Token::Hover));
        painter.drawRoundedRect(QRectF(0, kTop + kBars + 8 + m_row * kRow, width(), kRow), 6, 6);
    }
    paintLabels(painter);
    for (int column = 0; column < static_cast<int>(m_runs.size()); ++column) paintColumn(painter, column);
    if (hasFocus() && m_column >= 0 && m_row >= 0) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color(Token::Focus), 2));
        painter.drawRoundedRect(
            QRectF(columnX(m_column) + 3, kTop + kBars + 8 + m_row * kRow + 3, kColumn - 6, kRow - 6), 6, 6);
    }
}

void RunGrid::paintLabels(QPainter& painter) const {
    painter.setFont(ui::font(FontRole::Control));
    for (int row = 0; row < m_steps.size(); ++row) {
        painter.setPen(color(row == m_row ? Token::Text : Token::TextSecondary));
        const QRect cell(8, kTop + kBars + 8 + row * kRow, labelWidth() - 16, kRow);
        painter.drawText(
            cell, Qt::AlignVCenter, painter.fontMetrics().elidedText(m_steps[row], Qt::ElideRight, cell.width()));
    }
    painter.setFont(ui::font(FontRole::Axis));
    painter.setPen(color(Token::TextMuted));
    painter.drawText(QRect(8, kTop, labelWidth() - 16, kBars), Qt::AlignBottom, tr("Duration"));
}

void RunGrid::paintColumn(QPainter& painter, int column) const {
    const auto& run = m_runs[static_cast<std::size_t>(column)];
    const auto longest = took(*std::ranges::max_element(m_runs, {}, took));
    const int x = columnX(column);
    const auto look = lookOf(run.state);
    if (column == m_column) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(Token::Selected));
        painter.drawRoundedRect(QRectF(x + 1, kTop - 4, kColumn - 2, height() - kTop), 6, 6);
    }
    const double bar =
        std::max(4.0, static_cast<double>(kBars - 4) * static_cast<double>(took(run)) / static_cast<double>(longest));
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(pillText(look.kind)));
    painter.drawRoundedRect(QRectF(x + 9, kTop + kBars - bar, kColumn - 18, bar), 3, 3);
    for (int row = 0; row < m_steps.size(); ++row) {
        const auto* step = stepOf(run, m_steps[row]);
        if (!step) continue;
        const auto stepLook = lookOf(step->state);
        const QPointF centre(x + kColumn / 2.0, kTop + kBars + 8 + row * kRow + kRow / 2.0);
        painter.setBrush(color(pillFill(stepLook.kind)));
        painter.drawRoundedRect(QRectF(centre.x() - 11, centre.y() - 11, 22, 22), 5, 5);
        paintPillShape(&painter, centre, stepLook.kind, color(pillText(stepLook.kind)));
    }
}

void RunGrid::mousePressEvent(QMouseEvent* event) {
    const int column = (event->pos().x() - labelWidth()) / kColumn;
    const int row = (event->pos().y() - kTop - kBars - 8) / kRow;
    if (event->pos().x() >= labelWidth() && column >= 0 && column < static_cast<int>(m_runs.size())) m_column = column;
    if (event->pos().y() >= kTop + kBars + 8 && row >= 0 && row < m_steps.size()) m_row = row;
    announce();
}

void RunGrid::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Left:
        return moveSelection(-1, 0);
    case Qt::Key_Right:
        return moveSelection(1, 0);
    case Qt::Key_Up:
        return moveSelection(0, -1);
    case Qt::Key_Down:
        return moveSelection(0, 1);
    default:
        QWidget::keyPressEvent(event);
    }
}

bool RunGrid::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int column = (help->pos().x() - labelWidth()) / kColumn;
    if (help->pos().x() < labelWidth() || column >= static_cast<int>(m_runs.size())) return true;
    const auto& run = m_runs[static_cast<std::size_t>(column)];
    QToolTip::showText(help->globalPos(),
        tr("Run %1, %2, %3, %4")
            .arg(run.id)
            .arg(lookOf(run.state).word, format::when(run.startedAt), format::duration(took(run))),
        this);
    return true;
}

void RunGrid::moveSelection(int columns, int rows) {
    if (m_runs.empty() || m_steps.isEmpty()) return;
    m_column = std::clamp(m_column + columns, 0, static_cast<int>(m_runs.size()) - 1);
    m_row = std::clamp(m_row + rows, 0, static_cast<int>(m_steps.size()) - 1);
    announce();
}

void RunGrid::announce() {
    if (m_column >= 0 && m_row >= 0)
        if (const auto* step = stepOf(m_runs[static_cast<std::size_t>(m_column)], selectedStep()))
            setAccessibleDescription(
                tr("Run %1, step %2: %3").arg(selectedRun()).arg(selectedStep(), lookOf(step->state).word));
    update();
    selectionChanged();
}

} // namespace slipway::ui
