#pragma once

#include <QString>
#include <QWidget>
#include <vector>

namespace slipway::ui {

/// Shares of a whole side by side, each with its name and percentage below: traffic between versions.
class TrafficBar : public QWidget {
    Q_OBJECT
public:
    struct Part {
        QString name;
        double share = 0; ///< 0 … 1
        int slot = 0;     ///< series colour
    };
    explicit TrafficBar(const QString& name, QWidget* parent = nullptr);
    void setParts(std::vector<Part> parts);
    QSize sizeHint() const override { return {200, 36}; }
    QSize minimumSizeHint() const override { return {120, 36}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<Part> m_parts;
    QString m_name;
};

} // namespace slipway::ui
