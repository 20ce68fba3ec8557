#include "ui/track/table/filter_edit.h"

#include <algorithm>

#include <QAction>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>

#include "core/track/run_keys.h"
#include "core/workspace/workspace.h"
#include "ui/shell/theme.h"
#include "ui/track/table/filter_text.h"
#include "ui/track/table/run_column.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

using Expects = track::Completion::Expects;
using track::FieldGroup;

constexpr int kDelayMs = 150, kMostFilter = 16 * 1024, kMostKeys = 100, kMostOfEach = 8, kMostValues = 20;

std::vector<Suggestion> keysOf(const std::vector<std::string>& keys, FieldGroup group, bool withGroup) {
    std::vector<Suggestion> found;
    for (const auto& key : keys) {
        const track::RunField field{group, key, track::RunField::Of::Latest};
        found.push_back({withGroup ? filterName(field) : format::text(track::writtenKey(key)),
            withGroup ? QString() : format::text(key), kindOf(group), false});
    }
    return found;
}

QString withoutQuote(const QString& text) {
    return !text.isEmpty() && QStringLiteral("'\"`").contains(text.front()) ? text.mid(1) : text;
}

} // namespace

FilterEdit::FilterEdit(AppContext& app, QWidget* parent) : QLineEdit(parent), m_app(app) {
    setObjectName(QStringLiteral("runFilter"));
    setAccessibleName(tr("Filter runs"));
    setPlaceholderText(tr("Filter: a word, or metrics.accuracy > 0.9 AND params.depth = 6"));
    setMaxLength(kMostFilter);
    addAction(ui::icon(QStringLiteral("filter"), Token::TextMuted), QLineEdit::LeadingPosition);
    auto* clear = addAction(ui::icon(QStringLiteral("x"), Token::TextMuted), QLineEdit::TrailingPosition);
    clear->setToolTip(tr("Clear filter"));
    clear->setVisible(false);
    m_popup = new CompletionPopup(this);
    m_delay.setSingleShot(true);
    m_delay.setInterval(kDelayMs);
    connect(&m_delay, &QTimer::timeout, this, [this] { searched(text()); });
    connect(clear, &QAction::triggered, this, [this] {
        QLineEdit::clear();
        searchNow();
    });
    connect(this, &QLineEdit::textChanged, this, [this, clear](const QString& now) {
        clear->setVisible(!now.isEmpty());
        setProblem(0, 0);
        m_delay.start();
    });
    connect(this, &QLineEdit::textEdited, this, &FilterEdit::complete);
    connect(m_popup, &CompletionPopup::chosen, this, &FilterEdit::take);
}

void FilterEdit::setProblem(qsizetype begin, qsizetype end) {
    m_problemBegin = begin;
    m_problemEnd = end;
    update();
}

void FilterEdit::searchNow() {
    m_popup->hide();
    m_delay.stop();
    searched(text());
}

void FilterEdit::completeRecent() {
    std::vector<Suggestion> suggestions;
    for (const auto& recent : m_recent) suggestions.push_back({recent, {}, tr("Recent"), true});
    const auto completion = track::completeFilter({}, 0, track::FilterTable::runs(), track::Dialect::Desktop);
    for (const auto& word : completion.words) suggestions.push_back({format::text(word), {}, {}, false});
    m_replaceBegin = m_replaceEnd = 0;
    m_popup->show(std::move(suggestions));
}

void FilterEdit::complete() {
    const QString now = text();
    if (now.trimmed().isEmpty()) return m_popup->hide();
    const auto completion = track::completeFilter(
        now.toStdString(), bytesBefore(now, cursorPosition()), track::FilterTable::runs(), track::Dialect::Desktop);
    m_replaceBegin = charactersBefore(now, completion.replaces.begin);
    m_replaceEnd = charactersBefore(now, completion.replaces.end);
    const QString typed = now.mid(m_replaceBegin, std::max<qsizetype>(0, cursorPosition() - m_replaceBegin));
    std::vector<Suggestion> suggestions;
    for (const auto& word : completion.words)
        if (format::text(word) != typed) suggestions.push_back({format::text(word), {}, {}, false});
    m_popup->show(std::move(suggestions));
    lookUp(completion, withoutQuote(typed));
}

void FilterEdit::lookUp(const track::Completion& completion, const QString& typed) {
    const bool keys = completion.expects == Expects::Field, values = completion.expects == Expects::Value;
    if ((!keys && !values) || (keys && !completion.group && typed.isEmpty())) return;
    if (completion.group == FieldGroup::Dataset || (keys && completion.group == FieldGroup::Attribute)) return;
    if (values && completion.group == FieldGroup::Metric) return;
    m_app.jobs.start<std::vector<Suggestion>>(
        this, {.title = tr("Complete"), .key = QStringLiteral("complete"), .quiet = true, .result = {}},
        [completion, values, part = typed.toStdString(), experiments = m_experiments](
            workspace::Workspace& workspace, Progress&) -> Result<std::vector<Suggestion>> {
            std::vector<Suggestion> found;
            if (values) {
                SLIPWAY_ASSIGN(const auto counts,
                    track::frequentValues(workspace.db(), *completion.group, completion.key, part, kMostValues));
                for (const auto& each : counts)
                    found.push_back({format::text(track::writtenText(each.value)), {},
                        format::plural(each.runs, tr("run"), tr("runs")), false});
                return found;
            }
            // Names that begin so come before those that contain it.
            const auto begins = [&](const std::string& name) {
                return format::text(name).startsWith(format::text(part), Qt::CaseInsensitive);
            };
            std::vector<FieldGroup> groups{FieldGroup::Metric, FieldGroup::Parameter, FieldGroup::Tag};
            if (completion.group) groups = {*completion.group};
            for (const auto group : groups) {
                SLIPWAY_ASSIGN(auto names, track::runKeys(workspace.db(), group, experiments, part,
                                               completion.group ? kMostKeys : kMostOfEach));
                std::ranges::stable_partition(names, begins);
                std::ranges::move(keysOf(names, group, !completion.group), std::back_inserter(found));
            }
            return found;
        },
        [this, asked = text(), at = cursorPosition()](Result<std::vector<Suggestion>> found) {
            if (!found || text() != asked || cursorPosition() != at || !hasFocus()) return;
            m_popup->add(std::move(*found));
        });
}

void FilterEdit::take(int suggestion) {
    const auto all = m_popup->suggestions();
    if (suggestion < 0 || suggestion >= static_cast<int>(all.size())) return;
    const auto& taken = all[static_cast<std::size_t>(suggestion)];
    m_popup->hide();
    if (taken.whole) {
        setText(taken.insert);
        return searchNow();
    }
    const bool goesOn = taken.insert.endsWith(QLatin1Char('.'));
    const QString behind = text().mid(m_replaceEnd);
    const QString insert = taken.insert + (goesOn || behind.startsWith(QLatin1Char(' ')) ? "" : " ");
    const qsizetype end = m_replaceBegin + insert.size();
    setText(text().left(m_replaceBegin) + insert + behind);
    setCursorPosition(static_cast<int>(end + (!goesOn && behind.startsWith(QLatin1Char(' ')) ? 1 : 0)));
    complete();
}

bool FilterEdit::event(QEvent* event) {
    if (event->type() == QEvent::KeyPress && m_popup->isVisible()) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Tab && key->modifiers() == Qt::NoModifier) {
            take(std::max(0, m_popup->current()));
            return true;
        }
    }
    // Esc closes the list first; without this a shortcut of the window may take it.
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape &&
        (m_popup->isVisible() || !text().isEmpty())) {
        event->accept();
        return true;
    }
    return QLineEdit::event(event);
}

void FilterEdit::keyPressEvent(QKeyEvent* event) {
    const bool open = m_popup->isVisible();
    switch (event->key()) {
    case Qt::Key_Down:
        if (open)
            m_popup->move(1);
        else
            text().trimmed().isEmpty() ? completeRecent() : complete();
        return;
    case Qt::Key_Up:
        if (open) m_popup->move(-1);
        return;
    case Qt::Key_PageDown:
    case Qt::Key_PageUp:
        if (open) return m_popup->move(event->key() == Qt::Key_PageDown ? 9 : -9);
        break;
    case Qt::Key_Space:
        if (event->modifiers() == Qt::ControlModifier)
            return text().trimmed().isEmpty() ? completeRecent() : complete();
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (event->modifiers() != Qt::NoModifier) break;
        if (open && m_popup->current() >= 0) return take(m_popup->current());
        return searchNow();
    case Qt::Key_Escape:
        if (open) return m_popup->hide();
        if (!text().isEmpty()) {
            clear();
            return searchNow();
        }
        break;
    default:
        break;
    }
    QLineEdit::keyPressEvent(event);
}

void FilterEdit::paintEvent(QPaintEvent* event) {
    QLineEdit::paintEvent(event);
    if (!hasProblem()) return;
    const QFontMetricsF size(font());
    const QString all = text();
    const auto width = [&](qsizetype position) { return size.horizontalAdvance(all.left(position)); };
    const QRect cursor = cursorRect();
    const double zero = cursor.center().x() - width(cursorPosition());
    const double from = zero + width(m_problemBegin);
    const double to = std::max(zero + width(m_problemEnd), from + 6);
    QPainter painter(this);
    painter.setClipRect(rect().adjusted(34, 0, -30, 0));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color(Token::BadText), 1.2));
    const double y = height() / 2.0 + size.height() / 2 + 1;
    QPainterPath wave({from, y});
    for (double x = from; x < to; x += 4) {
        wave.lineTo(x + 2, y - 2);
        wave.lineTo(x + 4, y);
    }
    painter.drawPath(wave);
}

} // namespace slipway::ui
