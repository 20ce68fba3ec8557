#pragma once

#include <QTimer>
#include <QWidget>

#include "ui/track/run/run_facts.h"

class QHBoxLayout;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace slipway::ui {

class ElidedLabel;
class Pill;
class TextLabel;

/// Top of the run page: back, name (double click or F2 renames in place), state with how long it runs, experiment, id,
/// actions.
class RunPageHeader : public QWidget {
    Q_OBJECT
public:
    explicit RunPageHeader(QWidget* parent = nullptr);
    void setRun(const track::Run& run);
    void startRename();
    void setCompareVisible(bool visible);

signals:
    void backWanted();
    void renamed(const QString& name);
    void experimentWanted();
    void copyLinkWanted();
    void compareWanted();
    void registerWanted();
    void deleteWanted(bool deleted); ///< false: restore

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    QWidget* makeTitle();
    void addActions(QHBoxLayout& row);
    void endRename(bool keep);
    void tick();

    track::Run m_run;
    bool m_renaming = false;
    QTimer m_clock; ///< runs while the run does
    QStackedWidget* m_title;
    ElidedLabel* m_name;
    QLineEdit* m_edit;
    QToolButton* m_rename;
    Pill* m_state;
    TextLabel* m_took;
    QPushButton* m_experiment;
    TextLabel* m_id;
    QPushButton* m_compare;
    QPushButton* m_delete;
    QPushButton* m_register;
};

} // namespace slipway::ui
