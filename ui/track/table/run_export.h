#pragma once

#include <QObject>
#include <functional>
#include <vector>

#include "core/base/progress.h"
#include "core/base/result.h"
#include "ui/shell/app_context.h"
#include "ui/track/table/run_column.h"

namespace slipway::ui {

enum class TableFormat { Csv, Json, Markdown, TabSeparated };

/// The runs' cells as text, a piece at a time: `write` gets UTF-8. Values are exact; JSON is a list of objects.
Status writeRuns(store::Database& db, const std::vector<std::int64_t>& runs, const std::vector<track::RunField>& fields,
    TableFormat format, const std::function<Status(const QByteArray&)>& write, Progress& progress);

/// Puts runs into files and on the clipboard, in jobs.
class RunExport : public QObject {
    Q_OBJECT
public:
    RunExport(AppContext& app, QObject* parent) : QObject(parent), m_app(app) {}

    /// Asks for a file. Above 10,000 runs it is a job in the tray.
    void save(QWidget* asker, std::vector<std::int64_t> runs, const std::vector<RunColumn>& columns, TableFormat format,
        const QString& about);
    void copyTable(std::vector<std::int64_t> runs, const std::vector<RunColumn>& columns);
    void copyIds(std::vector<std::int64_t> runs);

private:
    AppContext& m_app;
};

} // namespace slipway::ui
