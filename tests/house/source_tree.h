#pragma once

#include <QByteArray>
#include <QMap>
#include <QSet>
#include <QString>
#include <QStringList>

namespace slipway::house {

/// The project's own files, relative to its root with '/': what git tracks and is still there, or all but build/ and
/// dot folders where the source came without git.
QStringList sourceFiles();

QByteArray contentOf(const QString& file);

/// What `file` includes, as written between the quotes or angle brackets, with its line.
struct Include {
    QString name;
    int line = 0;
};
QList<Include> includesOf(const QString& file);

/// `files` whose name ends in one of `endings` and that lie below `folder` ("" for everywhere).
QStringList filesBelow(const QString& folder, const QStringList& endings);

} // namespace slipway::house
