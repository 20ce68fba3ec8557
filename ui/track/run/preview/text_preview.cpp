#include "ui/track/run/preview/text_preview.h"

#include <QCoreApplication>
#include <QFile>
#include <QRegularExpression>
#include <QStringDecoder>

#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace fs = std::filesystem;

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Preview", text);
}

Result<QByteArray> readHead(const fs::path& file, qint64 limit) {
    QFile source(QString::fromStdString(file.string()));
    if (!source.open(QIODevice::ReadOnly))
        return fail(ErrorCode::PermissionDenied,
            file.filename().string() + " cannot be read: " + source.errorString().toStdString(),
            "Check the permissions of the artifact folder");
    return source.read(limit);
}

QStringConverter::Encoding encodingOf(const QByteArray& bytes) {
    return QStringConverter::encodingForData(bytes).value_or(QStringConverter::Utf8);
}

/// Text in UTF-16 has zeros too, but then a mark at its beginning.
bool isBinary(const QByteArray& bytes) {
    return encodingOf(bytes) == QStringConverter::Utf8 && bytes.left(8192).contains('\0');
}

/// Answers how many lines were cut.
int cutLongLines(QString& text) {
    int cut = 0;
    QString shorter;
    qsizetype begin = 0;
    while (begin <= text.size()) {
        auto end = text.indexOf('\n', begin);
        if (end < 0) end = text.size();
        const auto length = end - begin;
        if (length > PreviewLimits::kLongestLine) {
            if (cut++ == 0) shorter = text.left(begin);
            shorter += QStringView(text).mid(begin, PreviewLimits::kLongestLine);
            shorter += QStringLiteral(" …");
        } else if (cut > 0) {
            shorter += QStringView(text).mid(begin, length);
        }
        if (cut > 0 && end < text.size()) shorter += '\n';
        begin = end + 1;
    }
    if (cut > 0) text = shorter;
    return cut;
}

} // namespace

Result<TextRead> readText(const fs::path& file, std::int64_t limit) {
    SLIPWAY_ASSIGN(const auto bytes, readHead(file, limit + 1));
    TextRead read;
    read.binary = isBinary(bytes);
    if (read.binary) return read;
    const bool longer = bytes.size() > limit;
    QStringDecoder decode(encodingOf(bytes), QStringConverter::Flag::Stateless);
    read.text = decode(bytes.left(limit));
    read.text.replace(QLatin1String("\r\n"), QLatin1String("\n"));
    QStringList notes;
    if (longer) notes << tr("The first %1 are shown.").arg(format::bytes(limit));
    if (decode.hasError() && !longer) notes << tr("Some bytes are not valid text and shown as \uFFFD.");
    if (const int cut = cutLongLines(read.text); cut > 0)
        notes << (cut == 1 ? tr("One very long line is cut.") : tr("%1 very long lines are cut.").arg(cut));
    read.note = notes.join(' ');
    return read;
}

Result<Preview> readNumpy(const fs::path& file, Preview preview) {
    SLIPWAY_ASSIGN(const auto bytes, readHead(file, 4096));
    preview.kind = Preview::Kind::Facts;
    preview.kindName = tr("NumPy array");
    if (!bytes.startsWith("\x93NUMPY") || bytes.size() < 12) {
        preview.note = tr("The file is damaged: it does not begin like a NumPy array.");
        return preview;
    }
    const qsizetype head = bytes[6] == 1 ? 10 : 12;
    const auto text = QString::fromLatin1(bytes.mid(head, 1000));
    const auto add = [&](const QString& name, const char* pattern) {
        const auto match = QRegularExpression(QString::fromLatin1(pattern)).match(text);
        if (match.hasMatch()) preview.facts.emplace_back(name, match.captured(1));
    };
    add(tr("Type"), "'descr':\\s*'([^']{1,40})'");
    add(tr("Shape"), "'shape':\\s*\\(([^)]{0,120})\\)");
    preview.note = tr("Only its head is read.");
    return preview;
}

} // namespace slipway::ui
