#include "ui/track/run/pairs_card.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/list_table_model.h"
#include "ui/widgets/search_box.h"

namespace slipway::ui {

namespace {

constexpr int kShownRows = 10, kSearchFrom = 6;
constexpr std::size_t kMostRows = 1000; // of more, the others are searched for
constexpr qsizetype kLongestCell = 300, kLongestTip = 1500;

/// One line of a value of any length.
Cell valueCell(const std::string& value) {
    const auto text = format::text(value);
    Cell cell(text.left(kLongestCell).simplified());
    if (text.size() > cell.text.size())
        cell.tip = text.size() > kLongestTip ? text.left(kLongestTip) + QStringLiteral(" …") : text;
    bool isNumber = false;
    const double number = text.toDouble(&isNumber);
    cell.sort = isNumber ? QVariant(number) : QVariant();
    return cell;
}

} // namespace

PairsCard::PairsCard(const QString& title, const QString& keyTitle, const QString& name, QWidget* parent)
    : Card(title, parent) {
    setFlush();
    m_search = new SearchBox(tr("Search"), tr("Search %1").arg(title.toLower()), this);
    m_search->setObjectName(name + "Search");
    m_search->setFixedWidth(180);
    addHeaderWidget(m_search);
    m_copy = makeIconButton(QStringLiteral("copy"), tr("Copy all"), name + "Copy", this);
    addHeaderWidget(m_copy);
    m_table = new DataTable(title, this);
    m_table->setObjectName(name + "Table");
    m_model = new ListTableModel(
        {{keyTitle, Align::Left, 130, false, {}}, {tr("Value"), Align::Left, 120, true, {}}}, m_table);
    m_table->setListModel(m_model);
    m_table->fitHeightToRows(kShownRows);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    const auto addCopy = [this](const QString& text, auto what) {
        auto* action = new QAction(text, m_table);
        connect(action, &QAction::triggered, this, [this, what] {
            if (const auto id = m_table->selectedId(); !id.isEmpty()) QGuiApplication::clipboard()->setText(what(id));
        });
        m_table->addAction(action);
    };
    addCopy(tr("Copy value"), [this](const QString& id) { return valueOf(id); });
    addCopy(tr("Copy name"), [](const QString& id) { return id; });
    m_nothing = new TextLabel({}, FontRole::Body, Token::TextSecondary, this);
    m_nothing->setContentsMargins(16, 2, 16, 12);
    m_nothing->setWordWrap(true);
    body().addWidget(m_table);
    body().addWidget(m_nothing);
    connect(m_search, &SearchBox::searched, this, &PairsCard::fill);
    connect(m_copy, &QToolButton::clicked, this, &PairsCard::copyAll);
}

void PairsCard::setPairs(const std::map<std::string, std::string>& pairs) {
    if (pairs == m_pairs && m_model->rowCount() > 0) return;
    m_pairs = pairs;
    fill();
}

void PairsCard::setEmptyText(const QString& text) {
    m_emptyText = text;
    fill();
}

void PairsCard::fill() {
    const auto wanted = m_search->text().trimmed();
    std::vector<TableRow> rows;
    for (const auto& [key, value] : m_pairs) {
        const auto name = format::text(key);
        if (!wanted.isEmpty() && !name.contains(wanted, Qt::CaseInsensitive) &&
            !format::text(value).contains(wanted, Qt::CaseInsensitive))
            continue;
        if (rows.size() == kMostRows) break;
        rows.push_back({name, {Cell(name), valueCell(value)}, {}});
        rows.back().cells[0].tip = name;
    }
    const auto total = static_cast<std::int64_t>(m_pairs.size());
    setCaption(total == 0 ? QString()
               : wanted.isEmpty()
                   ? format::count(total)
                   : tr("%1 of %2").arg(format::count(static_cast<std::int64_t>(rows.size())), format::count(total)));
    m_search->setVisible(total >= kSearchFrom || !wanted.isEmpty());
    m_copy->setVisible(total > 0);
    m_table->setVisible(!rows.empty());
    m_nothing->setVisible(rows.empty());
    m_nothing->setText(total == 0 ? m_emptyText : tr("Nothing has “%1” in it.").arg(wanted));
    m_model->setRows(std::move(rows));
    m_table->fitHeightToRows(kShownRows);
    shownChanged();
}

QString PairsCard::valueOf(const QString& key) const {
    const auto it = m_pairs.find(key.toStdString());
    return it == m_pairs.end() ? QString() : format::text(it->second);
}

void PairsCard::copyAll() const {
    QString text;
    for (const auto& [key, value] : m_pairs) text += format::text(key) + '\t' + format::text(value) + '\n';
    QGuiApplication::clipboard()->setText(text);
}

} // namespace slipway::ui
