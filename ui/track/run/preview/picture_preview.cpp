#include "ui/track/run/preview/picture_preview.h"

#include <QHash>
#include <QImageReader>
#include <QPainter>
#include <QSvgRenderer>
#include <QXmlStreamReader>
#include <algorithm>
#include <set>

#include "core/base/file.h"
#include "core/media/image.h"
#include "ui/track/run/preview/preview.h"

namespace slipway::ui {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kMostElements = 200'000;

std::unexpected<Error> tooLarge(const fs::path& file) {
    return fail(ErrorCode::InvalidArgument, file.filename().string() + " is too large to be shown here",
        "Open it with another program");
}

/// BMP, which the media library leaves out.
Result<PictureRead> readWithQt(const fs::path& file, int side) {
    QImageReader reader(QString::fromStdString(file.string()));
    const auto size = reader.size();
    if (size.isEmpty() || static_cast<std::int64_t>(size.width()) * size.height() > (1LL << 26)) return tooLarge(file);
    if (std::max(size.width(), size.height()) > side)
        reader.setScaledSize(size.scaled(side, side, Qt::KeepAspectRatio));
    PictureRead read;
    read.image = reader.read();
    if (read.image.isNull())
        return fail(ErrorCode::BadData, file.filename().string() + " is damaged", "Log the picture again");
    read.size = size;
    read.format = QString::fromLatin1(reader.format());
    return read;
}

/// Elements and references of an SVG, by id.
struct Outline {
    struct Part {
        std::int64_t own = 0;
        std::vector<QString> uses;
    };
    QHash<QString, Part> parts; ///< "" is the whole
};

QString localTarget(const QXmlStreamAttributes& attributes) {
    for (const auto& attribute : attributes)
        if (attribute.name() == QLatin1String("href")) return attribute.value().toString();
    return {};
}

Outline outlineOf(QXmlStreamReader& xml) {
    Outline outline;
    std::vector<QString> open{QString()};
    std::vector<bool> named;
    while (!xml.atEnd()) {
        xml.readNext();
        if (xml.isStartElement()) {
            const auto id = xml.attributes().value(QLatin1String("id")).toString();
            named.push_back(!id.isEmpty());
            if (!id.isEmpty()) open.push_back(id);
            for (const auto& part : open) ++outline.parts[part].own;
            const auto target = localTarget(xml.attributes());
            if (xml.name() == QLatin1String("use") && target.startsWith('#'))
                for (const auto& part : open) outline.parts[part].uses.push_back(target.mid(1));
        } else if (xml.isEndElement() && !named.empty()) {
            if (named.back()) open.pop_back();
            named.pop_back();
        }
        if (open.size() > 200) return {}; // no drawing is that deep
    }
    return outline;
}

std::int64_t countOf(const Outline& outline, const QString& id, QHash<QString, std::int64_t>& known, int depth) {
    if (depth > 100) return -1;
    if (const auto it = known.constFind(id); it != known.constEnd()) return *it;
    known[id] = -1; // until it is counted: who meets it goes in a circle
    const auto& part = outline.parts.value(id);
    std::int64_t total = part.own;
    for (const auto& use : part.uses) {
        const auto more = countOf(outline, use, known, depth + 1);
        if (more < 0) return -1;
        total = std::min<std::int64_t>(total + more, INT64_MAX / 4);
    }
    known[id] = total;
    return total;
}

/// Files and pages that it would load.
bool namesOutside(const QByteArray& svg) {
    QXmlStreamReader xml(svg);
    while (!xml.atEnd()) {
        xml.readNext();
        if (!xml.isStartElement() || xml.name() != QLatin1String("image")) continue;
        if (!localTarget(xml.attributes()).startsWith(QLatin1String("data:image/png"))) return true;
    }
    return false;
}

} // namespace

Result<PictureRead> readPicture(const fs::path& file, int side) {
    std::error_code failed;
    if (static_cast<std::int64_t>(fs::file_size(file, failed)) > PreviewLimits::kPicture) return tooLarge(file);
    if (!media::isImageName(file)) return readWithQt(file, side);
    PictureRead read;
    SLIPWAY_ASSIGN(const auto info, media::readImageInfo(file));
    SLIPWAY_TRY(media::drawImage(file, side, [&](int width, int height, bool alpha) -> std::uint32_t* {
        read.image = QImage(width, height, alpha ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32);
        return read.image.isNull() ? nullptr : reinterpret_cast<std::uint32_t*>(read.image.bits());
    }));
    read.size = QSize(info.width, info.height);
    read.format = QString::fromStdString(info.format);
    read.pages = info.pages;
    return read;
}

std::int64_t unfoldedSize(const QByteArray& svg) {
    QXmlStreamReader xml(svg);
    const auto outline = outlineOf(xml);
    if (outline.parts.isEmpty()) return -1;
    QHash<QString, std::int64_t> known;
    return countOf(outline, {}, known, 0);
}

Result<PictureRead> drawSvg(const fs::path& file, std::int64_t bytes, int side) {
    if (bytes > PreviewLimits::kSvg) return tooLarge(file);
    SLIPWAY_ASSIGN(const auto source, readFile(file, PreviewLimits::kSvg + 1));
    const auto svg = QByteArray::fromStdString(source);
    const auto refuse = [&](const char* why) {
        return fail(ErrorCode::InvalidArgument, file.filename().string() + why, "Open it with another program");
    };
    if (svg.contains("<!ENTITY")) return refuse(" defines entities");
    if (namesOutside(svg)) return refuse(" shows other files");
    const auto elements = unfoldedSize(svg);
    if (elements < 0 || elements > kMostElements) return refuse(" unfolds into too much");
    QSvgRenderer renderer(svg);
    if (!renderer.isValid()) return fail(ErrorCode::BadData, file.filename().string() + " is no valid SVG", {});
    PictureRead read;
    read.size = renderer.defaultSize().expandedTo({1, 1}).boundedTo({100'000, 100'000});
    const auto drawn = std::max(read.size.width(), read.size.height()) > side
                           ? read.size.scaled(side, side, Qt::KeepAspectRatio)
                           : read.size.scaled(std::min(side, 1200), std::min(side, 1200), Qt::KeepAspectRatio);
    read.image = QImage(drawn.expandedTo({1, 1}), QImage::Format_ARGB32_Premultiplied);
    read.image.fill(Qt::transparent);
    QPainter painter(&read.image);
    renderer.render(&painter);
    read.format = QStringLiteral("svg");
    return read;
}

} // namespace slipway::ui
