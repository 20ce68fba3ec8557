#pragma once

#include <QCache>
#include <QImage>
#include <QObject>
#include <QSet>
#include <QStringList>
#include <QThreadPool>

namespace slipway::ui {

/// Small pictures of files, decoded at the size that they are shown with on a thread of their own; those that were seen
/// last stay. GUI thread only.
class Thumbnails : public QObject {
    Q_OBJECT
public:
    explicit Thumbnails(QObject* parent = nullptr);
    ~Thumbnails() override; ///< waits for the one that is being decoded

    static constexpr int kSide = 256;                   ///< pixels of the longer side
    static constexpr int kMostBytes = 48 * 1024 * 1024; ///< of those that are kept

    /// Null when it is not there (yet).
    const QImage* find(const QString& file) const { return m_images.object(file); }
    bool isBroken(const QString& file) const { return m_broken.contains(file); }
    /// Decodes those of them that are not there, in this order. A newer call replaces an older.
    void want(const QStringList& files);

signals:
    void arrived(const QString& file);

private:
    void next();
    void finish(const QString& file, const QImage& image);
    QCache<QString, QImage> m_images;
    QSet<QString> m_broken;
    QStringList m_wanted;
    QString m_running;
    QThreadPool m_pool;
};

} // namespace slipway::ui
