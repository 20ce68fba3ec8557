#pragma once

#include <QFrame>

#include "ui/shell/job_runner.h"

class QProgressBar;
class QPushButton;

namespace slipway::ui {

class ElidedLabel;
class TextLabel;

enum class ServiceState { Unknown, Off, Starting, Running, Failed };

/// Storage, service, foremost job, jobs button. 34 high.
class StatusStrip : public QFrame {
    Q_OBJECT
public:
    explicit StatusStrip(QWidget* parent = nullptr);
    void setStorage(bool open, bool readOnly);
    void setService(ServiceState state, const QString& detail);
    void setRunner(JobRunner* runner);
    void setMessage(const QString& message); ///< of the page
    QPushButton& jobsButton() const { return *m_jobs; }

signals:
    void jobsWanted();
    void serviceWanted(); ///< start it

private:
    void showForemost();
    JobRunner* m_runner = nullptr;
    QWidget* m_storageIcon;
    TextLabel* m_storage;
    QPushButton* m_service;
    ElidedLabel* m_message;
    ElidedLabel* m_job;
    QProgressBar* m_bar;
    QPushButton* m_jobs;
    ServiceState m_state = ServiceState::Unknown;
};

} // namespace slipway::ui
