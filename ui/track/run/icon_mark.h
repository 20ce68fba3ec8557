#pragma once

#include <QPainter>
#include <QWidget>

#include "ui/shell/theme.h"

namespace slipway::ui {

/// A small icon beside a text; drawn from the theme's colours each time.
class IconMark : public QWidget {
public:
    explicit IconMark(QString name, Token tint = Token::TextSecondary, QWidget* parent = nullptr)
        : QWidget(parent), m_name(std::move(name)), m_tint(tint) {
        setFixedSize(16, 18);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        paintIcon(&painter, QRectF(0, 1, 16, 16), m_name, color(m_tint));
    }

private:
    QString m_name;
    Token m_tint;
};

} // namespace slipway::ui
