#pragma once

#include <QObject>

#include "ui/shell/app_context.h"

class QMenu;

namespace slipway::ui {

/// What a person does with a file or folder of a run, beyond looking at it.
class ArtifactActions : public QObject {
    Q_OBJECT
public:
    ArtifactActions(AppContext& app, QWidget* window);

    void setRun(const QString& run) { m_run = run; }
    /// With the system's program; asks first when the file could run as a program.
    void open(const QString& path);
    void reveal(const QString& path);
    void copyPath(const QString& path);
    /// A file to a name that is asked for, a folder with all in it into a folder.
    void save(const QString& path, bool folder);
    void fillMenu(QMenu& menu, const QString& path, bool folder);
    /// On disk; "" when it is gone or leads out of the run's folder.
    QString fileOf(const QString& path) const;

    static bool couldRun(const QString& file);

private:
    AppContext& m_app;
    QWidget* m_window;
    QString m_run;
};

} // namespace slipway::ui
