#include <QCoreApplication>
#include <QFileInfo>
#include <algorithm>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/media/image.h"
#include "ui/shell/notifications.h"
#include "ui/track/run/preview/picture_preview.h"
#include "ui/track/run/preview/preview.h"
#include "ui/track/run/preview/table_preview.h"
#include "ui/track/run/preview/text_preview.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/markdown_view.h"

namespace slipway::ui {

namespace fs = std::filesystem;

namespace {

bool endsWithOneOf(const QString& name, std::initializer_list<const char*> endings) {
    return std::ranges::any_of(
        endings, [&](const char* ending) { return name.endsWith(QLatin1String(ending), Qt::CaseInsensitive); });
}

QString tr(const char* text) {
    return QCoreApplication::translate("Preview", text);
}

/// Only facts, with a sentence on why.
Preview refused(Preview preview, const QString& note) {
    preview.kind = Preview::Kind::Facts;
    preview.note = note;
    return preview;
}

Result<Preview> asPicture(const fs::path& file, int side, Preview preview) {
    auto picture = readPicture(file, side);
    if (picture) {
        preview.kind = Preview::Kind::Picture;
        preview.picture = std::move(picture->image);
        preview.pictureSize = picture->size;
        preview.facts = {{tr("Size"), tr("%1 × %2 pixels").arg(picture->size.width()).arg(picture->size.height())}};
        if (!picture->format.isEmpty()) preview.kindName = tr("%1 picture").arg(picture->format.toUpper());
        if (picture->pages > 1) preview.facts.emplace_back(tr("Pictures"), format::count(picture->pages));
        return preview;
    }
    if (auto info = media::readImageInfo(file))
        preview.facts = {{tr("Size"), tr("%1 × %2 pixels").arg(info->width).arg(info->height)}};
    preview.kindName = tr("Picture");
    return refused(std::move(preview), sentenceOf(picture.error()));
}

Result<Preview> asText(const fs::path& file, const QString& name, Preview preview) {
    SLIPWAY_ASSIGN(auto text, readText(file, PreviewLimits::kText));
    if (text.binary) return refused(std::move(preview), tr("This is no text, and no format that is shown here."));
    const bool drawn = text.text.size() <= MarkdownView::kMostCharacters;
    preview.kind = drawn && endsWithOneOf(name, {".md", ".markdown"}) ? Preview::Kind::Markdown
                   : endsWithOneOf(name, {".patch", ".diff"})         ? Preview::Kind::Diff
                                                                      : Preview::Kind::Text;
    if (preview.kindName.isEmpty()) preview.kindName = tr("Text");
    preview.text = std::move(text.text);
    preview.note = text.note;
    return preview;
}

Result<Preview> asJson(const fs::path& file, const QString& name, Preview preview) {
    preview.kindName = tr("JSON");
    if (preview.bytes > PreviewLimits::kJson) {
        SLIPWAY_ASSIGN(preview, asText(file, name, std::move(preview)));
        preview.note = tr("Too long for a tree: the first part as text.");
        return preview;
    }
    SLIPWAY_ASSIGN(const auto source, readFile(file, PreviewLimits::kJson + 1));
    auto json = parseJson(source, name.toStdString());
    SLIPWAY_ASSIGN(preview, asText(file, name, std::move(preview)));
    if (preview.kind != Preview::Kind::Text) return preview;
    if (!json) {
        preview.note = tr("No valid JSON, shown as text: %1").arg(sentenceOf(json.error()));
        return preview;
    }
    if (auto table = splitTable(*json)) {
        preview.kind = Preview::Kind::Table;
        preview.kindName = tr("Logged table");
        preview.facts = {{tr("Rows"), format::count(table->rows)}};
        preview.table = std::move(table->table);
        preview.note = table->note;
        return preview;
    }
    preview.kind = Preview::Kind::Json;
    preview.json = std::make_shared<const Json>(std::move(*json));
    return preview;
}

Result<Preview> asTable(const fs::path& file, const QString& name, Preview preview, Progress& progress) {
    auto table = readTable(file, preview.bytes, progress);
    if (table) {
        preview.kind = Preview::Kind::Table;
        preview.facts = {{tr("Columns"), format::count(table->columns)}};
        if (table->rows >= 0) preview.facts.emplace_back(tr("Rows"), format::count(table->rows));
        preview.table = std::move(table->table);
        preview.note = table->note;
        return preview;
    }
    const auto why = sentenceOf(table.error());
    if (endsWithOneOf(name, {".parquet"})) return refused(std::move(preview), why);
    SLIPWAY_ASSIGN(preview, asText(file, name, std::move(preview)));
    preview.note = tr("No table, shown as text: %1").arg(why);
    return preview;
}

Result<Preview> asSvg(const fs::path& file, const QString& name, int side, Preview preview) {
    preview.kindName = tr("SVG picture");
    auto drawn = drawSvg(file, preview.bytes, side);
    if (drawn) {
        preview.kind = Preview::Kind::Picture;
        preview.picture = std::move(drawn->image);
        preview.pictureSize = drawn->size;
        preview.facts = {{tr("Size"), tr("%1 × %2").arg(drawn->size.width()).arg(drawn->size.height())}};
        return preview;
    }
    SLIPWAY_ASSIGN(preview, asText(file, name, std::move(preview)));
    preview.note = tr("Not drawn, shown as text: %1").arg(sentenceOf(drawn.error()));
    return preview;
}

/// Formats that would run code when they are loaded, or that only their own library understands.
QString closedFormat(const QString& name) {
    if (endsWithOneOf(name, {".pkl", ".pickle", ".joblib", ".pt", ".pth", ".ckpt", ".bin"}))
        return tr("A pickle or a file of weights: it is not opened, since loading it can run code.");
    if (endsWithOneOf(name, {".zip", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".zst", ".7z", ".npz", ".whl"}))
        return tr("An archive: open it with another program to see what is in it.");
    if (endsWithOneOf(name, {".onnx", ".h5", ".hdf5", ".pb", ".safetensors", ".ubj", ".model", ".gguf"}))
        return tr("A model: its own library opens it.");
    return {};
}

} // namespace

Result<Preview> readPreview(const fs::path& file, const QString& name, int pictureSide, Progress& progress) {
    std::error_code failed;
    if (!fs::is_regular_file(fs::symlink_status(file, failed)))
        return fail(ErrorCode::NotFound, name.toStdString() + " is not there any more", "Read the files again (F5)");
    Preview preview;
    preview.bytes = static_cast<std::int64_t>(fs::file_size(file, failed));
    if (preview.bytes == 0) return refused(std::move(preview), tr("The file is empty."));
    if (const auto why = closedFormat(name); !why.isEmpty()) {
        preview.kindName = QFileInfo(name).suffix().toUpper();
        return refused(std::move(preview), why);
    }
    if (endsWithOneOf(name, {".svg"})) return asSvg(file, name, pictureSide, std::move(preview));
    if (endsWithOneOf(name, {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic"}))
        return asPicture(file, pictureSide, std::move(preview));
    if (endsWithOneOf(name, {".json"})) return asJson(file, name, std::move(preview));
    if (endsWithOneOf(name, {".csv", ".tsv", ".parquet"})) {
        preview.kindName = tr("Table in %1").arg(QFileInfo(name).suffix().toUpper());
        return asTable(file, name, std::move(preview), progress);
    }
    if (endsWithOneOf(name, {".npy"})) return readNumpy(file, std::move(preview));
    return asText(file, name, std::move(preview));
}

} // namespace slipway::ui
