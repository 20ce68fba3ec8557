#pragma once

#include <QPainter>
#include <QWidget>

#include "ui/shell/notifications.h"
#include "ui/shell/theme.h"

namespace slipway::ui {

/// Icon of a notice's severity: shape and colour.
class SeverityMark : public QWidget {
public:
    explicit SeverityMark(Severity severity, QWidget* parent = nullptr) : QWidget(parent), m_severity(severity) {
        setFixedSize(20, 20);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        switch (m_severity) {
        case Severity::Info:
            paintIcon(&painter, rect(), QStringLiteral("info"), color(Token::InfoText));
            break;
        case Severity::Success:
            paintIcon(&painter, rect(), QStringLiteral("check-circle"), color(Token::OkText));
            break;
        case Severity::Warning:
            paintIcon(&painter, rect(), QStringLiteral("alert"), color(Token::WarnText));
            break;
        case Severity::Failure:
            paintIcon(&painter, rect(), QStringLiteral("x-circle"), color(Token::BadText));
            break;
        }
    }

private:
    Severity m_severity;
};

} // namespace slipway::ui
