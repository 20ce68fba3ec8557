#include "ui/track/compare/difference_section.h"

#include <QCheckBox>
#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSaveFile>
#include <QScrollBar>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/shell/notifications.h"
#include "ui/shell/prompts.h"
#include "ui/track/compare/difference_model.h"
#include "ui/track/compare/field_names.h"
#include "ui/track/compare/key_picker.h"
#include "ui/track/compare/opened_menu.h"
#include "ui/track/compare/run_comparison.h"
#include "ui/track/compare/run_header.h"
#include "ui/track/compare/text_difference.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/exportable_chart.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/search_box.h"

namespace slipway::ui {

namespace {

constexpr int kNamesWidth = 260, kMostShownText = 2000;

/// Words of one side, with what the other side lacks marked.
QString marked(const std::vector<TextPart>& parts, TextPart::In side, Token fill) {
    QString html;
    for (const TextPart& part : parts) {
        if (part.in != TextPart::In::Both && part.in != side) continue;
        const QString text = part.text.toHtmlEscaped();
        html += part.in == TextPart::In::Both
                    ? text
                    : QStringLiteral("<span style=\"background-color:%1\">%2</span>").arg(color(fill).name(), text);
    }
    return html;
}

} // namespace

DifferenceSection::DifferenceSection(AppContext& app, QWidget* parent)
    : CompareSection(parent), m_app(app), m_model(new DifferenceModel(this)), m_names(new FieldNames(*m_model, this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(makeBar());
    m_stack = new QStackedWidget;
    m_stack->addWidget(makeTables());
    auto* nothing = new EmptyState(
        QStringLiteral("filter"), tr("Nothing to show"), tr("No field of these runs differs and contains the text."));
    nothing->addButton(tr("Show all fields"), QStringLiteral("showAllFields"), [this] {
        m_search->clear();
        m_onlyDifferences->setChecked(false);
        applyFilter();
    });
    m_stack->addWidget(nothing);
    column->addWidget(m_stack, 1);
    m_values = new QLabel;
    m_values->setObjectName(QStringLiteral("valueDifference"));
    m_values->setAccessibleName(tr("The chosen value beside the baseline's"));
    m_values->setWordWrap(true);
    m_values->setTextFormat(Qt::RichText);
    m_values->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_values->hide();
    column->addWidget(m_values);
}

QWidget* DifferenceSection::makeBar() {
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    m_search = new SearchBox(tr("Search fields"), tr("Search parameters, metrics and tags"));
    m_search->setObjectName(QStringLiteral("fieldSearch"));
    m_search->setMaximumWidth(260);
    connect(m_search, &SearchBox::searched, this, &DifferenceSection::applyFilter);
    m_onlyDifferences = new QCheckBox(tr("Only differences"));
    m_onlyDifferences->setObjectName(QStringLiteral("onlyDifferences"));
    m_onlyDifferences->setAccessibleName(tr("Only differences"));
    m_onlyDifferences->setChecked(true);
    connect(m_onlyDifferences, &QCheckBox::toggled, this, &DifferenceSection::applyFilter);
    m_count = new TextLabel({}, FontRole::Caption, Token::TextMuted);
    m_baseline =
        new KeyPicker(tr("Run that the others are measured against"), tr("No baseline"), QStringLiteral("baseline"));
    connect(m_baseline, &KeyPicker::keyChosen, this, [this](const QString& name) {
        m_model->setBaseline(static_cast<int>(runNames().indexOf(name)));
        showValues();
    });
    auto* copy = makeButton(
        tr("Copy as Markdown"), QStringLiteral("copyComparison"), ButtonKind::Normal, QStringLiteral("copy"));
    connect(copy, &QPushButton::clicked, this,
        [this] { QGuiApplication::clipboard()->setText(markdownTable(m_model->asCsv())); });
    auto* save = makeButton(
        tr("Export CSV"), QStringLiteral("exportComparison"), ButtonKind::Normal, QStringLiteral("download"));
    connect(save, &QPushButton::clicked, this, &DifferenceSection::saveCsv);
    row->addWidget(m_search, 1);
    row->addWidget(m_onlyDifferences);
    row->addWidget(m_count);
    row->addStretch();
    row->addWidget(m_baseline);
    row->addWidget(copy);
    row->addWidget(save);
    return bar;
}

QWidget* DifferenceSection::makeTables() {
    auto* card = new Card;
    card->body().setContentsMargins(0, 0, 0, 0);
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    m_nameTable = new DataTable(tr("Fields of the comparison"));
    m_nameTable->setObjectName(QStringLiteral("comparisonNames"));
    m_nameTable->setModel(m_names);
    m_nameTable->setFixedWidth(kNamesWidth);
    m_nameTable->setColumnWidth(0, kNamesWidth);
    m_nameTable->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_nameTable->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table = new DataTable(tr("Values of the compared runs"));
    m_table->setObjectName(QStringLiteral("comparisonTable"));
    m_table->setHorizontalHeader(new RunHeader(m_table));
    m_table->horizontalHeader()->setAccessibleName(tr("Compared runs"));
    m_table->setModel(m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_nameTable->setSelectionMode(QAbstractItemView::SingleSelection);
    auto* names = new QVBoxLayout;
    names->setSpacing(0);
    names->addWidget(m_nameTable, 1);
    auto* below = new QWidget; // as high as the other view's horizontal bar, so that the last rows are level
    names->addWidget(below);
    row->addLayout(names);
    row->addWidget(m_table, 1);
    card->body().addLayout(row, 1);
    // Two views on one table: what moves in one moves in the other.
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, m_nameTable->verticalScrollBar(),
        &QScrollBar::setValue);
    connect(m_nameTable->verticalScrollBar(), &QScrollBar::valueChanged, m_table->verticalScrollBar(),
        &QScrollBar::setValue);
    connect(m_table->horizontalScrollBar(), &QScrollBar::rangeChanged, this, [this, below](int, int most) {
        // The horizontal bar takes room of one view only; the rows must stay level at the end.
        below->setFixedHeight(most > 0 ? m_table->horizontalScrollBar()->sizeHint().height() : 0);
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& now) {
        if (now.isValid() && m_nameTable->currentIndex().row() != now.row()) m_nameTable->selectRow(now.row());
        showValues();
    });
    connect(m_nameTable->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& now) {
        if (!now.isValid() || m_table->currentIndex().row() == now.row()) return;
        const int column = std::max(0, m_table->currentIndex().column());
        m_table->setCurrentIndex(m_model->index(now.row(), column));
    });
    connect(m_nameTable, &DataTable::activatedId, this, [this] { sortByRow(m_nameTable->currentIndex().row()); });
    connect(m_table, &DataTable::activatedId, this, [this] { sortByRow(m_table->currentIndex().row()); });
    connect(m_table->horizontalHeader(), &QHeaderView::sectionClicked, this, &DifferenceSection::openRunMenu);
    return card;
}

QWidget* DifferenceSection::searchField() {
    return m_search;
}

void DifferenceSection::showRuns(const SharedRuns& runs) {
    const QModelIndex current = m_table->currentIndex();
    const QString chosen = current.isValid() ? current.data(RowIdRole).toString() : QString();
    m_model->setRuns(runs);
    const QStringList names = runNames();
    const QString none = tr("No baseline");
    m_baseline->setKeys(QStringList{none} + names, none);
    for (int row = 0; !chosen.isEmpty() && row < m_model->rowCount(); ++row)
        if (label(m_model->field(row).field) == chosen)
            m_table->setCurrentIndex(m_model->index(row, std::min(current.column(), m_model->columnCount() - 1)));
    showState();
}

/// Runs may have the same name: then a part of the id tells them apart.
QStringList DifferenceSection::runNames() const {
    QStringList names;
    for (const auto& run : m_model->runs()->runs)
        names.push_back(names.contains(run.name) ? tr("%1 (%2)").arg(run.name, run.id.left(6)) : run.name);
    return names;
}

void DifferenceSection::applyFilter() {
    m_model->setFilter(
        m_onlyDifferences->isChecked() ? DifferenceModel::Filter::Differences : DifferenceModel::Filter::All,
        m_search->text());
    showState();
}

void DifferenceSection::showState() {
    if (!m_model->runs()) return;
    const int hidden = m_model->hiddenAlike();
    m_count->setText(hidden > 0 ? tr("%1 alike are hidden").arg(format::count(hidden)) : QString());
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 0 : 1);
    showValues();
}

void DifferenceSection::sortByRow(int row) {
    if (row < 0) return;
    const int field = m_model->fieldOf(row);
    const auto& compared = m_model->field(row);
    const bool metric = compared.field.group == track::FieldGroup::Metric;
    // The best first, then the other way round, then as the runs came.
    const bool first = metric && !lowerIsBetter(format::text(compared.field.key));
    if (m_model->sortedBy() != field)
        m_descending = first;
    else if (m_descending == first)
        m_descending = !first;
    else
        return m_model->sortRunsBy(-1, false);
    m_model->sortRunsBy(row, m_descending);
    m_table->horizontalScrollBar()->setValue(0);
}

void DifferenceSection::openRunMenu(int column) {
    const int run = m_model->runOf(column);
    const ChartedRun& charted = m_model->runs()->runs[static_cast<std::size_t>(run)];
    auto* menu = openedMenu(this);
    menu->addAction(tr("Open %1").arg(charted.name), this, [this, id = charted.id] { openRun(id); });
    menu->addAction(run == m_model->baseline() ? tr("No baseline") : tr("Use as baseline"), this, [this, run] {
        const bool off = run == m_model->baseline();
        m_model->setBaseline(off ? -1 : run);
        m_baseline->choose(off ? tr("No baseline") : runNames()[run]);
        showValues();
    });
    menu->addAction(tr("Remove from the comparison"), this, [this, id = charted.id] { removeRun(id); });
    const QHeaderView* header = m_table->horizontalHeader();
    menu->popup(header->mapToGlobal(QPoint(header->sectionViewportPosition(column), header->height())));
}

/// Texts that differ are shown word by word beside the baseline's.
void DifferenceSection::showValues() {
    const QModelIndex at = m_table->currentIndex();
    m_values->hide();
    if (!at.isValid() || !m_model->runs()) return;
    const auto& field = m_model->field(at.row());
    const auto run = static_cast<std::size_t>(m_model->runOf(at.column()));
    const auto base = static_cast<std::size_t>(std::max(0, m_model->baseline()));
    const auto *text = std::get_if<std::string>(&field.cells[run]),
               *other = std::get_if<std::string>(&field.cells[base]);
    if (run == base || !text || !other || *text == *other || numberOf(field.cells[run])) return;
    const QString mine = format::text(*text).left(kMostShownText), theirs = format::text(*other).left(kMostShownText);
    const auto parts = differenceOf(theirs, mine);
    const auto& runs = m_model->runs()->runs;
    m_values->setText(QStringLiteral("<b>%1</b><br>%2: <code>%3</code><br>%4: <code>%5</code>")
            .arg(label(field.field).toHtmlEscaped(), runs[base].name.toHtmlEscaped(),
                marked(parts, TextPart::In::First, Token::BadFill), runs[run].name.toHtmlEscaped(),
                marked(parts, TextPart::In::Second, Token::OkFill)));
    m_values->show();
}

void DifferenceSection::saveCsv() {
    const auto file = m_app.prompts.saveFile(
        this, {tr("Export the comparison"), tr("Tables (*.csv)"), QStringLiteral("comparison.csv")});
    if (!file) return;
    QSaveFile out(*file);
    if (!out.open(QIODevice::WriteOnly) || out.write(m_model->asCsv().toUtf8()) < 0 || !out.commit())
        failed({ErrorCode::PermissionDenied, "the comparison could not be written to " + file->toStdString(),
            "choose a folder that you may write to"});
}

} // namespace slipway::ui
