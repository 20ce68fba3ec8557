#include "ui/feature/feature_panel.h"

#include <set>

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/shell/notifications.h"
#include "ui/shell/page_header.h"
#include "ui/shell/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/key_value_list.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/list_table_model.h"
#include "ui/widgets/section_header.h"

namespace slipway::ui {

namespace {

TableRow groupRow(const feature::FeatureGroup& group) {
    Cell name(format::text(group.name));
    name.strong = true;
    return {name.text,
        {name, Cell(format::text(group.entity)), Cell::count(group.rows),
            group.materializedAt > 0 ? Cell::time(group.materializedAt) : Cell(QObject::tr("never"))},
        {}};
}

Cell valueCell(const feature::OnlineRow& row, const std::string& name) {
    const auto it = row.values.find(name);
    if (it == row.values.end() || table::isNull(it->second)) return Cell(format::missing());
    return Cell(format::text(table::toText(it->second)));
}

} // namespace

FeaturePanel::FeaturePanel(AppContext& app, QWidget* parent)
    : Panel(app, tr("Features"), Body::Fill, parent),
      m_controller(new FeatureController(app, this)),
      m_pages(new QStackedWidget(this)) {
    m_materialize = makeButton(tr("Materialize"), "materializeButton", ButtonKind::Primary, "refresh", this);
    m_materialize->setToolTip(tr("Runs the group's SQL again and writes both stores"));
    header().addAction(m_materialize);
    body().addWidget(m_pages, 1);
    auto* split = new QSplitter(Qt::Horizontal, this);
    split->setObjectName("featureSplitter");
    split->setChildrenCollapsible(false);
    m_groups = new DataTable(tr("Feature groups"), split);
    m_groups->setObjectName("featureGroups");
    m_groupsModel =
        new ListTableModel({{tr("Group"), Align::Left, 150, true, {}}, {tr("Entity"), Align::Left, 90, false, {}},
                               {tr("Rows"), Align::Right, 80, false, {}}, {tr("Fresh"), Align::Left, 100, false, {}}},
            this);
    m_groups->setListModel(m_groupsModel);
    split->addWidget(m_groups);
    split->addWidget(buildRight());
    split->setSizes({430, 740});
    m_pages->addWidget(split);
    auto* empty = new EmptyState("columns", tr("No feature groups yet"),
        tr("A feature group is SQL over a dataset with a key, kept offline for training and online for serving."),
        this);
    empty->addSnippet("slipway feature create people --entity id --dataset census --sql \"SELECT …\"");
    m_pages->addWidget(empty);
    connectController();
}

QWidget* FeaturePanel::buildRight() {
    m_card = new Card(tr("Feature group"), this);
    m_card->setFlush();
    auto* page = new QWidget(m_card);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 4, 0, 12);
    layout->setSpacing(12);
    m_facts = new KeyValueList(page);
    layout->addWidget(inset(m_facts));
    layout->addWidget(inset(new SectionHeader(tr("Features"), {}, page)));
    m_features = new DataTable(tr("Features"), page);
    m_features->setObjectName("featureTable");
    m_featuresModel = new ListTableModel(
        {{tr("Feature"), Align::Left, 170, true, {}}, {tr("Type"), Align::Left, 90, false, {}},
            {tr("Missing"), Align::Right, 90, false, {}}, {tr("Distinct"), Align::Right, 90, false, {}},
            {tr("Distribution"), Align::Left, 120, false, {}}},
        this);
    m_features->setListModel(m_featuresModel);
    layout->addWidget(m_features);
    layout->addWidget(buildLookup());
    layout->addWidget(inset(new SectionHeader(tr("Definition"), {}, page)));
    m_sql = new QPlainTextEdit(page);
    m_sql->setObjectName("featureSql");
    m_sql->setAccessibleName(tr("SQL of the group"));
    m_sql->setReadOnly(true);
    m_sql->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_sql->setMinimumHeight(110);
    auto* definition = new QVBoxLayout;
    definition->setContentsMargins(16, 0, 16, 0);
    definition->addWidget(m_sql);
    layout->addLayout(definition);
    layout->addStretch(1);
    m_card->body().addWidget(scrollInCard(page, tr("Details of the feature group"), m_card), 1);
    return m_card;
}

QWidget* FeaturePanel::buildLookup() {
    auto* part = new QWidget(this);
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(inset(new SectionHeader(tr("Values of one key"), tr("online and offline side by side"), part)));
    auto* row = new QHBoxLayout;
    row->setContentsMargins(16, 0, 16, 0);
    row->setSpacing(8);
    auto* label = new QLabel(tr("Key"), part);
    m_key = new QLineEdit("1", part);
    m_key->setObjectName("featureKey");
    m_key->setAccessibleName(tr("Key"));
    m_key->setMaximumWidth(200);
    label->setBuddy(m_key);
    auto* button = makeButton(tr("Look up"), "lookUpButton", ButtonKind::Normal, {}, part);
    m_answer = new TextLabel({}, FontRole::Caption, Token::TextSecondary, part);
    m_answer->setObjectName("lookupAnswer");
    row->addWidget(label);
    row->addWidget(m_key);
    row->addWidget(button);
    row->addWidget(m_answer, 1);
    layout->addLayout(row);
    m_values = new DataTable(tr("Values of the key"), part);
    m_values->setObjectName("featureValues");
    m_valuesModel = new ListTableModel(
        {{tr("Feature"), Align::Left, 170, true, {}}, {tr("Online"), Align::Right, 150, false, {}},
            {tr("Offline"), Align::Right, 150, false, {}}, {tr("Agree"), Align::Left, 110, false, {}}},
        this);
    m_values->setListModel(m_valuesModel);
    layout->addWidget(m_values);
    const auto ask = [this] {
        if (!m_shown.isEmpty() && !m_key->text().trimmed().isEmpty())
            m_controller->lookUp(m_shown, m_key->text().trimmed());
    };
    connect(button, &QPushButton::clicked, this, ask);
    connect(m_key, &QLineEdit::returnPressed, this, ask);
    return part;
}

void FeaturePanel::connectController() {
    connect(m_groups, &DataTable::selectedIdChanged, this, [this](const QString& id) {
        if (!id.isEmpty()) m_controller->loadGroup(id);
    });
    connect(m_materialize, &QPushButton::clicked, this, [this] {
        if (!m_shown.isEmpty()) m_controller->materialize(m_shown);
    });
    connect(m_controller, &FeatureController::loaded, this, &FeaturePanel::showGroups);
    connect(m_controller, &FeatureController::groupLoaded, this, &FeaturePanel::showGroup);
    connect(m_controller, &FeatureController::lookedUp, this, &FeaturePanel::showLookup);
    connect(m_controller, &FeatureController::materialized, this, [this](const feature::FeatureGroup& group) {
        app().notifications.post({.severity = Severity::Success,
            .title = tr("Materialized %1").arg(format::text(group.name)),
            .text = tr("%1 rows in both stores").arg(format::count(group.rows)),
            .link = "feature"});
        refresh();
    });
    connect(m_controller, &FeatureController::failed, this, [this](const QString& what, const Error& error) {
        setLoading(false);
        showError(what, error);
    });
}

void FeaturePanel::refresh() {
    m_controller->load();
}

void FeaturePanel::showGroups(const std::vector<feature::FeatureGroup>& groups) {
    clearError();
    std::vector<TableRow> rows;
    for (const auto& group : groups) rows.push_back(groupRow(group));
    m_groupsModel->setRows(std::move(rows));
    m_pages->setCurrentIndex(groups.empty() ? 1 : 0);
    m_materialize->setEnabled(!groups.empty());
    header().setSummary(
        format::plural(static_cast<std::int64_t>(groups.size()), tr("feature group"), tr("feature groups")));
    if (groups.empty()) return setLoading(false);
    if (m_groups->selectedId().isEmpty())
        m_groups->selectId(format::text(groups.front().name));
    else
        m_controller->loadGroup(m_groups->selectedId());
}

void FeaturePanel::showGroup(const FeatureGroupPage& page) {
    const auto& group = page.group;
    const bool other = m_shown != format::text(group.name);
    m_shown = format::text(group.name);
    m_card->setTitle(m_shown);
    m_card->setCaption(format::text(group.description));
    m_facts->clear();
    m_facts->add(tr("Entity"), format::text(group.entity));
    m_facts->add(tr("Over"), format::text(group.dataset));
    m_facts->add(tr("Rows"), format::count(group.rows));
    m_facts->add(tr("Materialized"), format::when(group.materializedAt), format::absolute(group.materializedAt));
    m_facts->addCode(
        tr("Offline SHA-256"), group.offlineHash.empty() ? format::missing() : format::text(group.offlineHash));
    std::vector<TableRow> rows;
    for (const auto& feature : page.statistics) {
        Cell spark;
        for (const auto count : feature.histogram) spark.spark.push_back(static_cast<double>(count));
        Cell name(format::text(feature.feature));
        name.strong = true;
        Cell missing(format::percent(feature.missingShare));
        missing.sort = feature.missingShare;
        rows.push_back(
            {name.text, {name, Cell(format::text(feature.type)), missing, Cell::count(feature.distinct), spark}, {}});
    }
    m_featuresModel->setRows(std::move(rows));
    m_features->fitHeightToRows(20);
    m_sql->setFont(ui::font(FontRole::Code));
    if (m_sql->toPlainText() != format::text(group.sql)) m_sql->setPlainText(format::text(group.sql));
    setLoading(false);
    if (other && group.materializedAt > 0) m_controller->lookUp(m_shown, m_key->text().trimmed());
}

void FeaturePanel::showLookup(const FeatureLookup& lookup) {
    std::set<std::string> names;
    for (const auto* row : {&lookup.online, &lookup.offline})
        for (const auto& entry : row->values) names.insert(entry.first);
    std::vector<TableRow> rows;
    for (const auto& name : names) {
        auto online = valueCell(lookup.online, name), offline = valueCell(lookup.offline, name);
        const bool same = online.text == offline.text;
        rows.push_back({format::text(name),
            {Cell(format::text(name)), online, offline,
                Cell::withPill(same ? PillLook{PillKind::Ok, tr("same")} : PillLook{PillKind::Bad, tr("differs")})},
            {}});
    }
    m_valuesModel->setRows(std::move(rows));
    m_values->fitHeightToRows(20);
    m_answer->setText(lookup.online.status == feature::ReadStatus::NotFound
                          ? tr("No row has the key %1.").arg(lookup.key)
                      : lookup.online.status == feature::ReadStatus::Present
                          ? tr("Found key %1.").arg(lookup.key)
                          : tr("Key %1 is older than the group allows.").arg(lookup.key));
}

void FeaturePanel::showObject(const QString& link) {
    m_groups->selectId(link.section('/', 1));
}

} // namespace slipway::ui
