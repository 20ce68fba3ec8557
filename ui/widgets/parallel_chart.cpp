#include "ui/widgets/parallel_chart.h"

#include <algorithm>
#include <cmath>

#include "ui/shell/theme.h"
#include "ui/widgets/chart_pens.h"
#include "ui/widgets/curve_raster.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr double kTop = 44, kBottom = 26, kSide = 64;
constexpr double kReach = 8; ///< pixels from a line or an axis within which it is meant

} // namespace

ParallelChart::ParallelChart(const QString& name, QWidget* parent) : QWidget(parent), m_name(name) {
    setAccessibleName(name);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    connect(&Theme::current(), &Theme::changed, this, [this] { restartLayers(); });
}

ParallelChart::~ParallelChart() = default;

void ParallelChart::setData(QStringList runs, std::vector<Axis> axes, const QString& colorBy) {
    const QStringList before = order();
    const auto placeBefore = [&](const Axis& axis) {
        const auto at = before.indexOf(axis.title);
        return at < 0 ? before.size() : at;
    };
    std::ranges::stable_sort(axes, [&](const Axis& a, const Axis& b) { return placeBefore(a) < placeBefore(b); });
    m_runs = std::move(runs);
    m_axes = std::move(axes);
    m_colorBy = colorBy;
    restartLayers();
    std::erase_if(m_brushes, [this](const auto& brush) { return !order().contains(brush.first); });
    m_chosenAxis = std::clamp(m_chosenAxis, 0, std::max(0, static_cast<int>(m_axes.size()) - 1));
    if (m_pointed >= m_runs.size()) m_pointed = -1;
    rescale();
    changed();
}

void ParallelChart::rescale() {
    m_scales.clear();
    for (const Axis& axis : m_axes) {
        Scale scale{INFINITY, -INFINITY};
        for (const auto& value : axis.values) {
            if (!value || (axis.log && *value <= 0)) continue;
            scale.from = std::min(scale.from, *value);
            scale.to = std::max(scale.to, *value);
        }
        if (!axis.categories.isEmpty()) scale = {0, std::max(1.0, axis.categories.size() - 1.0)};
        if (scale.from > scale.to) scale = axis.log ? Scale{1, 10} : Scale{0, 1};
        if (scale.from == scale.to)
            scale = axis.log ? Scale{scale.from / 2, scale.to * 2} : Scale{scale.from - 0.5, scale.to + 0.5};
        m_scales.push_back(scale);
    }
}

QRectF ParallelChart::area(const QSizeF& size) const {
    return {kSide, kTop, std::max(10.0, size.width() - 2 * kSide), std::max(10.0, size.height() - kTop - kBottom)};
}

double ParallelChart::axisX(int axis, const QSizeF& size) const {
    const QRectF box = area(size);
    const auto gaps = static_cast<double>(m_axes.size()) - 1;
    return gaps < 1 ? box.center().x() : box.left() + box.width() * axis / gaps;
}

double ParallelChart::share(int axis, double value) const {
    const Scale& scale = m_scales[static_cast<std::size_t>(axis)];
    if (m_axes[static_cast<std::size_t>(axis)].log)
        return std::log(value / scale.from) / std::log(scale.to / scale.from);
    return (value - scale.from) / (scale.to - scale.from);
}

double ParallelChart::valueAt(int axis, double share) const {
    const Scale& scale = m_scales[static_cast<std::size_t>(axis)];
    if (m_axes[static_cast<std::size_t>(axis)].log) return scale.from * std::pow(scale.to / scale.from, share);
    return scale.from + share * (scale.to - scale.from);
}

std::optional<double> ParallelChart::shareOf(int axis, int run) const {
    const Axis& one = m_axes[static_cast<std::size_t>(axis)];
    const auto& value = one.values[static_cast<std::size_t>(run)];
    if (!value || !std::isfinite(*value) || (one.log && *value <= 0)) return {};
    return share(axis, *value);
}

QPointF ParallelChart::placeOf(int run, int axis) const {
    const QRectF box = area(size());
    return {axisX(axis, size()), box.bottom() - shareOf(axis, run).value_or(0) * box.height()};
}

/// Gaps, as NaN, where the run lacks a value.
std::vector<QPointF> ParallelChart::lineOf(int run, const QSizeF& size) const {
    const QRectF box = area(size);
    std::vector<QPointF> line;
    for (int axis = 0; axis < static_cast<int>(m_axes.size()); ++axis) {
        const auto at = shareOf(axis, run);
        line.emplace_back(axisX(axis, size), at ? box.bottom() - *at * box.height() : NAN);
    }
    return line;
}

bool ParallelChart::isKept(int run) const {
    for (const auto& [title, range] : m_brushes) {
        const auto axis = std::ranges::find(m_axes, title, &Axis::title);
        const auto& value = axis->values[static_cast<std::size_t>(run)];
        if (!value || *value < range.from || *value > range.to) return false;
    }
    return true;
}

bool ParallelChart::isComplete() const {
    const auto done = [this](const Layer& layer) { return layer.raster && layer.next >= m_runs.size(); };
    return done(m_kept) && (m_brushes.empty() || done(m_faint));
}

std::vector<int> ParallelChart::kept() const {
    std::vector<int> runs;
    for (int run = 0; run < m_runs.size(); ++run)
        if (isKept(run)) runs.push_back(run);
    return runs;
}

QStringList ParallelChart::order() const {
    QStringList titles;
    for (const Axis& axis : m_axes) titles.push_back(axis.title);
    return titles;
}

QColor ParallelChart::colorOf(int run) const {
    const auto axis = std::ranges::find(m_axes, m_colorBy, &Axis::title);
    if (axis == m_axes.end()) return Theme::current().series(0);
    const auto at = shareOf(static_cast<int>(axis - m_axes.begin()), run);
    // The palest end would be lost on the surface.
    return at ? sequentialColor(0.25 + 0.75 * std::clamp(*at, 0.0, 1.0)) : color(Token::Reference);
}

void ParallelChart::brush(int axis, std::optional<Range> range) {
    const QString& title = m_axes[static_cast<std::size_t>(axis)].title;
    if (range)
        m_brushes[title] = *range;
    else
        m_brushes.erase(title);
    changed();
}

void ParallelChart::clearBrushes() {
    m_brushes.clear();
    changed();
}

void ParallelChart::changed() {
    m_kept.restart();
    setAccessibleDescription(summary());
    keptChanged(static_cast<int>(kept().size()), static_cast<int>(m_runs.size()));
    update();
}

void ParallelChart::highlight(int run) {
    if (run == m_pointed) return;
    m_pointed = run;
    update();
}

void ParallelChart::moveAxis(int from, int to) {
    if (from == to || to < 0 || to >= static_cast<int>(m_axes.size())) return;
    const auto move = [&](auto& list) {
        auto item = std::move(list[static_cast<std::size_t>(from)]);
        list.erase(list.begin() + from);
        list.insert(list.begin() + to, std::move(item));
    };
    move(m_axes);
    move(m_scales);
    restartLayers();
    orderChanged(order());
}

void ParallelChart::resizeEvent(QResizeEvent*) {
    restartLayers();
}

void ParallelChart::restartLayers() {
    m_kept.restart();
    m_faint.restart();
    update();
}

int ParallelChart::axisAt(const QPointF& place) const {
    for (int axis = 0; axis < static_cast<int>(m_axes.size()); ++axis)
        if (std::abs(axisX(axis, size()) - place.x()) <= kReach * 2) return axis;
    return -1;
}

int ParallelChart::runAt(const QPointF& place) const {
    const auto axes = static_cast<int>(m_axes.size());
    int left = 0;
    while (left + 2 < axes && axisX(left + 1, size()) <= place.x()) ++left;
    if (axes < 2 || !area(size()).adjusted(-4, -4, 4, 4).contains(place)) return -1;
    const QRectF box = area(size());
    const double from = axisX(left, size()), to = axisX(left + 1, size());
    const double t = (place.x() - from) / (to - from);
    int best = -1;
    double distance = kReach;
    for (int run = 0; run < m_runs.size(); ++run) {
        const auto a = shareOf(left, run), b = shareOf(left + 1, run);
        if (!a || !b || !isKept(run)) continue;
        const double slope = (*b - *a) * box.height() / (to - from);
        const double away =
            std::abs(box.bottom() - (*a + (*b - *a) * t) * box.height() - place.y()) / std::sqrt(1 + slope * slope);
        if (away < distance) {
            distance = away;
            best = run;
        }
    }
    return best;
}

QString ParallelChart::summary() const {
    QStringList ranges;
    for (const auto& [title, range] : m_brushes)
        ranges.push_back(tr("%1 %2 to %3").arg(title, format::number(range.from), format::number(range.to)));
    QString text = tr("%1 over %2")
                       .arg(format::plural(m_runs.size(), tr("run"), tr("runs")),
                           format::plural(static_cast<std::int64_t>(m_axes.size()), tr("axis"), tr("axes")));
    if (!ranges.isEmpty())
        text += tr(", %1 of them in %2")
                    .arg(format::count(static_cast<std::int64_t>(kept().size())), ranges.join(tr(" and ")));
    return text;
}

QString ParallelChart::chartCsv() const {
    QString text = QStringLiteral("\"run\"");
    for (const Axis& axis : m_axes) text += QStringLiteral(",\"%1\"").arg(QString(axis.title).replace('"', "\"\""));
    text += '\n';
    for (const int run : kept()) {
        text += '"' + QString(m_runs[run]).replace('"', "\"\"") + '"';
        for (const Axis& axis : m_axes) {
            const auto& value = axis.values[static_cast<std::size_t>(run)];
            text += ',';
            if (value && axis.categories.isEmpty())
                text += format::fullNumber(*value);
            else if (value)
                text += '"' + axis.categories.value(static_cast<int>(*value)).replace('"', "\"\"") + '"';
        }
        text += '\n';
    }
    return text;
}

} // namespace slipway::ui
