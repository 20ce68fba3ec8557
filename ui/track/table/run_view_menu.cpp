#include "ui/track/table/run_view_menu.h"

#include <algorithm>

#include <QMenu>

#include "core/workspace/workspace.h"
#include "ui/shell/notifications.h"
#include "ui/shell/prompts.h"
#include "ui/shell/theme.h"
#include "ui/shell/window_settings.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

QString settingKey(const AppContext& app) {
    return WindowSettings::keyFor(app.workspace.folder(), QStringLiteral("track-viewName"));
}

QString elided(const QWidget& widget, const QString& name) {
    return widget.fontMetrics().elidedText(name, Qt::ElideRight, 150);
}

} // namespace

RunViewMenu::RunViewMenu(AppContext& app, QWidget* parent) : QPushButton(parent), m_app(app) {
    setObjectName(QStringLiteral("viewMenu"));
    setAutoDefault(false);
    setCursor(Qt::PointingHandCursor);
    setIcon(ui::icon(QStringLiteral("bookmark")));
    setIconSize({20, 16}); // with a gap before the text
    m_current = WindowSettings().value(settingKey(app)).toString();
    connect(this, &QPushButton::clicked, this, &RunViewMenu::openMenu);
    updateText();
    reload();
}

void RunViewMenu::reload() {
    m_app.jobs.start<Views>(
        this, {.title = tr("Read views"), .key = QStringLiteral("views"), .quiet = true, .result = {}},
        [](workspace::Workspace& workspace, Progress&) { return track::RunViews(workspace.ledger()).all(); },
        [this](Result<Views> views) {
            if (!views) return;
            m_views = std::move(*views);
            m_isLoaded = true;
            if (!find(m_current)) m_current.clear();
            updateText();
        });
}

const track::RunView* RunViewMenu::find(const QString& name) const {
    const auto found = std::ranges::find(m_views, name.toStdString(), &track::RunView::name);
    return found == m_views.end() ? nullptr : &*found;
}

bool RunViewMenu::isChanged() const {
    const auto* view = find(m_current);
    const auto saved = view ? viewStateOf(QByteArray::fromStdString(view->definition)) : std::optional(RunViewState());
    return saved && !saved->sameAs(m_state);
}

void RunViewMenu::showState(const RunViewState& state) {
    m_state = state;
    updateText();
}

void RunViewMenu::updateText() {
    const bool changed = m_isLoaded && !m_current.isEmpty() && isChanged();
    const QString name = m_current.isEmpty() ? tr("All runs") : elided(*this, m_current);
    const QString shown = m_current.isEmpty() ? tr("Views") : name;
    setText(changed ? shown + QStringLiteral(" •") : shown);
    const QString about = m_current.isEmpty() ? tr("Saved views")
                          : changed           ? tr("View %1, changed").arg(m_current)
                                              : tr("View %1").arg(m_current);
    setAccessibleName(about);
    setToolTip(about);
}

void RunViewMenu::remember() {
    WindowSettings().setValue(settingKey(m_app), m_current);
}

void RunViewMenu::choose(const QString& name) {
    const auto* view = find(name);
    if (!view && !name.isEmpty()) return;
    const auto state = view ? viewStateOf(QByteArray::fromStdString(view->definition)) : std::optional(RunViewState());
    if (!state)
        return void(m_app.notifications.post(
            {.severity = Severity::Warning, .title = tr("The view %1 cannot be read").arg(name)}));
    m_current = name;
    remember();
    viewChosen(*state);
    updateText();
}

void RunViewMenu::openMenu() {
    QMenu menu(this);
    menu.setObjectName(QStringLiteral("viewsMenu"));
    const auto add = [&](const QString& title, auto run) {
        auto* action = menu.addAction(title);
        connect(action, &QAction::triggered, this, run);
        return action;
    };
    const auto entry = [&](const QString& title, const QString& name) {
        auto* action = add(title, [this, name] { choose(name); });
        action->setCheckable(true);
        action->setChecked(m_current == name);
        return action;
    };
    entry(tr("All runs, usual columns"), {});
    for (const auto& view : m_views)
        entry(format::text(view.name), format::text(view.name))
            ->setToolTip(tr("Saved by %1, %2").arg(format::text(view.savedBy), format::absolute(view.savedAt)));
    menu.setToolTipsVisible(true);
    menu.addSeparator();
    if (!m_current.isEmpty())
        add(tr("Save changes to “%1”").arg(m_current), [this] { save(m_current); })->setEnabled(isChanged());
    add(tr("Save as a new view…"), [this] { saveAs(); });
    if (!m_current.isEmpty()) {
        add(tr("Rename “%1”…").arg(m_current), [this] { rename(); });
        add(tr("Delete “%1”").arg(m_current), [this] { removeCurrent(); });
    }
    menu.exec(mapToGlobal(QPoint(0, height() + 2)));
}

void RunViewMenu::write(
    const QString& problem, const QString& nameAfter, std::function<Status(track::RunViews&)> work) {
    m_app.jobs.start<void>(
        this, {.title = tr("Save view"), .key = {}, .quiet = true, .result = {}},
        [work = std::move(work)](workspace::Workspace& workspace, Progress&) -> Status {
            track::RunViews views(workspace.ledger());
            return work(views);
        },
        [this, problem, nameAfter](Status done) {
            if (!done) return void(m_app.notifications.postError(problem, done.error()));
            m_current = nameAfter;
            remember();
            reload();
        });
}

void RunViewMenu::save(const QString& name) {
    write(tr("Couldn't save the view"), name,
        [actor = m_app.actor(), name = name.toStdString(), definition = toJson(m_state).toStdString()](
            track::RunViews& views) { return views.save(actor, name, definition); });
}

void RunViewMenu::saveAs() {
    const auto name = m_app.prompts.text(this, {.title = tr("Save view"),
                                                   .label = tr("Keeps filter, experiments, columns, order and groups "
                                                               "under this name, for everybody in the workspace."),
                                                   .action = tr("Save"),
                                                   .initial = {},
                                                   .suggestion = tr("Name of the view")});
    if (!name) return;
    if (find(*name) &&
        !m_app.prompts.confirm(this,
            {tr("Replace the view %1?").arg(*name), tr("It shows what the table shows now."), tr("Replace"), false}))
        return;
    save(*name);
}

void RunViewMenu::rename() {
    const auto name = m_app.prompts.text(this, {.title = tr("Rename view"),
                                                   .label = tr("Name of the view"),
                                                   .action = tr("Rename"),
                                                   .initial = m_current,
                                                   .suggestion = {}});
    if (!name || *name == m_current) return;
    write(tr("Couldn't rename the view"), *name,
        [actor = m_app.actor(), from = m_current.toStdString(), to = name->toStdString()](
            track::RunViews& views) { return views.rename(actor, from, to); });
}

void RunViewMenu::removeCurrent() {
    const auto* view = find(m_current);
    if (!view) return;
    const auto kept = *view;
    write(tr("Couldn't delete the view"), {},
        [actor = m_app.actor(), name = kept.name](track::RunViews& views) { return views.remove(actor, name); });
    m_app.notifications.post({.severity = Severity::Info,
        .title = tr("Deleted the view %1").arg(m_current),
        .text = {},
        .link = {},
        .action = tr("Undo"),
        .run =
            [self = QPointer(this), kept] {
                if (!self) return;
                self->write(tr("Couldn't bring the view back"), format::text(kept.name),
                    [actor = self->m_app.actor(), kept](
                        track::RunViews& views) { return views.save(actor, kept.name, kept.definition); });
            },
        .seconds = 10});
}

} // namespace slipway::ui
