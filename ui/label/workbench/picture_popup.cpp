#include "ui/label/workbench/picture_popup.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QKeyEvent>
#include <QSlider>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/label/workbench/task_strip.h"
#include "ui/label/workbench/tool_column.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

constexpr int kWidth = 320, kMargin = 8;

QString signedText(int percent) {
    return percent > 0 ? QStringLiteral("+%1").arg(percent) : QString::number(percent);
}

} // namespace

PicturePopup::PicturePopup(const KeySet& keys, QWidget* window) : Popup(window, tr("Picture")), m_keys(keys) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 10, 16, 14);
    column->setSpacing(8);
    auto* head = new QHBoxLayout;
    head->addWidget(new TextLabel(tr("Picture"), FontRole::Section), 1);
    m_reset = makeButton(tr("Reset"), QStringLiteral("resetPicture"), ButtonKind::Quiet);
    m_reset->setToolTip(
        tr("Brightness and contrast as in the file (%1)").arg(firstKey(keys, QStringLiteral("picture.reset"))));
    head->addWidget(m_reset);
    auto* shut = makeIconButton(QStringLiteral("x"), tr("Close"), QStringLiteral("closePicture"));
    connect(shut, &QToolButton::clicked, this, &Popup::close);
    head->addWidget(shut);
    column->addLayout(head);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    const auto range = [&](const char* more, const char* less) {
        return QStringLiteral("%1, %2").arg(firstKey(keys, QLatin1String(more)), firstKey(keys, QLatin1String(less)));
    };
    m_brightness =
        addSlider(grid, tr("Brightness"), QStringLiteral("brightness"), range("picture.brighter", "picture.darker"));
    m_contrast = addSlider(
        grid, tr("Contrast"), QStringLiteral("contrast"), range("picture.moreContrast", "picture.lessContrast"));
    m_crosshair = addSwitch(
        grid, tr("Crosshair while drawing"), QStringLiteral("crosshair"), QStringLiteral("picture.crosshair"));
    m_snapping = addSwitch(
        grid, tr("Snap to borders and corners"), QStringLiteral("snapping"), QStringLiteral("picture.snapping"));
    m_snapping->setToolTip(tr("Ctrl turns it round while it is held"));
    column->addLayout(grid);
    connect(m_reset, &QPushButton::clicked, this, [this] { actionWanted(QStringLiteral("picture.reset")); });
}

QSlider* PicturePopup::addSlider(QGridLayout* grid, const QString& title, const QString& object, const QString& keys) {
    const int row = grid->rowCount();
    auto* slider = new QSlider(Qt::Horizontal);
    slider->setObjectName(object + QStringLiteral("Slider"));
    slider->setAccessibleName(title);
    slider->setRange(-100, 100);
    slider->setSingleStep(5);
    slider->setPageStep(20);
    slider->setToolTip(tr("%1; double click for 0").arg(keys));
    auto* name = new TextLabel(title, FontRole::Body);
    name->setBuddy(slider);
    auto* value = new TextLabel(QStringLiteral("0"), FontRole::Caption, Token::TextSecondary);
    value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    value->setFixedWidth(32);
    m_values[object == QLatin1String("contrast")] = value;
    grid->addWidget(name, row, 0);
    grid->addWidget(slider, row, 1);
    grid->addWidget(value, row, 2);
    connect(slider, &QSlider::valueChanged, this, &PicturePopup::read);
    return slider;
}

QCheckBox* PicturePopup::addSwitch(
    QGridLayout* grid, const QString& title, const QString& object, const QString& action) {
    const int row = grid->rowCount();
    auto* box = new QCheckBox(title);
    box->setObjectName(object + QStringLiteral("Switch"));
    box->setAccessibleName(title);
    grid->addWidget(box, row, 0, 1, 2);
    auto* key = new TextLabel(firstKey(m_keys, action), FontRole::Caption, Token::TextMuted);
    key->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    grid->addWidget(key, row, 2);
    connect(box, &QCheckBox::toggled, this, &PicturePopup::read);
    return box;
}

void PicturePopup::setLook(const PictureLook& look) {
    m_following = true;
    m_brightness->setValue(static_cast<int>(std::lround(look.brightness * 100)));
    m_contrast->setValue(static_cast<int>(std::lround(look.contrast * 100)));
    m_crosshair->setChecked(look.crosshair);
    m_snapping->setChecked(look.snapping);
    m_following = false;
    m_values[0]->setText(signedText(m_brightness->value()));
    m_values[1]->setText(signedText(m_contrast->value()));
    m_reset->setEnabled(!look.isPlain());
}

void PicturePopup::read() {
    if (m_following) return;
    PictureLook look;
    look.brightness = m_brightness->value() / 100.0;
    look.contrast = m_contrast->value() / 100.0;
    look.crosshair = m_crosshair->isChecked();
    look.snapping = m_snapping->isChecked();
    setLook(look);
    lookChanged(look);
}

void PicturePopup::openAt(const QPoint& corner) {
    const QSize size(std::max(kWidth, sizeHint().width()), sizeHint().height());
    QSize room = window()->size();
    // The neighbours stay in sight: whoever sets the brightness goes on to the next picture.
    if (const auto* strip = window()->findChild<TaskStrip*>(); strip && strip->isVisible())
        room.setHeight(strip->mapTo(window(), QPoint()).y());
    const int x = std::clamp(corner.x(), kMargin, std::max(kMargin, room.width() - size.width() - kMargin));
    const int y = std::clamp(corner.y(), kMargin, std::max(kMargin, room.height() - size.height() - kMargin));
    open(QRect({x, y}, size), m_brightness);
}

void PicturePopup::keyPressEvent(QKeyEvent* event) {
    for (const QString& action : m_keys.actionsFor(keyOf(*event), QStringLiteral("image")))
        if (action.startsWith(QLatin1String("picture."))) return actionWanted(action);
    Popup::keyPressEvent(event);
}

bool PicturePopup::eventFilter(QObject* object, QEvent* event) {
    auto* slider = qobject_cast<QSlider*>(object);
    if (event->type() == QEvent::MouseButtonDblClick && (slider == m_brightness || slider == m_contrast) && slider) {
        slider->setValue(0);
        return true;
    }
    return Popup::eventFilter(object, event);
}

} // namespace slipway::ui
