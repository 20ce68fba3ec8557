#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

#include "core/base/log.h"
#include "ui/shell/theme.h"

namespace slipway::ui {

namespace {

/// The SVG text of an icon with "currentColor" where the stroke colour goes; empty when there is none.
const QByteArray& source(const QString& name) {
    static QHash<QString, QByteArray> cache;
    const auto found = cache.constFind(name);
    if (found != cache.constEnd()) return *found;
    QByteArray text;
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (file.open(QIODevice::ReadOnly))
        text = file.readAll();
    else if (!name.isEmpty())
        log::warning("no icon is called '" + name.toStdString() + "'");
    return *cache.insert(name, text);
}

class TintedEngine : public QIconEngine {
public:
    TintedEngine(QString name, Token tint) : m_name(std::move(name)), m_tint(tint) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        // A wide icon is a square one with room at its right: the gap to a button's text.
        const int side = std::min(rect.width(), rect.height());
        paintIcon(painter, QRect(rect.left(), rect.center().y() - (side - 1) / 2, side, side), m_name,
            color(mode == QIcon::Disabled ? Token::Scroll : m_tint));
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect({}, size), mode, state);
        return pixmap;
    }
    QIconEngine* clone() const override { return new TintedEngine(*this); }

private:
    QString m_name;
    Token m_tint;
};

} // namespace

QIcon icon(const QString& name, Token tint) {
    return QIcon(new TintedEngine(name, tint));
}

void paintIcon(QPainter* painter, const QRectF& rect, const QString& name, const QColor& tint) {
    static QHash<QString, std::shared_ptr<QSvgRenderer>> renderers;
    const QString key = name + tint.name(QColor::HexArgb);
    auto renderer = renderers.value(key);
    if (!renderer) {
        QByteArray text = source(name);
        if (text.isEmpty()) return;
        text.replace("currentColor", tint.name(QColor::HexRgb).toLatin1());
        renderer = std::make_shared<QSvgRenderer>(text);
        renderers.insert(key, renderer);
    }
    const double side = std::min(rect.width(), rect.height());
    renderer->render(painter, QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side));
}

} // namespace slipway::ui
