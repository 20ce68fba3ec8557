#pragma once

#include <QObject>
#include <string>
#include <vector>

#include "core/monitor/monitor_service.h"
#include "ui/shell/app_context.h"

namespace slipway::ui {

/// Monitors and the last runs of one of them.
struct MonitorFacts {
    std::vector<monitor::Monitor> monitors;
    std::vector<monitor::MonitorRun> runs; ///< of the selected monitor, newest first
};

/// Reads through jobs, runs checks, writes reports. What drifts is core's verdict.
class MonitorController : public QObject {
    Q_OBJECT
public:
    explicit MonitorController(AppContext& app, QObject* parent = nullptr);

    void load();
    void select(const std::string& monitor);
    void selectWithRun(std::int64_t run); ///< "drift_report/5": finds its monitor
    void showRun(std::int64_t id);
    void runCheck();
    void exportReport(const QString& file);

    const std::vector<monitor::Monitor>& monitors() const { return m_facts.monitors; }
    const std::vector<monitor::MonitorRun>& runs() const { return m_facts.runs; }
    const monitor::Monitor* selected() const;
    const monitor::MonitorRun* shown() const;          ///< nullptr when there is no run yet
    std::int64_t waiting() const { return m_waiting; } ///< rows captured since the last run; -1: not counted yet
    bool checking() const { return m_checking; }

signals:
    void changed();
    void runShown();
    void waitingChanged();
    void checkingChanged(bool checking);
    void checked(const slipway::monitor::MonitorRun& run);
    void checkFailed(const slipway::Error& error);
    void exported(const QString& file);
    void exportFailed(const slipway::Error& error);
    void failed(const slipway::Error& error);

private:
    void setChecking(bool checking);
    void countWaiting();

    AppContext& m_app;
    MonitorFacts m_facts;
    std::string m_selected;
    std::int64_t m_shown = 0; ///< 0: the newest
    std::int64_t m_waiting = -1;
    bool m_checking = false;
};

} // namespace slipway::ui
