#pragma once

#include <QRectF>
#include <QString>
#include <QWidget>
#include <string_view>

#include "ui/shell/theme_tokens.h"

class QPainter;

namespace slipway::ui {

enum class PillKind { Ok, Warn, Bad, Info, Neutral, Accent };

/// A state for people: shape, word and colour together.
struct PillLook {
    PillKind kind = PillKind::Neutral;
    QString word;
};

/// How core's state words look ("pending", "approved", "in_service", "running", "FINISHED", "done", "failed", "firing",
/// "rolled_back", "cached", "pass", "not_run" …). A word that is not known is shown as it is, neutral.
PillLook lookOf(std::string_view state);

Token pillText(PillKind kind);
Token pillFill(PillKind kind);

/// Size of a pill, 20 high; paintPill draws it at the left centre of `rect` and elides when it is too narrow.
QSize pillSize(const QString& word);
void paintPill(QPainter* painter, const QRectF& rect, PillKind kind, const QString& word);
/// The shape alone (circle, diamond, triangle, ring): 10 x 10 around the centre.
void paintPillShape(QPainter* painter, const QPointF& centre, PillKind kind, const QColor& color);

class Pill : public QWidget {
    Q_OBJECT
public:
    explicit Pill(QWidget* parent = nullptr);
    Pill(PillKind kind, const QString& word, QWidget* parent = nullptr);
    void setLook(PillKind kind, const QString& word);
    void setLook(const PillLook& look) { setLook(look.kind, look.word); }
    QString word() const { return m_word; }
    PillKind kind() const { return m_kind; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    PillKind m_kind = PillKind::Neutral;
    QString m_word;
};

} // namespace slipway::ui
