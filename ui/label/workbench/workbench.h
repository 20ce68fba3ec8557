#pragma once

#include <QFrame>
#include <QPointer>

#include "ui/label/annotation_view.h"
#include "ui/label/key_set.h"
#include "ui/label/label_controller.h"
#include "ui/label/workbench/suggestion_list.h"

class QStackedWidget;

namespace slipway::ui {

class InstructionsPopup;
class PictureControls;
class SidePanel;
class TaskBar;
class TaskDrawer;
class TaskStrip;
class ToolColumn;

/// The page where people label: bar, tools, the item, labels and regions; and the keys that do all of it. The view asks
/// for edits, the controller keeps them, then all parts show them.
class Workbench : public QFrame {
    Q_OBJECT
public:
    using MakeView = std::function<AnnotationView*(label::Medium)>;

    explicit Workbench(AppContext& app, MakeView makeView = {}, QWidget* parent = nullptr);
    ~Workbench() override;

    void openProject(const QString& name, LabelController::Mode mode, std::int64_t number = 0);
    void close(); ///< what is open stays a draft
    QString projectName() const;
    LabelController& controller() { return m_controller; }
    AnnotationView* view() const { return m_view; }
    void goTo(std::int64_t number);
    void refresh() { m_controller.refreshProject(); }
    void focusLabelSearch();
    /// By the names of key_set.h; false when it means nothing now.
    bool trigger(const QString& action);
    const KeySet& keys() const { return m_keys; }
    void setKeys(const KeySet& keys); ///< and remembers them

signals:
    void closed();
    /// The project's page; what was open is closed and stays a draft.
    void projectWanted(const QString& name);
    void titleChanged(const QString& title);
    /// The first task, or what stands for it, is there.
    void ready();

protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* object, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void connectController();
    void connectParts();
    void connectView();
    void showProject();
    void showTask();
    void leaveTask();
    void showMessage(const QString& icon, const QString& title, const QString& text, bool canGoOn);
    void showQueueEmpty();
    void applyEdit(const label::Edit& edit);
    void askNumber();

    // The selected regions (workbench_regions.cpp)
    void chooseLabel(const QString& label, bool relabel);
    void relate();
    void finishRelation(const QStringList& selection);
    void carryRegions();
    void putCarried();

    // Suggestions (workbench_suggestions.cpp)
    void connectSuggestions();
    void beginSuggestions();
    void showSuggestions();
    void followSuggestions(const label::Edit& edit);
    void setThreshold(double threshold);
    bool triggerSuggestion(const QString& action);
    bool acceptAllSuggestions();
    void acceptClasses(const std::vector<label::ItemClass>& classes);
    void rejectClass(const label::ItemClass& answer);
    void appendClasses(label::Edit& edit) const;

    // What opens beside the item (workbench_windows.cpp)
    void openDrawer();
    void openKeys();
    void openInstructions();
    void offerInstructions();
    void openHistory();
    void editLabel();
    void setStripShown(bool shown);
    void applyLook();
    bool triggerWindow(const QString& action);
    bool triggerTask(const QString& action);
    bool triggerEdit(const QString& action);
    bool triggerLabel(const QString& action);
    bool handleKey(QKeyEvent* event, bool dry);
    bool belongsHere(QObject* object) const;
    bool isTyping() const;
    QString mediumName() const;
    void applyKeys();

    AppContext& m_app;
    MakeView m_makeView;
    LabelController m_controller;
    KeySet m_keys;
    TaskBar* m_bar;
    ToolColumn* m_tools;
    QStackedWidget* m_middle;
    AnnotationView* m_view = nullptr;
    std::optional<label::Medium> m_medium;
    QPointer<QWidget> m_message;
    SidePanel* m_side;
    TaskDrawer* m_drawer = nullptr;
    TaskStrip* m_strip;
    PictureControls* m_picture;
    QPointer<InstructionsPopup> m_instructions;
    SuggestionList m_suggestions;
    bool m_fromView = false;     ///< an edit that the view asks for is being applied
    bool m_acceptingAll = false; ///< then classes of the item go with it
    bool m_relabels = false;     ///< the label that is chosen next is that of the selected regions
    QString m_label, m_relateFrom;
    std::vector<label::Region> m_carried;
    bool m_ready = false;
};

} // namespace slipway::ui
