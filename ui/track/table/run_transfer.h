#pragma once

#include <QObject>
#include <QStringList>
#include <vector>

#include "ui/shell/app_context.h"

namespace slipway::ui {

/// Runs from the folders and databases of other trackers, and out into a folder that mlflow reads; each is a job.
class RunTransfer : public QObject {
    Q_OBJECT
public:
    RunTransfer(AppContext& app, QObject* parent) : QObject(parent), m_app(app) {}

    void importFrom(const QStringList& paths);
    void askForFolder(QWidget* asker);
    void askForFile(QWidget* asker);
    void askToExport(QWidget* asker, std::vector<std::int64_t> runs);

signals:
    void imported();

private:
    AppContext& m_app;
};

} // namespace slipway::ui
