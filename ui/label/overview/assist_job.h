#pragma once

#include <QWidget>
#include <functional>

#include "ui/shell/app_context.h"

class QProgressBar;
class QPushButton;

namespace slipway::ui {

class TextLabel;

/// A job of one card: its bar, what it does, Cancel, and at the end one sentence.
class AssistJob : public QWidget {
    Q_OBJECT
public:
    /// `name` begins the object names: "learnProgress", "learnCancel", "learnResult".
    AssistJob(AppContext& app, const QString& name, QWidget* parent = nullptr);

    using Work = std::function<Result<QString>(workspace::Workspace&, Progress&)>;
    /// `done` also after a failure; its sentence is shown in place of a result. Does nothing while one runs.
    void start(const QString& title, Work work, std::function<void()> done);
    bool isBusy() const { return m_job != 0; }
    void showResult(const QString& text, bool bad = false);

signals:
    void busyChanged(bool busy);

private:
    void setBusy(bool busy);
    AppContext& m_app;
    JobId m_job = 0;
    QWidget* m_running;
    QProgressBar* m_bar;
    TextLabel *m_message, *m_result;
    QPushButton* m_cancel;
};

} // namespace slipway::ui
