#include "ui/registry/comparison_card.h"

#include <QComboBox>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <map>

#include "ui/registry/metric_change.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/list_table_model.h"

namespace slipway::ui {

namespace {

constexpr int kMetricRows = 10;

QString valueIn(const std::map<std::string, std::string>& values, const std::string& key) {
    const auto found = values.find(key);
    return found == values.end() ? format::missing() : format::text(found->second);
}

QString versionTitle(const registry::ModelVersion& version) {
    return QStringLiteral("v%1").arg(version.version);
}

/// Data, code and parameters of the run that made a version.
std::map<std::string, std::string> inputsOf(const std::optional<track::Run>& run) {
    std::map<std::string, std::string> inputs;
    if (!run) return inputs;
    for (const auto& [name, value] : run->parameters) inputs[name] = value;
    const std::pair<const char*, const char*> tags[] = {
        {"slipway.dataset", "dataset"}, {"mlflow.source.git.commit", "code"}, {"slipway.version", "program"}};
    for (const auto& [tag, title] : tags)
        if (const auto found = run->tags.find(tag); found != run->tags.end()) inputs[title] = found->second;
    return inputs;
}

std::vector<TableRow> inputRows(
    const std::map<std::string, std::string>& mine, const std::map<std::string, std::string>& base, bool hasBase) {
    std::map<std::string, int> names;
    for (const auto& [name, value] : mine) names[name] = 0;
    for (const auto& [name, value] : base) names[name] = 0;
    std::vector<TableRow> rows;
    for (const auto& [name, unused] : names) {
        Cell left(valueIn(mine, name)), right(valueIn(base, name));
        if (hasBase && left.text == right.text) continue;
        rows.push_back({format::text(name), {Cell(format::text(name)), left, right}, {}});
    }
    return rows;
}

DataTable* makeTable(const QString& name, const QString& objectName, ListTableModel* model) {
    auto* table = new DataTable(name);
    table->setObjectName(objectName);
    table->setListModel(model);
    table->setSortable(false);
    table->fitHeightToRows(kMetricRows);
    return table;
}

} // namespace

ComparisonCard::ComparisonCard(QWidget* parent) : Card(tr("Metrics"), parent) {
    setFlush();
    m_choice = new QComboBox(this);
    m_choice->setObjectName(QStringLiteral("compareWith"));
    m_choice->setAccessibleName(tr("Compare with"));
    m_choice->setToolTip(tr("Compare with another version (Ctrl+D: with production)"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    addHeaderWidget(m_choice);

    m_metrics = new ListTableModel(metricColumns({}, {}), this);
    m_metricTable = makeTable(tr("Metrics"), QStringLiteral("metricsTable"), m_metrics);
    m_inputs = new ListTableModel({{tr("Input"), Align::Left, 150, true, {}}}, this);
    m_inputTable = makeTable(tr("Differences in data, code and parameters"), QStringLiteral("inputsTable"), m_inputs);
    m_noBase = new TextLabel({}, FontRole::Caption, Token::TextSecondary);
    m_noBase->setWordWrap(true);
    m_noBase->setContentsMargins(16, 8, 16, 12);
    m_inputTitle = new TextLabel({}, FontRole::Strong);
    m_inputTitle->setContentsMargins(16, 16, 16, 8);
    body().setSpacing(0);
    body().addWidget(m_metricTable);
    body().addWidget(m_noBase);
    body().addWidget(m_inputTitle);
    body().addWidget(m_inputTable);
    connect(
        m_choice, &QComboBox::activated, this, [this](int index) { baseChosen(m_choice->itemData(index).toInt()); });
}

void ComparisonCard::compareWithProduction() {
    const int index = m_choice->findData(0);
    if (index < 0) return;
    m_choice->setCurrentIndex(index);
    m_metricTable->setFocus(Qt::ShortcutFocusReason);
    baseChosen(0);
}

void ComparisonCard::fillChoices(const VersionFacts& facts, const std::vector<registry::ModelVersion>& versions) {
    const QSignalBlocker blocker(m_choice);
    m_choice->clear();
    if (facts.production) m_choice->addItem(tr("Production (v%1)").arg(facts.production->version), 0);
    for (const auto& other : versions) {
        if (other.model != facts.version.model || other.version == facts.version.version) continue;
        if (facts.production && other.version == facts.production->version) continue;
        m_choice->addItem(versionTitle(other), other.version);
    }
    if (!facts.base) m_choice->insertItem(0, tr("Compare with…"), -1);
    const bool isProduction = facts.base && facts.production && facts.base->version == facts.production->version;
    const int wanted = facts.base ? (isProduction ? 0 : facts.base->version) : -1;
    m_choice->setCurrentIndex(m_choice->findData(wanted));
    m_choice->setVisible(m_choice->count() > (facts.base ? 0 : 1));
}

void ComparisonCard::setFacts(const VersionFacts& facts, const std::vector<registry::ModelVersion>& versions) {
    fillChoices(facts, versions);
    const auto mine = versionTitle(facts.version);
    const auto base = facts.base ? versionTitle(*facts.base) : QString();
    setTitle(facts.base ? tr("Metrics against %1").arg(base) : tr("Metrics"));
    const auto titles = mine + base;
    const bool sameTitles = titles == m_titles; // a reset would flicker and lose the selection
    m_titles = titles;
    if (!sameTitles) m_metrics->setColumns(metricColumns(mine, base));
    m_metrics->setRows(metricRows(metricChanges(facts.version.metrics, facts.base ? &facts.base->metrics : nullptr)));
    m_metricTable->fitHeightToRows(kMetricRows);
    m_noBase->setVisible(!facts.base);
    m_noBase->setText(facts.version.stages.empty() || facts.production
                          ? tr("No version of this model is in production, so there is nothing to compare with yet.")
                          : tr("This version is the one in production."));

    const auto left = inputsOf(facts.run), right = inputsOf(facts.baseRun);
    std::vector<TableColumn> columns{{tr("Input"), Align::Left, 150, true, {}}, {mine, Align::Left, 200, false, {}}};
    if (facts.base) columns.push_back({base, Align::Left, 200, false, {}});
    if (!sameTitles) m_inputs->setColumns(columns);
    m_inputs->setRows(inputRows(left, right, facts.base.has_value()));
    m_inputTable->fitHeightToRows(kMetricRows);
    const bool none = m_inputs->rowCount() == 0;
    m_inputTable->setVisible(!none);
    m_inputTitle->setText(!facts.base ? tr("Data, code and parameters")
                          : none      ? tr("Data, code and parameters are the same")
                                      : tr("Differences in data, code and parameters"));
    m_inputTitle->setVisible(facts.run.has_value());
}

} // namespace slipway::ui
