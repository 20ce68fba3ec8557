#pragma once

#include <QObject>
#include <QString>
#include <optional>

namespace slipway::ui {

/// What the charts of a page have in common: the x under the pointer and the curve that is pointed at.
class ChartCrosshair : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    void move(std::optional<double> x, const QObject* from) {
        if (x == m_x) return;
        m_x = x;
        moved(x, from);
    }
    void highlight(const QString& curve, const QObject* from) {
        if (curve == m_curve) return;
        m_curve = curve;
        highlighted(curve, from);
    }

signals:
    void moved(std::optional<double> x, const QObject* from);
    void highlighted(const QString& curve, const QObject* from);

private:
    std::optional<double> m_x;
    QString m_curve;
};

} // namespace slipway::ui
