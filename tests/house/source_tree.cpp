#include "tests/house/source_tree.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>

namespace slipway::house {

namespace {

const QDir kRoot(QStringLiteral(SLIPWAY_SOURCE_DIR));

QStringList trackedFiles() {
    QProcess git;
    git.setWorkingDirectory(kRoot.path());
    git.start("git", {"-c", "safe.directory=*", "ls-files", "-z"});
    if (!git.waitForFinished() || git.exitCode() != 0) return {};
    return QString::fromUtf8(git.readAllStandardOutput()).split(QChar(u'\0'), Qt::SkipEmptyParts);
}

QStringList everyFile() {
    QStringList files;
    QDirIterator entries(kRoot.path(), QDir::Files, QDirIterator::Subdirectories);
    while (entries.hasNext()) {
        const auto file = kRoot.relativeFilePath(entries.next());
        if (!file.startsWith("build/") && !file.startsWith('.')) files << file;
    }
    return files;
}

} // namespace

QStringList sourceFiles() {
    static const auto files = [] {
        auto found = trackedFiles();
        if (found.isEmpty()) found = everyFile();
        found.removeIf([](const QString& file) { return !QFile::exists(kRoot.filePath(file)); });
        return found;
    }();
    return files;
}

QByteArray contentOf(const QString& file) {
    QFile source(kRoot.filePath(file));
    return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray();
}

QList<Include> includesOf(const QString& file) {
    static const QRegularExpression pattern(R"re(^\s*#\s*include\s*[<"]([^>"]+)[>"])re");
    QList<Include> includes;
    int line = 0;
    for (const auto& text : contentOf(file).split('\n')) {
        ++line;
        const auto match = pattern.match(QString::fromUtf8(text));
        if (match.hasMatch()) includes.append({match.captured(1), line});
    }
    return includes;
}

QStringList filesBelow(const QString& folder, const QStringList& endings) {
    QStringList found;
    for (const auto& file : sourceFiles()) {
        if (!folder.isEmpty() && !file.startsWith(folder + '/')) continue;
        for (const auto& ending : endings)
            if (file.endsWith(ending)) {
                found << file;
                break;
            }
    }
    return found;
}

} // namespace slipway::house
