#include "ui/widgets/scatter_chart.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>

#include "ui/shell/theme.h"
#include "ui/widgets/chart_pens.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr double kReach = 12, kLeastDrag = 5;
constexpr int kBands = 7;

ChartAxis axisFor(const ChartField& field) {
    ChartAxis axis;
    axis.log = field.log && field.categories.isEmpty();
    double low = INFINITY, high = -INFINITY;
    for (const auto& value : field.values) {
        if (!value || !axis.accepts(*value)) continue;
        low = std::min(low, *value);
        high = std::max(high, *value);
    }
    if (low > high) {
        low = axis.log ? 1 : 0;
        high = axis.log ? 10 : 1;
    }
    const double margin = axis.log ? 1.15 : high > low ? (high - low) * 0.05 : std::max(0.5, std::abs(high) * 0.1);
    axis.from = axis.log ? low / margin : low - margin;
    axis.to = axis.log ? high * margin : high + margin;
    return axis;
}

QString written(const ChartField& field, double value) {
    return field.categories.isEmpty() ? format::number(value) : field.categories.value(static_cast<int>(value));
}

} // namespace

ScatterChart::ScatterChart(const QString& name, QWidget* parent)
    : QWidget(parent), m_name(name), m_emptyText(tr("Choose two fields that have numbers")) {
    setAccessibleName(name);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    connect(&Theme::current(), &Theme::changed, this, [this] {
        m_layerValid = false;
        update();
    });
}

void ScatterChart::setData(Data shown) {
    const bool sameRuns = shown.runs == m_data.runs;
    m_data = std::move(shown);
    if (!sameRuns) m_selection.clear();
    m_pointed = -1;
    fit();
}

void ScatterChart::setFront(bool shown, Better x, Better y) {
    m_frontShown = shown;
    m_betterX = x;
    m_betterY = y;
    m_layerValid = false;
    setAccessibleDescription(summary());
    update();
}

void ScatterChart::setContours(bool shown) {
    m_contoursShown = shown;
    fit();
}

void ScatterChart::fit() {
    m_x = axisFor(m_data.x);
    m_y = axisFor(m_data.y);
    m_low = 0;
    m_high = 1;
    if (m_data.color) {
        m_low = INFINITY;
        m_high = -INFINITY;
        for (int run = 0; run < m_data.runs.size(); ++run) {
            const auto& value = m_data.color->values[static_cast<std::size_t>(run)];
            if (!value || !isShown(run) || (m_data.color->log && *value <= 0)) continue;
            m_low = std::min(m_low, *value);
            m_high = std::max(m_high, *value);
        }
        if (m_low > m_high) m_low = 0, m_high = 1;
    }
    findSurface();
    place(size());
    setAccessibleDescription(summary());
    update();
}

void ScatterChart::findSurface() {
    m_surface.reset();
    m_levels.clear();
    m_refusal.clear();
    if (!m_contoursShown || !m_data.color) return;
    std::vector<ChartSurface::Sample> samples;
    for (int run = 0; run < m_data.runs.size(); ++run) {
        const auto at = static_cast<std::size_t>(run);
        if (!isShown(run) || !m_data.color->values[at]) continue;
        samples.push_back(
            {QPointF(m_x.share(*m_data.x.values[at]), m_y.share(*m_data.y.values[at])), *m_data.color->values[at]});
    }
    auto surface = ChartSurface::through(samples);
    if (!surface) {
        m_refusal = format::text(surface.error().message + ". " + surface.error().hint);
        return;
    }
    m_surface = std::move(*surface);
    const Ticks ticks = niceTicks(m_surface->lowest(), m_surface->highest(), kBands, false);
    for (const double value : ticks.values)
        if (value > m_surface->lowest() && value < m_surface->highest()) m_levels.push_back(value);
}

bool ScatterChart::isShown(int run) const {
    const auto at = static_cast<std::size_t>(run);
    if (at >= m_data.x.values.size() || at >= m_data.y.values.size()) return false;
    const auto &x = m_data.x.values[at], &y = m_data.y.values[at];
    return x && y && m_x.accepts(*x) && m_y.accepts(*y);
}

int ScatterChart::shownCount() const {
    int count = 0;
    for (int run = 0; run < m_data.runs.size(); ++run) count += isShown(run);
    return count;
}

QPointF ScatterChart::placeOf(int run) const {
    const auto at = static_cast<std::size_t>(run);
    return {m_rect.left() + m_x.share(*m_data.x.values[at]) * m_rect.width(),
        m_rect.bottom() - m_y.share(*m_data.y.values[at]) * m_rect.height()};
}

std::vector<int> ScatterChart::front() const {
    std::vector<int> runs;
    for (int run = 0; run < m_data.runs.size(); ++run)
        if (isShown(run)) runs.push_back(run);
    const double signX = m_betterX == Better::Lower ? 1 : -1, signY = m_betterY == Better::Lower ? 1 : -1;
    const auto x = [&](int run) { return signX * *m_data.x.values[static_cast<std::size_t>(run)]; };
    const auto y = [&](int run) { return signY * *m_data.y.values[static_cast<std::size_t>(run)]; };
    std::ranges::sort(runs, [&](int a, int b) { return std::pair(x(a), y(a)) < std::pair(x(b), y(b)); });
    std::vector<int> best;
    for (const int run : runs)
        if (best.empty() || y(run) < y(best.back())) best.push_back(run);
    return best;
}

double ScatterChart::colorShare(double value) const {
    if (!(m_high > m_low)) return 0.5;
    const double share =
        m_data.color->log ? std::log(value / m_low) / std::log(m_high / m_low) : (value - m_low) / (m_high - m_low);
    return std::clamp(share, 0.0, 1.0);
}

QColor ScatterChart::colorOf(int run) const {
    if (!m_data.color) return Theme::current().series(0);
    const auto& value = m_data.color->values[static_cast<std::size_t>(run)];
    if (!value || (m_data.color->log && *value <= 0)) return color(Token::Reference);
    if (!m_data.color->categories.isEmpty()) return Theme::current().series(static_cast<int>(*value));
    return sequentialColor(0.25 + 0.75 * colorShare(*value));
}

QColor ScatterChart::bandColor(double value) const {
    const auto band = std::ranges::lower_bound(m_levels, value) - m_levels.begin();
    return sequentialColor(
        0.1 + 0.9 * static_cast<double>(band) / std::max<double>(1, static_cast<double>(m_levels.size())));
}

int ScatterChart::runAt(const QPointF& place) const {
    int best = -1;
    double distance = kReach;
    for (int run = 0; run < m_data.runs.size(); ++run) {
        if (!isShown(run)) continue;
        const QPointF by = placeOf(run) - place;
        const double away = std::hypot(by.x(), by.y());
        if (away >= distance) continue;
        distance = away;
        best = run;
    }
    return best;
}

void ScatterChart::select(QSet<int> runs) {
    if (runs == m_selection) return;
    m_selection = std::move(runs);
    m_layerValid = false;
    setAccessibleDescription(summary());
    selectionChanged(static_cast<int>(m_selection.size()));
    update();
}

QString ScatterChart::summary() const {
    if (shownCount() == 0) return m_emptyText;
    QString text =
        tr("%1 by %2 and %3").arg(format::plural(shownCount(), tr("run"), tr("runs")), m_data.x.title, m_data.y.title);
    if (m_data.color) text += tr(", coloured by %1").arg(m_data.color->title);
    const int left = static_cast<int>(m_data.runs.size()) - shownCount();
    if (left > 0) text += tr(", %1 without both values").arg(format::count(left));
    if (m_frontShown) {
        QStringList names;
        for (const int run : front()) names.push_back(m_data.runs[run]);
        text += tr(", on the Pareto front: %1").arg(names.mid(0, 10).join(QStringLiteral(", ")));
    }
    if (!m_selection.isEmpty()) text += tr(", %1 selected").arg(m_selection.size());
    return text;
}

QString ScatterChart::chartCsv() const {
    const auto quoted = [](QString value) { return '"' + value.replace('"', QLatin1String("\"\"")) + '"'; };
    const auto cell = [&](const ChartField& field, int run) {
        const auto& value = field.values[static_cast<std::size_t>(run)];
        if (!value) return QString();
        return field.categories.isEmpty() ? format::fullNumber(*value) : quoted(written(field, *value));
    };
    QString text = QStringLiteral("\"run\",") + quoted(m_data.x.title) + ',' + quoted(m_data.y.title);
    if (m_data.color) text += ',' + quoted(m_data.color->title);
    text += '\n';
    for (int run = 0; run < m_data.runs.size(); ++run) {
        if (!isShown(run) || (!m_selection.isEmpty() && !m_selection.contains(run))) continue;
        text += quoted(m_data.runs[run]) + ',' + cell(m_data.x, run) + ',' + cell(m_data.y, run);
        if (m_data.color) text += ',' + cell(*m_data.color, run);
        text += '\n';
    }
    return text;
}

void ScatterChart::resizeEvent(QResizeEvent*) {
    place(size());
}

void ScatterChart::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return event->ignore();
    m_dragging = true;
    m_dragFrom = m_dragAt = event->position();
}

void ScatterChart::mouseMoveEvent(QMouseEvent* event) {
    m_dragAt = event->position();
    if (!m_dragging) {
        const int run = runAt(m_dragAt);
        setCursor(run >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
        m_pointed = run;
    }
    update();
}

void ScatterChart::mouseReleaseEvent(QMouseEvent* event) {
    if (!std::exchange(m_dragging, false)) return;
    m_dragAt = event->position();
    const QPointF by = m_dragAt - m_dragFrom;
    if (std::hypot(by.x(), by.y()) < kLeastDrag) {
        const int run = runAt(m_dragAt);
        if (run >= 0) return opened(run);
        return select({});
    }
    const QRectF box = QRectF(m_dragFrom, m_dragAt).normalized();
    QSet<int> runs = event->modifiers() & Qt::ShiftModifier ? m_selection : QSet<int>();
    for (int run = 0; run < m_data.runs.size(); ++run)
        if (isShown(run) && box.contains(placeOf(run))) runs.insert(run);
    select(std::move(runs));
    update();
}

void ScatterChart::leaveEvent(QEvent*) {
    m_pointed = -1;
    update();
}

void ScatterChart::stepTo(int by) {
    std::vector<int> runs;
    for (int run = 0; run < m_data.runs.size(); ++run)
        if (isShown(run)) runs.push_back(run);
    if (runs.empty()) return;
    std::ranges::stable_sort(runs, {}, [this](int run) { return *m_data.x.values[static_cast<std::size_t>(run)]; });
    const auto at = std::ranges::find(runs, m_pointed) - runs.begin();
    const auto count = static_cast<std::ptrdiff_t>(runs.size());
    m_pointed = runs[static_cast<std::size_t>(
        at == count ? (by > 0 ? 0 : count - 1) : std::clamp<std::ptrdiff_t>(at + by, 0, count - 1))];
    update();
}

void ScatterChart::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Left:
        return stepTo(-1);
    case Qt::Key_Right:
        return stepTo(1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_pointed >= 0) return opened(m_pointed);
        break;
    case Qt::Key_Space:
        if (m_pointed < 0) return;
        {
            QSet<int> runs = m_selection;
            if (!runs.remove(m_pointed)) runs.insert(m_pointed);
            return select(std::move(runs));
        }
    case Qt::Key_E:
        return exportAsked(mapToGlobal(rect().center()));
    case Qt::Key_Escape:
        m_pointed = -1;
        if (!m_selection.isEmpty()) return select({});
        update();
        break;
    default:
        break;
    }
    event->ignore();
}

void ScatterChart::contextMenuEvent(QContextMenuEvent* event) {
    exportAsked(event->globalPos());
}

} // namespace slipway::ui
