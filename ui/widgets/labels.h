#pragma once

#include <QLabel>

#include "ui/shell/theme.h"

namespace slipway::ui {

/// A label in one font role and one text token; both follow theme and text size. Wraps when asked. Selectable for ids.
class TextLabel : public QLabel {
    Q_OBJECT
public:
    explicit TextLabel(
        const QString& text = {}, FontRole role = FontRole::Body, Token token = Token::Text, QWidget* parent = nullptr);
    void setToken(Token token);
    void setRole(FontRole role);

private:
    void restyle();
    FontRole m_role;
    Token m_token;
};

/// One line that ends in an ellipsis when it does not fit, with the whole text as tooltip.
class ElidedLabel : public QWidget {
    Q_OBJECT
public:
    explicit ElidedLabel(
        const QString& text = {}, FontRole role = FontRole::Body, Token token = Token::Text, QWidget* parent = nullptr);
    void setText(const QString& text);
    QString text() const { return m_text; }
    void setToken(Token token);
    void setElideMode(Qt::TextElideMode mode) { m_mode = mode; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void updateTip();
    QString m_text;
    FontRole m_role;
    Token m_token;
    Qt::TextElideMode m_mode = Qt::ElideRight;
};

} // namespace slipway::ui
