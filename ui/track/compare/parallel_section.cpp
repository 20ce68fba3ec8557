#include "ui/track/compare/parallel_section.h"

#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/track/compare/chart_fields.h"
#include "ui/track/compare/key_picker.h"
#include "ui/track/compare/opened_menu.h"
#include "ui/track/compare/wrap_layout.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/parallel_chart.h"

namespace slipway::ui {

namespace {
constexpr qsizetype kFirstAxes = 8, kMostAxes = 16;
}

ParallelSection::ParallelSection(AppContext& app, QWidget* parent) : CompareSection(parent), m_app(app) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(makeBar());
    auto* card = new Card;
    card->body().setContentsMargins(8, 8, 8, 8);
    m_chart = new ParallelChart(tr("Parallel coordinates"));
    m_chart->setObjectName(QStringLiteral("parallelChart"));
    card->body().addWidget(m_chart, 1);
    column->addWidget(card, 1);
    connect(m_chart, &ParallelChart::keptChanged, this, [this](int kept, int all) {
        m_kept->setText(kept == all
                            ? tr("%1 · drag on an axis to keep a range").arg(format::plural(all, tr("run"), tr("runs")))
                            : tr("%1 of %2 runs kept").arg(kept).arg(all));
    });
    connect(m_chart, &ParallelChart::opened, this,
        [this](int run) { openRun(m_runs->runs[static_cast<std::size_t>(run)].id); });
    connect(m_chart, &ParallelChart::orderChanged, this, [this](const QStringList& titles) {
        m_axes = titles;
        m_chosen = true;
    });
    connect(m_chart, &ParallelChart::exportAsked, this, &ParallelSection::openMenu);
}

QWidget* ParallelSection::makeBar() {
    auto* bar = new QWidget;
    auto* row = new WrapLayout(bar, 8);
    m_add = new KeyPicker(tr("Add an axis"), tr("Add an axis"), QStringLiteral("addAxis"));
    m_add->setMomentary(true);
    m_color = new KeyPicker(tr("Field that colours the lines"), tr("One colour"), QStringLiteral("colorBy"));
    row->addWidget(m_add);
    row->addWidget(m_color);
    auto* clear = makeButton(tr("Clear ranges"), QStringLiteral("clearBrushes"));
    connect(clear, &QPushButton::clicked, this, [this] { m_chart->clearBrushes(); });
    row->addWidget(clear);
    auto* more = makeIconButton(QStringLiteral("more"), tr("Export the chart"), QStringLiteral("chartMenu"));
    connect(
        more, &QToolButton::clicked, this, [this, more] { openMenu(more->mapToGlobal(QPoint(0, more->height()))); });
    row->addWidget(more);
    m_kept = new TextLabel({}, FontRole::Caption, Token::TextSecondary);
    m_kept->setObjectName(QStringLiteral("keptRuns"));
    row->addWidget(m_kept);
    m_chips = new QWidget;
    new WrapLayout(m_chips, 4);
    auto* both = new QWidget;
    auto* column = new QVBoxLayout(both);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(bar);
    column->addWidget(m_chips);
    connect(m_add, &KeyPicker::keyChosen, this, [this](const QString& axis) {
        if (m_axes.contains(axis) || m_axes.size() >= kMostAxes) return;
        m_chosen = true;
        m_axes.push_back(axis);
        fill();
    });
    connect(m_color, &KeyPicker::keyChosen, this, &ParallelSection::fill);
    return both;
}

void ParallelSection::showRuns(const SharedRuns& runs) {
    m_runs = runs;
    const QStringList fields = runs->chartableFields();
    m_add->setKeys(fields);
    const QString none = tr("One colour");
    m_color->setKeys(QStringList{none} + fields, fields.contains(mainMetric(*runs)) ? mainMetric(*runs) : none);
    chooseAxes();
    fill();
}

void ParallelSection::chooseAxes() {
    if (m_chosen) {
        m_axes.removeIf([this](const QString& axis) { return !m_runs->find(axis); });
        return;
    }
    m_axes = sweepFields(*m_runs, kFirstAxes);
}

void ParallelSection::fill() {
    if (!m_runs) return;
    QStringList names;
    for (const auto& run : m_runs->runs) names.push_back(run.name);
    std::vector<ParallelChart::Axis> axes;
    QStringList wanted = m_axes;
    for (const QString& name : std::as_const(wanted)) {
        const auto* field = m_runs->find(name);
        if (!field) continue;
        auto axis = axisOf(*field);
        axis.log = m_logAxes.contains(name) != wantsLogarithm(axis); // a click turns what is usual
        axes.push_back(std::move(axis));
    }
    m_chart->setData(names, std::move(axes), m_color->chosen());
    showAxes();
}

/// One small button an axis: removes it, or turns its logarithm.
void ParallelSection::showAxes() {
    if (m_shownChips == m_axes) return;
    m_shownChips = m_axes;
    clearLayout(m_chips->layout());
    for (const QString& name : std::as_const(m_axes)) {
        auto* chip = makeButton(name, QStringLiteral("axis_") + name, ButtonKind::Quiet);
        chip->setAccessibleName(tr("Axis %1").arg(name));
        chip->setToolTip(tr("Logarithm, remove"));
        connect(chip, &QPushButton::clicked, this, [this, chip, name] {
            auto* menu = openedMenu(this);
            menu->addAction(tr("Turn logarithmic scale"), this, [this, name] {
                if (!m_logAxes.removeOne(name)) m_logAxes.push_back(name);
                fill();
            });
            menu->addAction(tr("Remove the axis"), this, [this, name] {
                m_chosen = true;
                m_axes.removeOne(name);
                QMetaObject::invokeMethod(this, &ParallelSection::fill, Qt::QueuedConnection); // the chip goes away
            });
            menu->popup(chip->mapToGlobal(QPoint(0, chip->height())));
        });
        m_chips->layout()->addWidget(chip);
    }
}

void ParallelSection::openMenu(const QPoint& globalPlace) {
    auto* menu = openedMenu(this);
    addExportActions(*menu, *m_chart, m_app.prompts, this, [this](const Error& error) { failed(error); });
    menu->popup(globalPlace);
}

} // namespace slipway::ui
