#pragma once

#include <QPointer>
#include <QPushButton>
#include <functional>
#include <optional>
#include <vector>

#include "core/track/run_views.h"
#include "ui/shell/app_context.h"
#include "ui/track/table/run_view_state.h"

namespace slipway::ui {

/// The saved views of the workspace: choose, save, rename, delete. Says which one is shown and whether it was changed.
class RunViewMenu : public QPushButton {
    Q_OBJECT
public:
    RunViewMenu(AppContext& app, QWidget* parent);

    /// What the table shows now; to save and to compare with.
    void showState(const RunViewState& state);
    void reload();
    void saveAs();
    QString current() const { return m_current; }
    bool isChanged() const;

signals:
    void viewChosen(const slipway::ui::RunViewState& state);

private:
    using Views = std::vector<track::RunView>;
    void openMenu();
    void choose(const QString& name);
    void save(const QString& name);
    void rename();
    void removeCurrent();
    void write(const QString& problem, const QString& nameAfter, std::function<Status(track::RunViews&)> work);
    const track::RunView* find(const QString& name) const;
    void updateText();
    void remember();

    AppContext& m_app;
    Views m_views;
    RunViewState m_state;
    QString m_current; ///< "" : none of the saved ones
    bool m_isLoaded = false;
};

} // namespace slipway::ui
