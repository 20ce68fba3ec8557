#pragma once

#include <QHash>
#include <QObject>
#include <QSet>

#include "ui/shell/app_context.h"

namespace slipway::ui {

/// Lets a project's classifier learn anew when enough answers came since the last time: a job in the tray, which a
/// person may cancel there. One at a time for each project.
class BackgroundLearning : public QObject {
    Q_OBJECT
public:
    explicit BackgroundLearning(AppContext& app, QObject* parent = nullptr) : QObject(parent), m_app(app) {}
    /// After answers came.
    void consider(const QString& project);

signals:
    void learned(const QString& project);

private:
    void learn(const QString& project);
    AppContext& m_app;
    QSet<QString> m_running;       ///< asked about, or learning
    QHash<QString, int> m_passing; ///< after a failure or Cancel: so many calls are passed over
};

} // namespace slipway::ui
