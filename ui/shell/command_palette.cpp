#include "ui/shell/command_palette.h"

#include <QAction>
#include <QDate>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/shell/command_registry.h"
#include "ui/shell/fuzzy_match.h"
#include "ui/shell/job_runner.h"
#include "ui/shell/links.h"
#include "ui/shell/palette_delegate.h"
#include "ui/shell/panel_registry.h"
#include "ui/shell/theme.h"
#include "ui/shell/window_settings.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

constexpr int kWidth = 620, kTop = 96, kRowsShown = 9;

class IconBox : public QWidget {
public:
    explicit IconBox(QString name) : m_name(std::move(name)) { setFixedSize(20, 20); }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        paintIcon(&painter, rect(), m_name, color(Token::TextMuted));
    }

private:
    QString m_name;
};

} // namespace

CommandPalette::CommandPalette(
    CommandRegistry& commands, const PanelRegistry& panels, WindowSettings& settings, QWidget* window)
    : Popup(window, tr("Command palette")), m_commands(commands), m_panels(panels), m_settings(settings) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 4, 8, 8);
    column->setSpacing(4);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(10, 0, 10, 0);
    head->addWidget(new IconBox(QStringLiteral("search")));
    m_input = new QLineEdit;
    m_input->setObjectName(QStringLiteral("paletteInput"));
    m_input->setAccessibleName(tr("Find a command, page or object"));
    m_input->setPlaceholderText(tr("Find a command, page or object"));
    m_input->installEventFilter(this);
    head->addWidget(m_input, 1);
    column->addLayout(head);
    auto* line = new QFrame;
    line->setObjectName(QStringLiteral("hairline"));
    line->setFixedHeight(1);
    column->addWidget(line);
    m_list = new QListView;
    m_list->setObjectName(QStringLiteral("sunkenList"));
    m_list->setAccessibleName(tr("Results"));
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    column->addWidget(m_list, 1);
    m_nothing = new TextLabel(
        tr("Nothing fits. Try fewer letters, or the start of each word."), FontRole::Body, Token::TextSecondary);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->hide();
    column->addWidget(m_nothing, 1);
    auto* hint =
        new TextLabel(tr(">  commands     #  runs by tag     /  filter this page     @  people     ?  shortcuts"),
            FontRole::Caption, Token::TextMuted);
    hint->setContentsMargins(10, 4, 0, 2);
    column->addWidget(hint);
    connect(m_input, &QLineEdit::textChanged, this, &CommandPalette::search);
    connect(m_list, &QListView::clicked, this, [this] { runCurrent(); });
}

void CommandPalette::openWith(const QString& text) {
    const QWidget& page = *parentWidget();
    const int width = std::min(kWidth, page.width() - 48);
    const int height = std::min(kRowsShown * PaletteDelegate::kRowHeight + 96, page.height() - kTop - 24);
    m_input->setText(text);
    search(text);
    open(QRect((page.width() - width) / 2, kTop, width, height), m_input);
    m_input->selectAll();
}

int CommandPalette::usesOf(const QString& id) const {
    const QStringList days = m_settings.value(QStringLiteral("palette/") + id).toStringList();
    const QDate from = QDate::currentDate().addDays(-30);
    return static_cast<int>(
        std::ranges::count_if(days, [&](const QString& day) { return QDate::fromString(day, Qt::ISODate) >= from; }));
}

void CommandPalette::addItem(const QString& id, const QString& title, const QString& place, const QString& icon,
    const QString& shortcut, const QList<int>& hits, int score, const QString& reason, std::function<void()> run) {
    auto* item = new QStandardItem(title);
    item->setData(id, PaletteDelegate::IdRole);
    item->setData(reason.isEmpty() ? place : reason, PaletteDelegate::PlaceRole);
    item->setData(icon, PaletteDelegate::IconNameRole);
    item->setData(shortcut, PaletteDelegate::ShortcutRole);
    item->setData(QVariant::fromValue(hits), PaletteDelegate::HitsRole);
    item->setData(score + 30 * usesOf(id), PaletteDelegate::ScoreRole);
    item->setData(static_cast<int>(m_runs.size()), PaletteDelegate::RunRole);
    item->setData(title + QStringLiteral(", ") + place, Qt::AccessibleTextRole);
    item->setEnabled(reason.isEmpty());
    m_runs.push_back(std::move(run));
    m_model.appendRow(item);
}

void CommandPalette::addCommands(const QString& query) {
    for (QAction* action : m_commands.all()) {
        const FuzzyMatch match = fuzzyMatch(query, action->text());
        if (!match.score || !action->isVisible()) continue;
        const QString reason = action->isEnabled()             ? QString()
                               : action->statusTip().isEmpty() ? tr("Not available now")
                                                               : action->statusTip();
        addItem(QStringLiteral("command/") + CommandRegistry::idOf(action), action->text(),
            CommandRegistry::groupOf(action), CommandRegistry::iconOf(action),
            action->shortcut().toString(QKeySequence::NativeText), match.hits, match.score, reason,
            [action = QPointer<QAction>(action)] {
                if (action) action->trigger();
            });
    }
}

void CommandPalette::addPanels(const QString& query) {
    for (const PanelInfo& panel : m_panels.all()) {
        const FuzzyMatch match = fuzzyMatch(query, panel.title);
        if (!match.score) continue;
        addItem(QStringLiteral("panel/") + panel.id, panel.title, tr("Page"), panel.icon, panel.shortcut, match.hits,
            match.score + 100, m_runner ? QString() : tr("Open a workspace first"),
            [this, id = panel.id] { linkChosen(id); });
    }
}

void CommandPalette::addObjects(const QString& query, bool tags) {
    if (!m_runner || query.trimmed().isEmpty()) return;
    m_runner->start<std::vector<FoundObject>>(
        this, {.title = tr("Search"), .key = "palette", .quiet = true},
        [query, tags](workspace::Workspace& w, Progress&) { return findObjects(w, query, tags); },
        [this, query](Result<std::vector<FoundObject>> found) {
            if (!found || !isOpen()) return;
            for (const FoundObject& object : *found)
                addItem(QStringLiteral("object/") + object.kind, object.title, object.place, iconOfKind(object.kind),
                    {}, fuzzyMatch(query, object.title).hits, 0, {}, [this, link = object.link] { linkChosen(link); });
            m_nothing->setVisible(m_model.rowCount() == 0);
            m_list->setVisible(m_model.rowCount() > 0);
            if (!m_list->currentIndex().isValid()) m_list->setCurrentIndex(m_model.index(0, 0));
        });
}

void CommandPalette::search(const QString& text) {
    m_model.clear();
    m_runs.clear();
    const QChar prefix = text.isEmpty() ? QChar() : text[0];
    const QString rest = text.mid(1).trimmed();
    if (prefix == '>')
        addCommands(rest);
    else if (prefix == '#')
        addObjects(rest, true);
    else if (prefix == '/')
        addItem("page/filter", rest.isEmpty() ? tr("Filter this page") : tr("Filter this page by “%1”").arg(rest),
            tr("Page"), "filter", {}, {}, 1, {}, [this, rest] { filterChosen(rest); });
    else if (prefix == '@')
        addItem("people", tr("People and roles"), tr("Settings"), "users", {}, {}, 1,
            m_runner ? QString() : tr("Open a workspace first"),
            [this] { linkChosen(QStringLiteral("settings/people")); });
    else if (prefix == '?')
        addItem("help", tr("Keyboard shortcuts"), tr("Help"), "keyboard", "F1", {}, 1, {}, [this] { helpChosen(); });
    else {
        addPanels(text);
        addCommands(text);
        addObjects(text, false);
    }
    m_model.setSortRole(PaletteDelegate::ScoreRole);
    m_model.sort(0, Qt::DescendingOrder);
    m_list->setCurrentIndex(m_model.index(0, 0));
    m_nothing->setVisible(m_model.rowCount() == 0 && !text.isEmpty());
    m_list->setVisible(!m_nothing->isVisible());
}

void CommandPalette::runCurrent() {
    const QModelIndex index = m_list->currentIndex();
    if (!index.isValid() || !(index.flags() & Qt::ItemIsEnabled)) return;
    const QString id = index.data(PaletteDelegate::IdRole).toString();
    const auto run = m_runs.at(index.data(PaletteDelegate::RunRole).toUInt());
    if (!id.startsWith(QLatin1String("object/"))) {
        QStringList days = m_settings.value(QStringLiteral("palette/") + id).toStringList();
        days.prepend(QDate::currentDate().toString(Qt::ISODate));
        while (days.size() > 20) days.removeLast();
        m_settings.setValue(QStringLiteral("palette/") + id, days);
    }
    close();
    run();
}

bool CommandPalette::eventFilter(QObject* object, QEvent* event) {
    if (object == m_input && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool control = key->modifiers() & Qt::ControlModifier;
        const int row = m_list->currentIndex().row();
        const int last = m_model.rowCount() - 1;
        const auto select = [&](int wanted) {
            m_list->setCurrentIndex(m_model.index(std::clamp(wanted, 0, std::max(0, last)), 0));
            return true;
        };
        if (key->key() == Qt::Key_Down || (control && key->key() == Qt::Key_N))
            return select(row == last ? 0 : row + 1);
        if (key->key() == Qt::Key_Up || (control && key->key() == Qt::Key_P)) return select(row <= 0 ? last : row - 1);
        if (key->key() == Qt::Key_PageDown) return select(row + kRowsShown - 1);
        if (key->key() == Qt::Key_PageUp) return select(row - kRowsShown + 1);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            runCurrent();
            return true;
        }
        if (key->key() == Qt::Key_Tab || key->key() == Qt::Key_Backtab) return true; // stays in the field
    }
    return Popup::eventFilter(object, event);
}

} // namespace slipway::ui
