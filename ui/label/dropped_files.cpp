#include "ui/label/dropped_files.h"

#include <QFile>
#include <QFileInfo>
#include <QMimeData>
#include <QObject>
#include <QUrl>

namespace slipway::ui {

QStringList droppedFiles(const QMimeData* data) {
    QStringList files;
    for (const QUrl& url : data->urls())
        if (url.isLocalFile()) files << url.toLocalFile();
    return files;
}

bool isPacket(const QStringList& files) {
    if (files.size() != 1 || !QFileInfo(files.front()).isFile()) return false;
    if (QFileInfo(files.front()).suffix() == QLatin1String(kPacketEnding)) return true;
    QFile file(files.front());
    return file.open(QIODevice::ReadOnly) && file.read(8) == "SLIPPKT1";
}

QString nameOfDropped(const QStringList& files) {
    if (files.size() == 1) return QFileInfo(files.front()).fileName();
    return QObject::tr("%1 files and folders").arg(files.size());
}

} // namespace slipway::ui
