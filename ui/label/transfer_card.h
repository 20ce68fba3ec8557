#pragma once

#include <QElapsedTimer>

#include "core/label/label_service.h"
#include "ui/shell/app_context.h"
#include "ui/widgets/card.h"

class QCheckBox;
class QComboBox;
class QProgressBar;
class QPushButton;

namespace slipway::ui {

class DataTable;
class ListTableModel;
class TextLabel;

/// Label files in or out of a project, and items into it: what will be lost is listed before anything is written, what
/// could not be read after. One job at a time, with progress and cancel.
class TransferCard : public Card {
    Q_OBJECT
public:
    explicit TransferCard(AppContext& app, QWidget* parent = nullptr);
    void startImport(const QString& project, const QString& path = {});
    void startExport(const QString& project);
    void addItems(const QString& project, const QStringList& files);
    void addDataset(const QString& project, const QString& reference, const QString& column);
    void makeDataset(const QString& project);
    /// Label files as suggestions of a model.
    void startSuggestions(const QString& project);
    /// A packet of these tasks for a person; of their queue when there are none.
    void packTasks(const QString& project, const QString& person, const std::vector<std::int64_t>& tasks);
    /// What a person answered, for the workspace that the tasks came from.
    void packAnswers(const QString& project, const QString& person);
    void mergePacket(const QString& file);
    bool isBusy() const { return m_job != 0; }

signals:
    void projectChanged(const QString& project);
    /// Some of addItems() are stored already, more come; at most once a second.
    void itemsArrived(const QString& project);

private:
    struct Outcome {
        QString sentence, link;
        std::vector<label::Problem> problems;
        std::int64_t problemCount = 0;
        std::vector<label::Loss> losses;
        QString project, note;
    };
    using Work = std::function<Result<Outcome>(workspace::Workspace&, Progress&)>;
    void reset(const QString& title, const QString& sentence);
    void run(const QString& title, Work work, std::function<void(const Outcome&)> done);
    void showJob(const JobInfo& job);
    void showOutcome(const Outcome& outcome);
    void showLosses(const Outcome& outcome);
    void pack(const QString& project, const QString& person, const std::vector<std::int64_t>& tasks, bool answers);
    std::optional<label::ConsensusWish> consensus() const;
    bool mayWriteTo(const QString& out, bool folder);
    void checkExport();
    void chooseExport();
    void copyList() const;
    QString formatName() const;

    AppContext& m_app;
    QString m_project;
    JobId m_job = 0, m_adding = 0;
    QElapsedTimer m_sinceArrival;
    bool m_exporting = false;
    QComboBox *m_format, *m_consensus;
    QCheckBox *m_suggestions, *m_byGold;
    TextLabel *m_text, *m_progressText;
    QProgressBar* m_bar;
    QPushButton *m_file, *m_folder, *m_write, *m_cancel, *m_copy, *m_close;
    ListTableModel* m_model;
    DataTable* m_table;
};

} // namespace slipway::ui
