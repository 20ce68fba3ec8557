#include <QHBoxLayout>

#include "core/workspace/workspace.h"
#include "ui/settings/page_column.h"
#include "ui/settings/settings_sections.h"
#include "ui/shell/app_context.h"
#include "ui/shell/command_registry.h"
#include "ui/shell/notifications.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/key_value_list.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

QString roleName(access::Role role) {
    switch (role) {
    case access::Role::Viewer:
        return QObject::tr("viewer");
    case access::Role::DataScientist:
        return QObject::tr("data scientist");
    case access::Role::Reviewer:
        return QObject::tr("reviewer");
    case access::Role::ReleaseManager:
        return QObject::tr("release manager");
    case access::Role::Admin:
        return QObject::tr("admin");
    }
    return {};
}

TextLabel* paragraph(const QString& text) {
    auto* label = new TextLabel(text, FontRole::Body, Token::TextSecondary);
    label->setWordWrap(true);
    return label;
}

QString pairs(const std::map<std::string, std::string>& values) {
    QStringList words;
    for (const auto& [key, value] : values) words.push_back(format::text(key) + " = " + format::text(value));
    return words.isEmpty() ? format::missing() : words.join(QStringLiteral(", "));
}

} // namespace

QWidget* makeEditFileRow(AppContext& app, const QString& sentence) {
    auto* row = new QWidget;
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(16);
    line->addWidget(paragraph(sentence), 1);
    auto* edit = makeButton(QObject::tr("Edit slipway.yaml"), QStringLiteral("editSettingsFile"), ButtonKind::Normal,
        QStringLiteral("file"));
    QObject::connect(edit, &QPushButton::clicked, row, [&app] {
        if (QAction* action = app.commands.find(QStringLiteral("workspace.settings"))) action->trigger();
    });
    line->addWidget(edit, 0, Qt::AlignVCenter);
    return row;
}

QWidget* makePeoplePage(AppContext& app) {
    auto* page = new PageColumn;
    access::People& people = app.workspace.ledger().people();
    Card& card = page->addCard(QObject::tr("People and roles"),
        people.isPersonal() ? QObject::tr("personal workspace") : QObject::tr("shared workspace"));
    const auto all = people.all();
    if (!all) {
        card.body().addWidget(paragraph(sentenceOf(all.error())));
        return page;
    }
    std::vector<TableRow> rows;
    for (const access::Person& person : *all) {
        QStringList roles;
        for (const access::Role role : person.roles) roles.push_back(roleName(role));
        Cell name(format::text(person.name));
        name.icon = QStringLiteral("user");
        if (person.name == app.person) name.detail = QObject::tr("you");
        rows.push_back({name.text, {name, Cell(roles.join(QStringLiteral(", ")))}, {}});
    }
    addTable(card, QObject::tr("People"),
        {{QObject::tr("Person"), Align::Left, 220}, {QObject::tr("Roles"), Align::Left, 320, true}}, std::move(rows));
    Card& note = page->addCard(QObject::tr("What a role may do"));
    note.body().addWidget(paragraph(
        people.isPersonal() ? QObject::tr("This workspace belongs to one person, who holds every role and may approve "
                                          "their own models. Such an approval is marked as self-approved for ever.")
                            : QObject::tr("A data scientist changes anything in dev and proposes models. A reviewer "
                                          "approves or rejects, never their own version. A release manager touches "
                                          "production. An admin keeps people and settings. Everybody may read.")));
    return page;
}

QWidget* makeStagesPage(AppContext& app) {
    auto* page = new PageColumn;
    Card& card = page->addCard(QObject::tr("Stages"), QObject::tr("in the order of a release"));
    std::vector<TableRow> rows;
    for (const deploy::Stage& stage : app.workspace.deployments().stages())
        rows.push_back({format::text(stage.name),
            {Cell(format::text(stage.name)),
                Cell(stage.target == "local" ? QObject::tr("this machine") : format::text(stage.target)),
                stage.needsApproval ? Cell::withPill({PillKind::Accent, QObject::tr("Approval needed")})
                                    : Cell::withPill({PillKind::Neutral, QObject::tr("Open")})},
            {}});
    addTable(card, QObject::tr("Stages"),
        {{QObject::tr("Stage"), Align::Left, 180}, {QObject::tr("Runs on"), Align::Left, 220, true},
            {QObject::tr("Condition"), Align::Left, 180}},
        std::move(rows));
    page->addCard(QObject::tr("Change the stages"))
        .body()
        .addWidget(makeEditFileRow(app, QObject::tr("Stages, and where each runs, stand under stages in slipway.yaml. "
                                                    "The window reads them when the workspace is opened.")));
    return page;
}

QWidget* makeApprovalPage(AppContext& app) {
    auto* page = new PageColumn;
    const registry::GatePolicy& policy = app.workspace.registry().policy();
    Card& card =
        page->addCard(QObject::tr("What a version must show"), QObject::tr("checked before anybody can approve"));
    std::vector<TableRow> rows;
    for (const auto& [metric, minimum] : policy.atLeast)
        rows.push_back({format::text(metric),
            {Cell(format::text(metric)), Cell(QObject::tr("at least %1").arg(format::number(minimum))),
                Cell(QObject::tr("closes the gate"))},
            {}});
    if (policy.beatsProduction)
        rows.push_back({"production",
            {Cell(QObject::tr("against production")),
                Cell(QObject::tr("no worse than %1 below").arg(format::number(policy.tolerance))),
                Cell(QObject::tr("closes the gate"))},
            {}});
    if (policy.maxBiasDppl)
        rows.push_back({"bias",
            {Cell(QObject::tr("bias (DPPL)")), Cell(QObject::tr("at most %1").arg(format::number(*policy.maxBiasDppl))),
                Cell(QObject::tr("warns, asks for a note"))},
            {}});
    addTable(card, QObject::tr("Approval rules"),
        {{QObject::tr("Evidence"), Align::Left, 220, true}, {QObject::tr("Limit"), Align::Left, 220},
            {QObject::tr("When it is not met"), Align::Left, 200}},
        std::move(rows));
    Card& window = page->addCard(QObject::tr("Undo"));
    auto* values = new KeyValueList;
    values->add(QObject::tr("Undo window"),
        policy.undoMilliseconds == 0
            ? QObject::tr("none, decisions count at once")
            : QObject::tr("%1: nothing deploys before it ends").arg(format::duration(policy.undoMilliseconds)));
    window.body().addWidget(values);
    page->addCard(QObject::tr("Change the rules"))
        .body()
        .addWidget(makeEditFileRow(app, QObject::tr("They stand under approval in slipway.yaml.")));
    return page;
}

QWidget* makeRulesPage(AppContext& app) {
    auto* page = new PageColumn;
    const auto& rules = app.workspace.rules().rules();
    Card& card = page->addCard(QObject::tr("Rules"),
        format::plural(static_cast<std::int64_t>(rules.size()), QObject::tr("rule"), QObject::tr("rules")));
    if (rules.empty()) {
        card.body().addWidget(paragraph(QObject::tr("No rules yet. A rule says: when this happens, do that. For "
                                                    "example, when drift is found, run the retraining pipeline.")));
    } else {
        std::vector<TableRow> rows;
        for (const event::Rule& rule : rules) {
            Cell when(format::text(rule.when));
            when.detail = rule.where.empty() ? QString() : pairs(rule.where);
            Cell then(format::text(rule.then));
            then.detail = pairs(rule.with);
            rows.push_back({format::text(rule.name),
                {Cell(format::text(rule.name)), when, then,
                    rule.enabled ? Cell::withPill({PillKind::Ok, QObject::tr("On")})
                                 : Cell::withPill({PillKind::Neutral, QObject::tr("Off")})},
                {}});
        }
        addTable(card, QObject::tr("Rules"),
            {{QObject::tr("Rule"), Align::Left, 180}, {QObject::tr("When"), Align::Left, 210},
                {QObject::tr("Then"), Align::Left, 240, true}, {QObject::tr("State"), Align::Left, 90}},
            std::move(rows));
    }
    const auto firings = app.workspace.rules().firings(20);
    if (firings && !firings->empty()) {
        Card& history = page->addCard(QObject::tr("Last actions"), QObject::tr("newest first"));
        std::vector<TableRow> rows;
        for (const event::Firing& firing : *firings)
            rows.push_back({QString::number(firing.id),
                {Cell(format::text(firing.rule)), Cell::time(firing.startedAt), Cell::state(firing.state),
                    Cell(firing.message.empty() ? format::missing() : format::text(firing.message))},
                {}});
        addTable(history, QObject::tr("Last actions of rules"),
            {{QObject::tr("Rule"), Align::Left, 200}, {QObject::tr("When"), Align::Left, 130},
                {QObject::tr("Result"), Align::Left, 120}, {QObject::tr("Message"), Align::Left, 200, true}},
            std::move(rows));
    }
    page->addCard(QObject::tr("Change the rules"))
        .body()
        .addWidget(makeEditFileRow(
            app, QObject::tr("Rules stand under rules in slipway.yaml and run in the workspace's service.")));
    return page;
}

} // namespace slipway::ui
