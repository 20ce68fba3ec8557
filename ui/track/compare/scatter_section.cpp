#include "ui/track/compare/scatter_section.h"

#include <QCheckBox>
#include <QComboBox>
#include <QMenu>
#include <QVBoxLayout>

#include "ui/track/compare/chart_fields.h"
#include "ui/track/compare/key_picker.h"
#include "ui/track/compare/opened_menu.h"
#include "ui/track/compare/run_comparison.h"
#include "ui/track/compare/wrap_layout.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/scatter_chart.h"

namespace slipway::ui {

namespace {

QComboBox* directionChoice(const QString& name, const char* objectName) {
    auto* box = new QComboBox;
    box->setObjectName(QLatin1String(objectName));
    box->setAccessibleName(name);
    box->setToolTip(name);
    box->addItems({QObject::tr("lower is better"), QObject::tr("higher is better")});
    box->hide();
    return box;
}

} // namespace

ScatterSection::ScatterSection(AppContext& app, Look look, QWidget* parent)
    : CompareSection(parent), m_app(app), m_look(look) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(makeBar());
    m_note = new TextLabel({}, FontRole::Caption, Token::TextSecondary);
    m_note->setObjectName(QStringLiteral("scatterNote"));
    m_note->setWordWrap(true);
    column->addWidget(m_note);
    auto* card = new Card;
    card->body().setContentsMargins(8, 8, 8, 8);
    m_chart = new ScatterChart(look == Look::Points ? tr("Scatter") : tr("Contours"));
    m_chart->setObjectName(look == Look::Points ? QStringLiteral("scatterChart") : QStringLiteral("contourChart"));
    m_chart->setContours(look == Look::Contours);
    card->body().addWidget(m_chart, 1);
    column->addWidget(card, 1);
    connect(m_chart, &ScatterChart::opened, this,
        [this](int run) { openRun(m_runs->runs[static_cast<std::size_t>(run)].id); });
    connect(m_chart, &ScatterChart::selectionChanged, this, [this] { m_note->setText(m_chart->summary()); });
    connect(m_chart, &ScatterChart::exportAsked, this, &ScatterSection::openMenu);
}

QWidget* ScatterSection::makeBar() {
    auto* bar = new QWidget;
    auto* row = new WrapLayout(bar, 8);
    const QString prefix = m_look == Look::Points ? QStringLiteral("scatter") : QStringLiteral("contour");
    const auto addPicker = [&](const QString& name, const QString& hint, const char* part) {
        auto* picker = new KeyPicker(name, hint, prefix + QLatin1String(part));
        connect(picker, &KeyPicker::keyChosen, this, &ScatterSection::fill);
        auto* label = new TextLabel(name, FontRole::Control, Token::TextSecondary);
        row->addWidget(label);
        row->addWidget(picker);
        return picker;
    };
    const auto addCheck = [&](const QString& text, const char* part) {
        auto* box = new QCheckBox(text);
        box->setObjectName(prefix + QLatin1String(part));
        box->setAccessibleName(text);
        connect(box, &QCheckBox::clicked, this, &ScatterSection::fill);
        row->addWidget(box);
        return box;
    };
    m_x = addPicker(tr("x"), tr("Field"), "X");
    m_y = addPicker(tr("y"), tr("Field"), "Y");
    m_color = addPicker(m_look == Look::Points ? tr("Colour") : tr("Height"), tr("Field"), "Color");
    m_logX = addCheck(tr("Log x"), "LogX");
    m_logY = addCheck(tr("Log y"), "LogY");
    if (m_look == Look::Points) {
        m_front = addCheck(tr("Pareto front"), "Front");
        m_front->setToolTip(tr("The runs that no other run beats in both directions"));
        m_directionX = directionChoice(tr("Which x is better"), "betterX");
        m_directionY = directionChoice(tr("Which y is better"), "betterY");
        for (QComboBox* box : {m_directionX, m_directionY}) {
            row->addWidget(box);
            connect(box, &QComboBox::activated, this, &ScatterSection::fill);
        }
    }
    auto* more = makeIconButton(QStringLiteral("more"), tr("Export the chart"), QStringLiteral("chartMenu"));
    connect(
        more, &QToolButton::clicked, this, [this, more] { openMenu(more->mapToGlobal(QPoint(0, more->height()))); });
    row->addWidget(more);
    return bar;
}

void ScatterSection::showRuns(const SharedRuns& runs) {
    const bool first = !m_runs;
    m_runs = runs;
    const QStringList fields = runs->chartableFields(), numbers = runs->numericFields();
    const QStringList sweep = sweepFields(*runs, 3);
    const QString metric = mainMetric(*runs);
    const QString firstAxis = sweep.value(0, fields.value(0));
    if (m_look == Look::Points) {
        m_x->setKeys(fields, firstAxis);
        m_y->setKeys(fields, metric.isEmpty() ? fields.value(1) : metric);
        const QString none = tr("One colour");
        m_color->setKeys(QStringList{none} + fields, sweep.size() > 2 ? sweep[1] : none);
    } else {
        m_x->setKeys(numbers, firstAxis);
        m_y->setKeys(numbers, sweep.size() > 2 ? sweep[1] : numbers.value(1));
        m_color->setKeys(numbers, metric);
    }
    if (first) {
        const auto wantsLog = [&](const QString& name) {
            const auto* field = runs->find(name);
            return field && wantsLogarithm(axisOf(*field));
        };
        m_logX->setChecked(wantsLog(m_x->chosen()));
        m_logY->setChecked(wantsLog(m_y->chosen()));
        if (m_front) {
            m_directionX->setCurrentIndex(lowerIsBetter(m_x->chosen()) ? 0 : 1);
            m_directionY->setCurrentIndex(lowerIsBetter(m_y->chosen()) ? 0 : 1);
        }
    }
    fill();
}

void ScatterSection::fill() {
    if (!m_runs) return;
    const auto *x = m_runs->find(m_x->chosen()), *y = m_runs->find(m_y->chosen());
    const auto* color = m_runs->find(m_color->chosen());
    ScatterChart::Data shown;
    for (const auto& run : m_runs->runs) shown.runs.push_back(run.name);
    if (x && y) {
        shown.x = axisOf(*x);
        shown.y = axisOf(*y);
        shown.x.log = m_logX->isChecked();
        shown.y.log = m_logY->isChecked();
        if (color) shown.color = axisOf(*color);
        if (shown.color && m_look == Look::Points) shown.color->log = wantsLogarithm(*shown.color);
    }
    m_chart->setData(std::move(shown));
    if (m_front) {
        const auto direction = [](const QComboBox* box) {
            return box->currentIndex() == 0 ? ScatterChart::Better::Lower : ScatterChart::Better::Higher;
        };
        m_directionX->setVisible(m_front->isChecked());
        m_directionY->setVisible(m_front->isChecked());
        m_chart->setFront(m_front->isChecked(), direction(m_directionX), direction(m_directionY));
    }
    if (m_look == Look::Points)
        m_note->setText(m_chart->summary());
    else if (!m_chart->refusal().isEmpty())
        m_note->setText(tr("No contours: %1.").arg(m_chart->refusal()));
    else
        m_note->setText(tr("%1; linear between the runs (Delaunay triangles), nothing is guessed outside them")
                .arg(m_chart->summary()));
}

void ScatterSection::openMenu(const QPoint& globalPlace) {
    auto* menu = openedMenu(this);
    addExportActions(*menu, *m_chart, m_app.prompts, this, [this](const Error& error) { failed(error); });
    menu->popup(globalPlace);
}

} // namespace slipway::ui
