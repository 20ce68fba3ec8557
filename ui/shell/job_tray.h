#pragma once

#include <map>

#include "ui/shell/job_runner.h"
#include "ui/shell/popup.h"

class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace slipway::ui {

class ElidedLabel;
class Pill;

/// One job of the tray, updated in place.
class JobRow : public QWidget {
    Q_OBJECT
public:
    explicit JobRow(const JobInfo& job, QWidget* parent = nullptr);
    void show(const JobInfo& job);

signals:
    void cancelled();
    void resultChosen(const QString& link);

private:
    ElidedLabel* m_title;
    ElidedLabel* m_message;
    Pill* m_state;
    QProgressBar* m_bar;
    QPushButton* m_cancel;
    QPushButton* m_result;
    QString m_link;
};

/// Running, queued and recent jobs with bar, message, Cancel and "Show result". Opens from the status bar or Ctrl+J.
class JobTray : public Popup {
    Q_OBJECT
public:
    JobTray(QWidget* window);
    void setRunner(JobRunner* runner); ///< null when no workspace is open
    void toggle(const QRect& place);

signals:
    void linkChosen(const QString& link);

private:
    void rebuild();
    void update(const JobInfo& job);

    JobRunner* m_runner = nullptr;
    QVBoxLayout* m_rows;
    QPushButton* m_clear;
    QWidget* m_close;
    std::map<JobId, JobRow*> m_shown;
};

} // namespace slipway::ui
