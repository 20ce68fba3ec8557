#pragma once

#include <QString>
#include <QWidget>

namespace slipway::ui {

/// An icon on a tile in the accent's pale colour: what stands beside a heading. It says nothing to screen readers; the
/// heading does.
class IconTile : public QWidget {
public:
    enum class Size { Small, Medium, Disc }; ///< 32, 44, and a disc of 72

    explicit IconTile(QString icon, Size size = Size::Small, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_icon;
    double m_radius, m_margin;
};

} // namespace slipway::ui
