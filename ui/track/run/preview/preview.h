#pragma once

#include <QImage>
#include <QString>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/json_fwd.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/table/value.h"

namespace slipway::ui {

/// What a file of a run shows of itself without being opened by another program. Whoever wrote the file may mean harm:
/// nothing in it is run or unpickled, nothing that it names is read, and each kind has its limits.
struct Preview {
    enum class Kind { Facts, Text, Markdown, Diff, Json, Table, Picture };

    Kind kind = Kind::Facts;
    QString kindName; ///< "PNG picture", "Table in CSV"
    std::int64_t bytes = 0;
    std::vector<std::pair<QString, QString>> facts; ///< name and value
    QString note;                                   ///< what is left out, or why there is no more to see
    QString text;                                   ///< of texts, and the source of JSON
    std::shared_ptr<const Json> json;
    table::Table table;
    QImage picture;    ///< not larger than asked for
    QSize pictureSize; ///< of the whole
};

/// Limits of what is read for a preview.
struct PreviewLimits {
    static constexpr std::int64_t kText = 1 << 20;   ///< the beginning of a longer text is shown
    static constexpr qsizetype kLongestLine = 4000;  ///< longer lines are cut
    static constexpr std::int64_t kJson = 8 << 20;   ///< as a tree; longer is text
    static constexpr std::int64_t kTable = 16 << 20; ///< of CSV; of a longer file the beginning
    static constexpr std::size_t kRows = 1000, kColumns = 100;
    static constexpr std::int64_t kPicture = 512LL << 20; ///< bytes of the file
    static constexpr std::int64_t kSvg = 4 << 20;
    static constexpr int kPictureSide = 2048; ///< pixels decoded at first
};

/// Reads `file`, whose name for people is `name`. A file that cannot be shown is no error: facts and a note say why.
/// NotFound when it is gone. Any thread.
Result<Preview> readPreview(
    const std::filesystem::path& file, const QString& name, int pictureSide, Progress& progress);

} // namespace slipway::ui
