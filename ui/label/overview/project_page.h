#pragma once

#include <QWidget>

#include "ui/label/overview/project_facts.h"
#include "ui/shell/app_context.h"

class QPushButton;
class QStackedWidget;
class QTabBar;

namespace slipway::ui {

class AgreementSection;
class ElidedLabel;
class MachineSection;
class PeopleSection;
class StateBar;
class TaskList;
class TextLabel;
class TransferCard;

/// One labeling project: how far it is, its tasks, its people, how they agree, and what machines can do for it. Files
/// that are dropped become tasks, packets are merged.
class ProjectPage : public QWidget {
    Q_OBJECT
public:
    explicit ProjectPage(AppContext& app, QWidget* parent = nullptr);
    void openProject(const QString& name);
    QString projectName() const { return m_name; }
    void refresh();
    TransferCard& transfer() const { return *m_transfer; }
    QWidget* searchField() const;

signals:
    void closed();
    /// "label", "review", "edit"
    void wanted(const QString& project, const QString& what);
    void taskWanted(const QString& project, qint64 number);
    void changed();
    void ready(); ///< the project, or why it cannot be shown, is there

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* makeHeader();
    QWidget* makeDrop();
    void addSections();
    void connectSections();
    void showFacts(const ProjectFacts& facts);
    void showSection(int index);
    void addItems();
    void mergePacket();

    AppContext& m_app;
    QString m_name;
    ProjectFacts m_facts;
    ElidedLabel *m_title, *m_summary;
    QPushButton *m_label, *m_review;
    StateBar* m_states;
    TextLabel *m_error, *m_dropText;
    QWidget* m_drop;
    TransferCard* m_transfer;
    QTabBar* m_tabs;
    QStackedWidget* m_stack;
    TaskList* m_tasks;
    PeopleSection* m_people;
    AgreementSection* m_agreement;
    MachineSection* m_machine;
};

} // namespace slipway::ui
