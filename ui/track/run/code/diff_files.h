#pragma once

#include <QString>
#include <vector>

namespace slipway::ui {

/// One file of a unified diff.
struct DiffFile {
    QString path;
    int added = 0, removed = 0; ///< lines
    QString text;
    bool operator==(const DiffFile&) const = default;
};

/// The files of `diff` in their order; text in front of the first one belongs to none.
std::vector<DiffFile> diffFiles(const QString& diff);

} // namespace slipway::ui
