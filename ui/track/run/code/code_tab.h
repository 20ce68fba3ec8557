#pragma once

#include <vector>

#include "ui/shell/app_context.h"
#include "ui/track/run/code/diff_files.h"
#include "ui/track/run/run_tab.h"

class QListWidget;
class QStackedWidget;

namespace slipway::ui {

class CodeView;
class KeyValueList;
class PreviewPane;
class TextLabel;

/// Which code ran and where: commit, branch, what was changed since, the program, packages and machine.
class CodeTab : public RunTab {
    Q_OBJECT
public:
    explicit CodeTab(AppContext& app, QWidget* parent = nullptr);
    void setFacts(std::shared_ptr<const RunFacts> facts) override;

private:
    struct Found {
        std::vector<DiffFile> diff;
        QString note;               ///< of a diff that is shown in part
        std::vector<QString> files; ///< other artifacts in code/ and environment/
    };
    static Result<Found> find(workspace::Workspace& workspace, const std::string& run);
    void showFound(Found found);
    void showFacts(const track::Run& run);
    void showCurrent();
    void addHeading(const QString& text);
    void addItem(const QString& text, const QString& icon, const QVariant& what);

    AppContext& m_app;
    std::string m_run;
    std::size_t m_shownTags = 0;
    Found m_found;
    KeyValueList* m_facts;
    QListWidget* m_list;
    QStackedWidget* m_stack;
    TextLabel* m_name;
    TextLabel* m_note;
    CodeView* m_diff;
    PreviewPane* m_pane;
    QWidget* m_empty;
    QWidget* m_split;
};

} // namespace slipway::ui
