#include "ui/widgets/pill.h"

#include <QCoreApplication>
#include <QHash>
#include <QPainter>
#include <cmath>

#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {

constexpr double kHeight = 20;
constexpr double kPadding = 8;
constexpr double kShape = 8;
constexpr double kGap = 5;

QFont pillFont() {
    QFont used = fontFor(FontRole::Caption);
    used.setWeight(QFont::Medium);
    return used;
}

struct Known {
    PillKind kind;
    const char* word;
};

const QHash<QString, Known>& knownStates() {
    using enum PillKind;
    static const QHash<QString, Known> table = {
        {"pending", {Accent, "Pending approval"}},
        {"approved", {Ok, "Approved"}},
        {"rejected", {Bad, "Rejected"}},
        {"archived", {Neutral, "Archived"}},
        {"running", {Info, "Running"}},
        {"finished", {Ok, "Finished"}},
        {"failed", {Bad, "Failed"}},
        {"killed", {Warn, "Interrupted"}},
        {"done", {Ok, "Done"}},
        {"cached", {Info, "From cache"}},
        {"waiting", {Neutral, "Waiting"}},
        {"queued", {Neutral, "Queued"}},
        {"skipped", {Neutral, "Skipped"}},
        {"cancelled", {Neutral, "Cancelled"}},
        {"creating", {Info, "Creating"}},
        {"starting", {Info, "Starting"}},
        {"updating", {Info, "Updating"}},
        {"in_service", {Ok, "In service"}},
        {"stopped", {Neutral, "Stopped"}},
        {"rolled_back", {Warn, "Rolled back"}},
        {"ok", {Ok, "OK"}},
        {"firing", {Bad, "Firing"}},
        {"no_data", {Neutral, "No data"}},
        {"pass", {Ok, "Pass"}},
        {"warn", {Warn, "Warning"}},
        {"fail", {Bad, "Fail"}},
        {"not_run", {Neutral, "Not run"}},
        {"drift", {Bad, "Drift"}},
        {"stable", {Ok, "Stable"}},
        {"watch", {Warn, "Watch"}},
        {"alert", {Bad, "Alert"}},
    };
    return table;
}

} // namespace

PillLook lookOf(std::string_view state) {
    const QString word = QString::fromUtf8(state.data(), static_cast<qsizetype>(state.size()));
    const auto known = knownStates().constFind(word.toLower());
    if (known == knownStates().constEnd()) return {PillKind::Neutral, word};
    return {known->kind, QCoreApplication::translate("state", known->word)};
}

Token pillText(PillKind kind) {
    switch (kind) {
    case PillKind::Ok:
        return Token::OkText;
    case PillKind::Warn:
        return Token::WarnText;
    case PillKind::Bad:
        return Token::BadText;
    case PillKind::Info:
        return Token::InfoText;
    case PillKind::Accent:
        return Token::AccentText;
    case PillKind::Neutral:
        break;
    }
    return Token::TextSecondary;
}

Token pillFill(PillKind kind) {
    switch (kind) {
    case PillKind::Ok:
        return Token::OkFill;
    case PillKind::Warn:
        return Token::WarnFill;
    case PillKind::Bad:
        return Token::BadFill;
    case PillKind::Info:
        return Token::InfoFill;
    case PillKind::Accent:
        return Token::AccentFill;
    case PillKind::Neutral:
        break;
    }
    return Token::NeutralFill;
}

QSize pillSize(const QString& word) {
    const double text = QFontMetricsF(pillFont()).horizontalAdvance(word);
    return {static_cast<int>(std::ceil(2 * kPadding + kShape + kGap + text)), static_cast<int>(kHeight)};
}

void paintPillShape(QPainter* painter, const QPointF& c, PillKind kind, const QColor& tint) {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(tint);
    const double r = kShape / 2;
    switch (kind) {
    case PillKind::Ok:
        painter->drawEllipse(c, r - 0.5, r - 0.5);
        break;
    case PillKind::Warn:
        painter->drawPolygon(
            QPolygonF({{c.x(), c.y() - r}, {c.x() + r, c.y()}, {c.x(), c.y() + r}, {c.x() - r, c.y()}}));
        break;
    case PillKind::Bad:
        painter->drawPolygon(
            QPolygonF({{c.x(), c.y() - r}, {c.x() + r, c.y() + r - 0.5}, {c.x() - r, c.y() + r - 0.5}}));
        break;
    case PillKind::Info:
        painter->drawRoundedRect(QRectF(c.x() - r + 0.5, c.y() - r + 0.5, 7, 7), 1.5, 1.5);
        break;
    case PillKind::Accent: // half filled: somebody has to act
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(tint, 1.5));
        painter->drawEllipse(c, r - 0.8, r - 0.8);
        painter->setPen(Qt::NoPen);
        painter->setBrush(tint);
        painter->drawPie(QRectF(c.x() - r + 0.5, c.y() - r + 0.5, 2 * r - 1, 2 * r - 1), 90 * 16, 180 * 16);
        break;
    case PillKind::Neutral:
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(tint, 1.5));
        painter->drawEllipse(c, r - 1, r - 1);
        break;
    }
    painter->restore();
}

void paintPill(QPainter* painter, const QRectF& rect, PillKind kind, const QString& word) {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QFont used = pillFont();
    const double width = std::min<double>(pillSize(word).width(), rect.width());
    const QRectF box(rect.left(), rect.center().y() - kHeight / 2, width, kHeight);
    painter->setPen(Qt::NoPen);
    painter->setBrush(color(pillFill(kind)));
    painter->drawRoundedRect(box, kHeight / 2, kHeight / 2);
    const QColor ink = color(pillText(kind));
    paintPillShape(painter, {box.left() + kPadding + kShape / 2, box.center().y()}, kind, ink);
    painter->setFont(used);
    painter->setPen(ink);
    const QRectF text = box.adjusted(kPadding + kShape + kGap, 0, -kPadding + 2, 0);
    painter->drawText(
        text, Qt::AlignVCenter | Qt::AlignLeft, QFontMetricsF(used).elidedText(word, Qt::ElideRight, text.width()));
    painter->restore();
}

Pill::Pill(QWidget* parent) : Pill(PillKind::Neutral, {}, parent) {}

Pill::Pill(PillKind kind, const QString& word, QWidget* parent) : QWidget(parent), m_kind(kind), m_word(word) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleName(word);
    connect(&Theme::current(), &Theme::changed, this, [this] { updateGeometry(); });
}

void Pill::setLook(PillKind kind, const QString& word) {
    m_kind = kind;
    m_word = word;
    setAccessibleName(word);
    updateGeometry();
    update();
}

QSize Pill::sizeHint() const {
    return pillSize(m_word);
}

void Pill::paintEvent(QPaintEvent*) {
    if (m_word.isEmpty()) return;
    QPainter painter(this);
    paintPill(&painter, rect(), m_kind, m_word);
}

} // namespace slipway::ui
