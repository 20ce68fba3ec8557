#pragma once

#include <QWidget>
#include <filesystem>
#include <memory>

#include "core/base/result.h"

class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace slipway::ui {

class ElidedLabel;
class JobRunner;
class TextLabel;

/// What is there when no workspace is open: make the sample, a new one, or open a folder. No account, no tour of words.
class FirstRunPage : public QWidget {
    Q_OBJECT
public:
    explicit FirstRunPage(QWidget* parent = nullptr);
    ~FirstRunPage() override;
    /// Where "Open sample project" puts it, and the program that serves its models.
    void setTargets(const std::filesystem::path& sampleFolder, const std::filesystem::path& program);
    /// Why the workspace that was asked for could not be opened.
    void showProblem(const QString& title, const Error& error);
    void clearProblem();
    bool isWorking() const;

signals:
    void sampleReady(const QString& folder);
    void newWanted();
    void openWanted();

private:
    void startSample();
    void sampleDone(const Status& result);
    QWidget* makeChoice(const QString& icon, const QString& title, const QString& text, QPushButton* button);

    std::filesystem::path m_sample, m_program;
    std::unique_ptr<JobRunner> m_jobs;
    quint64 m_job = 0;
    QPushButton* m_sampleButton;
    QPushButton* m_cancel;
    QProgressBar* m_bar;
    ElidedLabel* m_step;
    QWidget* m_progress;
    QWidget* m_problem;
    TextLabel* m_problemTitle;
    TextLabel* m_problemText;
};

} // namespace slipway::ui
