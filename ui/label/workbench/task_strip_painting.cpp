#include <QPainter>
#include <QPainterPath>
#include <QTextLayout>
#include <algorithm>

#include "ui/label/workbench/task_strip.h"
#include "ui/label/workbench/thumbnails.h"
#include "ui/shell/theme.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr int kGap = 4, kTop = 8, kBottom = 8, kCaption = 22;

struct StateLook {
    const char* icon;
    Token token;
};

/// Shape and colour; the tooltip has the word.
StateLook lookOfState(label::TaskState state) {
    using label::TaskState;
    switch (state) {
    case TaskState::Started:
        return {"edit", Token::InfoText};
    case TaskState::Submitted:
        return {"check", Token::OkText};
    case TaskState::Accepted:
        return {"check-circle", Token::OkText};
    case TaskState::SentBack:
        return {"send-back", Token::WarnText};
    case TaskState::Skipped:
        return {"skip", Token::TextMuted};
    case TaskState::Broken:
        return {"alert", Token::BadText};
    case TaskState::New:
        break;
    }
    return {nullptr, Token::TextMuted};
}

/// As many lines as there is room for; the last ends in an ellipsis when there is more.
void paintLines(QPainter& painter, const QRect& box, const QString& text) {
    const QFontMetrics metrics = painter.fontMetrics();
    const int most = std::max(1, box.height() / metrics.lineSpacing());
    QTextLayout layout(text, painter.font());
    layout.beginLayout();
    int y = box.top();
    for (int i = 0; i < most; ++i) {
        QTextLine line = layout.createLine();
        if (!line.isValid()) break;
        line.setLineWidth(box.width());
        const bool last = i + 1 == most && line.textStart() + line.textLength() < text.size();
        const QString words = last ? metrics.elidedText(text.mid(line.textStart()), Qt::ElideRight, box.width())
                                   : text.mid(line.textStart(), line.textLength());
        painter.drawText(QRect(box.left(), y, box.width(), metrics.lineSpacing()), Qt::AlignLeft | Qt::AlignTop, words);
        y += metrics.lineSpacing();
    }
    layout.endLayout();
}

} // namespace

void TaskStrip::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), color(Token::Nav));
    painter.fillRect(QRect(0, 0, viewport()->width(), 1), color(Token::Line));
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    if (m_project.tasks == 0) return;
    const auto [first, last] = inView();
    for (auto number = first; number <= last; ++number) paintCell(painter, number);
}

void TaskStrip::paintCell(QPainter& painter, std::int64_t number) const {
    const QRect cell = QRect(xOf(number), 0, cellWidth(), viewport()->height()).adjusted(kGap, kTop, -kGap, -kBottom);
    const auto found = m_cells.find(number);
    const Cell* known = found == m_cells.end() ? nullptr : &found->second;
    const bool isCurrent = number == m_current, hovered = number == m_hovered;
    QRectF frame(cell);
    frame.adjust(0.5, 0.5, -0.5, -0.5);
    painter.setPen(QPen(color(isCurrent ? Token::Accent
                              : hovered ? Token::LineButton
                                        : Token::Line),
        isCurrent ? 2 : 1));
    painter.setBrush(color(isCurrent ? Token::Selected : hovered ? Token::Hover : Token::Surface));
    painter.drawRoundedRect(frame, 6, 6);
    const QRect content = cell.adjusted(3, 3, -3, -kCaption);
    if (known && known->exists) paintContent(painter, content, *known);
    paintCaption(
        painter, QRect(cell.left() + 8, cell.bottom() - kCaption + 1, cell.width() - 16, kCaption), number, known);
    if (number == m_marked && hasFocus() && property("kf").toBool()) {
        painter.setPen(QPen(color(Token::Focus), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(frame.adjusted(-2.5, -2.5, 2.5, 2.5), 8, 8);
    }
}

void TaskStrip::paintContent(QPainter& painter, const QRect& box, const Cell& cell) const {
    painter.save();
    if (m_project.medium == label::Medium::Text) {
        painter.setFont(fontFor(FontRole::Caption));
        painter.setPen(color(Token::TextSecondary));
        paintLines(painter, box.adjusted(6, 4, -6, 0), cell.text);
        painter.restore();
        return;
    }
    QPainterPath clip;
    clip.addRoundedRect(box, 4, 4);
    painter.setClipPath(clip);
    painter.fillRect(box, color(Token::Sunken));
    if (const QImage* image = m_thumbnails->find(cell.file)) {
        // Filled, cut at the longer side: a row of pictures of one height is easier to look along.
        const QSizeF size = QSizeF(image->size()).scaled(box.size(), Qt::KeepAspectRatioByExpanding);
        const QSizeF part = QSizeF(box.size()) * (image->width() / size.width());
        const QRectF source(
            (image->width() - part.width()) / 2, (image->height() - part.height()) / 2, part.width(), part.height());
        painter.drawImage(QRectF(box), *image, source);
    } else {
        const bool broken = cell.state == label::TaskState::Broken || m_thumbnails->isBroken(cell.file);
        const QString name = broken                                     ? QStringLiteral("alert")
                             : m_project.medium == label::Medium::Video ? QStringLiteral("video")
                                                                        : QStringLiteral("image");
        const QPointF middle = QRectF(box).center();
        paintIcon(&painter, QRectF(middle.x() - 10, middle.y() - 10, 20, 20), name, color(Token::TextMuted));
    }
    painter.restore();
}

void TaskStrip::paintCaption(QPainter& painter, const QRect& box, std::int64_t number, const Cell* cell) const {
    const bool isCurrent = number == m_current;
    painter.setFont(fontFor(isCurrent ? FontRole::TableHeader : FontRole::Caption));
    painter.setPen(color(isCurrent ? Token::Text : Token::TextSecondary));
    const QString text = format::count(number);
    painter.drawText(box, Qt::AlignVCenter | Qt::AlignLeft, text);
    if (!cell || !cell->exists) return;
    const StateLook look = lookOfState(cell->state);
    const int icon = look.icon ? 18 : 0;
    const int used = painter.fontMetrics().horizontalAdvance(text) + 8;
    const QRect rest = box.adjusted(used, 0, -icon, 0);
    if (rest.width() > 24 && m_project.medium != label::Medium::Text) {
        painter.setFont(fontFor(FontRole::Caption));
        painter.setPen(color(Token::TextMuted));
        painter.drawText(rest, Qt::AlignVCenter | Qt::AlignLeft,
            painter.fontMetrics().elidedText(cell->name, Qt::ElideMiddle, rest.width()));
    }
    if (look.icon)
        paintIcon(&painter, QRectF(box.right() - 13, box.center().y() - 6.5, 14, 14), QLatin1String(look.icon),
            color(look.token));
}

} // namespace slipway::ui
