#include "ui/track/run/code/diff_files.h"

#include <QStringList>

namespace slipway::ui {

namespace {

/// "b/src/train.py" of "diff --git a/src/train.py b/src/train.py"; what follows "+++ b/" is surer.
QString pathOf(const QString& line, const QString& known) {
    if (line.startsWith(QLatin1String("diff --git "))) return line.section(QStringLiteral(" b/"), -1);
    if (!line.startsWith(QLatin1String("+++ ")) && !line.startsWith(QLatin1String("--- "))) return known;
    const auto path = line.mid(4).section('\t', 0, 0);
    if (path == QLatin1String("/dev/null")) return known;
    return path.startsWith(QLatin1String("a/")) || path.startsWith(QLatin1String("b/")) ? path.mid(2) : path;
}

} // namespace

std::vector<DiffFile> diffFiles(const QString& diff) {
    std::vector<DiffFile> files;
    bool inHunk = false, git = false;
    const auto lines = diff.split('\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const auto& line = lines[i];
        const bool gitHead = line.startsWith(QLatin1String("diff --git "));
        // A diff that git did not make begins each file with "--- " and "+++ ".
        const bool plainHead = !git && line.startsWith(QLatin1String("--- ")) && i + 1 < lines.size() &&
                               lines[i + 1].startsWith(QLatin1String("+++ "));
        if (gitHead || plainHead) {
            files.push_back({});
            inHunk = false;
            git = git || gitHead;
        }
        if (files.empty()) continue;
        auto& file = files.back();
        if (line.startsWith(QLatin1String("@@"))) inHunk = true;
        if (!inHunk) file.path = pathOf(line, file.path);
        if (inHunk && line.startsWith('+')) ++file.added;
        if (inHunk && line.startsWith('-')) ++file.removed;
        file.text += line + '\n';
    }
    return files;
}

} // namespace slipway::ui
