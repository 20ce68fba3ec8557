#include "ui/label/workbench/picture_controls.h"

#include <QApplication>
#include <QTimer>
#include <QWidget>
#include <algorithm>
#include <cmath>

#include "ui/label/workbench/picture_popup.h"
#include "ui/shell/window_settings.h"

namespace slipway::ui {

namespace {

constexpr double kStep = 0.1;
constexpr int kOneClick = 400;    ///< milliseconds
constexpr int kUntilStored = 400; ///< milliseconds: a slider is not written to the disk at each pixel

QString settingOf(const char* name) {
    return QStringLiteral("labeling/picture/") + QLatin1String(name);
}

/// What stands in the file may be anything.
double readAmount(const WindowSettings& settings, const char* name) {
    const double value = settings.value(settingOf(name), 0.0).toDouble();
    return std::isfinite(value) ? std::clamp(value, -1.0, 1.0) : 0.0;
}

QString amountText(double amount) {
    const int percent = static_cast<int>(std::lround(amount * 100));
    return percent > 0 ? QStringLiteral("+%1").arg(percent) : QString::number(percent);
}

} // namespace

PictureControls::PictureControls(QWidget* page) : QObject(page), m_page(page), m_storing(new QTimer(this)) {
    const WindowSettings settings;
    m_look.brightness = readAmount(settings, "brightness");
    m_look.contrast = readAmount(settings, "contrast");
    m_look.crosshair = settings.value(settingOf("crosshair"), true).toBool();
    m_look.snapping = settings.value(settingOf("snapping"), false).toBool();
    m_storing->setSingleShot(true);
    m_storing->setInterval(kUntilStored);
    connect(m_storing, &QTimer::timeout, this, &PictureControls::store);
}

PictureControls::~PictureControls() {
    if (m_storing->isActive()) store();
}

void PictureControls::store() {
    m_storing->stop();
    WindowSettings settings;
    settings.setValue(settingOf("brightness"), m_look.brightness);
    settings.setValue(settingOf("contrast"), m_look.contrast);
    settings.setValue(settingOf("crosshair"), m_look.crosshair);
    settings.setValue(settingOf("snapping"), m_look.snapping);
}

void PictureControls::setLook(PictureLook look) {
    const auto rounded = [](double amount) { return std::clamp(std::round(amount * 100) / 100, -1.0, 1.0); };
    look.brightness = rounded(look.brightness);
    look.contrast = rounded(look.contrast);
    if (look == m_look) return;
    m_look = look;
    m_storing->start();
    if (m_popup) m_popup->setLook(look);
    lookChanged(look);
}

void PictureControls::setKeys(const KeySet& keys) {
    m_keys = keys;
}

bool PictureControls::trigger(const QString& action) {
    PictureLook look = m_look;
    if (action == QLatin1String("picture.controls")) {
        openPopup();
        return true;
    }
    if (action == QLatin1String("picture.brighter") || action == QLatin1String("picture.darker")) {
        look.brightness += action.endsWith(QLatin1String("brighter")) ? kStep : -kStep;
        setLook(look);
        said(tr("Brightness %1").arg(amountText(m_look.brightness)));
    } else if (action == QLatin1String("picture.moreContrast") || action == QLatin1String("picture.lessContrast")) {
        look.contrast += action.endsWith(QLatin1String("moreContrast")) ? kStep : -kStep;
        setLook(look);
        said(tr("Contrast %1").arg(amountText(m_look.contrast)));
    } else if (action == QLatin1String("picture.reset")) {
        look.brightness = look.contrast = 0;
        setLook(look);
        said(tr("Brightness and contrast as in the file"));
    } else if (action == QLatin1String("picture.crosshair")) {
        look.crosshair = !look.crosshair;
        setLook(look);
        said(look.crosshair ? tr("Crosshair on") : tr("Crosshair off"));
    } else if (action == QLatin1String("picture.snapping")) {
        look.snapping = !look.snapping;
        setLook(look);
        said(look.snapping ? tr("Snapping on") : tr("Snapping off"));
    } else {
        return false;
    }
    return true;
}

/// A press on the button has closed the window already: the click that follows means no more than that.
void PictureControls::openFromButton() {
    if (m_closed.isValid() && m_closed.elapsed() < kOneClick) return m_closed.invalidate();
    openPopup();
}

void PictureControls::openPopup() {
    if (m_popup) return m_popup->close();
    auto* popup = new PicturePopup(m_keys, m_page->window());
    m_popup = popup;
    popup->setLook(m_look);
    connect(popup, &PicturePopup::lookChanged, this, &PictureControls::setLook);
    connect(popup, &PicturePopup::actionWanted, this, &PictureControls::trigger);
    connect(popup, &Popup::closed, this, [this, popup] {
        if (m_popup == popup) m_popup = nullptr;
        if (QApplication::mouseButtons() != Qt::NoButton) m_closed.start();
        popup->deleteLater();
    });
    popup->openAt(m_place);
}

} // namespace slipway::ui
