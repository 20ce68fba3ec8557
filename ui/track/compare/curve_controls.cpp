#include "ui/track/compare/curve_controls.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QSlider>
#include <QToolButton>

#include "ui/track/compare/key_picker.h"
#include "ui/track/compare/wrap_layout.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

CurveControls::CurveControls(Rows rows, QWidget* parent) : QWidget(parent) {
    auto* row = new WrapLayout(this, 12);
    auto* smoothing = new QWidget;
    auto* smoothingRow = new QHBoxLayout(smoothing);
    smoothingRow->setContentsMargins(0, 0, 0, 0);
    smoothingRow->setSpacing(8);
    m_smoothingText = new TextLabel(tr("Smoothing %1").arg(0), FontRole::Control, Token::TextSecondary);
    m_smoothingText->setFixedWidth(
        m_smoothingText->fontMetrics().horizontalAdvance(tr("Smoothing %1").arg("0.88")) + 8);
    m_smoothing = new QSlider(Qt::Horizontal);
    m_smoothing->setObjectName(QStringLiteral("smoothing"));
    m_smoothing->setAccessibleName(tr("Smoothing, 0 to 0.99"));
    m_smoothing->setToolTip(tr("Exponential mean over the earlier points; the raw line stays faint"));
    m_smoothing->setRange(0, 99);
    m_smoothing->setPageStep(10);
    m_smoothing->setFixedWidth(120);
    smoothingRow->addWidget(m_smoothingText);
    smoothingRow->addWidget(m_smoothing);
    row->addWidget(smoothing);
    QToolButton* more = nullptr;
    if (rows == Rows::First) {
        more = makeIconButton(
            QStringLiteral("adjust"), tr("Axis, groups, logarithms, outliers"), QStringLiteral("moreControls"));
        more->setCheckable(true);
        row->addWidget(more);
    }
    m_axis = new QComboBox;
    m_axis->setObjectName(QStringLiteral("curveAxis"));
    m_axis->setAccessibleName(tr("What the curves run over"));
    m_axis->addItems({tr("Over steps"), tr("Over run time"), tr("Over clock time"), tr("Over a metric")});
    row->addWidget(m_axis);
    m_axisMetric = new KeyPicker(tr("Metric that is the axis"), tr("Metric"), QStringLiteral("axisMetric"));
    m_axisMetric->hide();
    m_axisMetric->setMinimumContentsLength(10);
    row->addWidget(m_axisMetric);
    m_group = new KeyPicker(tr("Parameter that groups the runs"), tr("Not grouped"), QStringLiteral("groupBy"));
    m_group->setMinimumContentsLength(10);
    row->addWidget(m_group);
    m_logX = addCheck(tr("Log x"), "logX", tr("Logarithmic x axis; values up to 0 are left out and counted"));
    m_logY = addCheck(tr("Log y"), "logY", tr("Logarithmic y axis; values up to 0 are left out and counted"));
    m_outliers = addCheck(tr("Ignore outliers"), "ignoreOutliers", tr("y shows the middle nine tenths of the values"));
    m_rest = {m_axis, m_group, m_logX, m_logY, m_outliers};
    if (more) {
        for (QWidget* one : std::as_const(m_rest)) one->hide();
        connect(more, &QToolButton::toggled, this, [this](bool shown) {
            for (QWidget* one : std::as_const(m_rest)) one->setVisible(shown);
            m_axisMetric->setVisible(shown && m_options.axis == CurveAxis::Metric);
        });
    }
    connect(m_smoothing, &QSlider::valueChanged, this, &CurveControls::take);
    connect(m_axis, &QComboBox::currentIndexChanged, this, &CurveControls::take);
    connect(m_axisMetric, &KeyPicker::keyChosen, this, &CurveControls::take);
    connect(m_group, &KeyPicker::keyChosen, this, &CurveControls::take);
}

QCheckBox* CurveControls::addCheck(const QString& text, const char* objectName, const QString& tip) {
    auto* box = new QCheckBox(text);
    box->setObjectName(QLatin1String(objectName));
    box->setAccessibleName(text);
    box->setToolTip(tip);
    connect(box, &QCheckBox::toggled, this, &CurveControls::take);
    layout()->addWidget(box);
    return box;
}

void CurveControls::setMetrics(const QStringList& metrics) {
    m_axisMetric->setKeys(metrics, metrics.value(0));
}

void CurveControls::setParameters(const QStringList& parameters) {
    const QString none = tr("Not grouped");
    m_group->setKeys(QStringList{none} + parameters, none);
}

void CurveControls::take() {
    CurveOptions wanted;
    wanted.smoothing = m_smoothing->value() / 100.0;
    wanted.axis = static_cast<CurveAxis>(m_axis->currentIndex());
    if (wanted.axis == CurveAxis::Metric) wanted.axisMetric = m_axisMetric->chosen();
    wanted.logX = m_logX->isChecked();
    wanted.logY = m_logY->isChecked();
    wanted.ignoreOutliers = m_outliers->isChecked();
    if (m_group->chosen() != tr("Not grouped")) wanted.groupBy = m_group->chosen();
    m_smoothingText->setText(tr("Smoothing %1").arg(format::number(wanted.smoothing)));
    m_axisMetric->setVisible(wanted.axis == CurveAxis::Metric);
    if (wanted == m_options) return;
    m_options = wanted;
    changed(m_options);
}

} // namespace slipway::ui
