#pragma once

#include <QString>
#include <QStringList>

class QMimeData;

namespace slipway::ui {

inline constexpr auto kPacketEnding = "packet"; ///< of the files that packets are saved as

/// Files and folders of this machine in a drag.
QStringList droppedFiles(const QMimeData* data);
/// One file that begins as a packet does.
bool isPacket(const QStringList& files);
/// "cat.jpg", "3 files and folders"
QString nameOfDropped(const QStringList& files);

} // namespace slipway::ui
