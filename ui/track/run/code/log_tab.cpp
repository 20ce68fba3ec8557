#include "ui/track/run/code/log_tab.h"

#include <QCheckBox>
#include <QFile>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QRegularExpression>
#include <QVBoxLayout>

#include "core/workspace/workspace.h"
#include "ui/shell/notifications.h"
#include "ui/track/run/preview/code_view.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/search_box.h"

namespace slipway::ui {

namespace {

constexpr const char* kLog = "logs/output.log";
constexpr qsizetype kLongestLine = 4000;

/// Colours and cursor moves of a terminal, progress bars that overwrite their line.
QString plain(QString text) {
    static const QRegularExpression escapes(QStringLiteral("\x1b\\[[0-9;?]{0,20}[A-Za-z]|\x1b\\][^\x07]{0,200}\x07"));
    text.remove(escapes);
    text.replace(QLatin1String("\r\n"), QLatin1String("\n"));
    QStringList lines = text.split('\n');
    for (auto& line : lines) {
        if (const auto last = line.lastIndexOf('\r', -2); last >= 0) line = line.mid(last + 1);
        line.remove('\r');
        if (line.size() > kLongestLine) line = line.left(kLongestLine) + QStringLiteral(" …");
    }
    return lines.join('\n');
}

} // namespace

LogTab::LogTab(AppContext& app, QWidget* parent) : RunTab(parent), m_app(app) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 8, 0, 12);
    outer->setSpacing(8);
    auto* row = new QHBoxLayout;
    m_search = new SearchBox(tr("Find in the log"), tr("Find in the log"), this);
    m_search->setObjectName(QStringLiteral("logSearch"));
    m_search->setMaximumWidth(320);
    m_search->installEventFilter(this);
    m_note = new TextLabel({}, FontRole::Caption, Token::TextMuted);
    m_note->setObjectName(QStringLiteral("logNote"));
    m_follow = new QCheckBox(tr("Follow"));
    m_follow->setAccessibleName(tr("Follow the end of the log"));
    m_follow->setChecked(true);
    row->addWidget(m_search, 1);
    row->addWidget(m_note, 2);
    row->addWidget(m_follow);
    outer->addLayout(row);
    m_view = new CodeView(tr("Log of the run"));
    m_view->setMaximumBlockCount(kMostLines);
    outer->addWidget(m_view, 1);
    connect(m_search, &SearchBox::searched, this, [this] { findNext(false); });
    connect(m_follow, &QCheckBox::toggled, this, [this](bool on) {
        if (on) m_view->scrollToEnd();
    });
}

QWidget* LogTab::searchField() const {
    return m_search;
}

void LogTab::setFacts(std::shared_ptr<const RunFacts> facts) {
    if (facts->run.id != m_run) {
        m_run = facts->run.id;
        m_end = -1;
    }
    reload();
}

void LogTab::reload() {
    if (m_reading || m_run.empty()) return;
    m_reading = true;
    m_app.jobs.start<Part>(
        this, {.title = tr("Read log"), .key = {}, .quiet = true, .result = {}},
        [run = m_run, from = m_end](workspace::Workspace& workspace, Progress&) -> Result<Part> {
            SLIPWAY_ASSIGN(const auto file, workspace.tracker().artifactFile(run, kLog));
            return readPart(file, from);
        },
        [this, run = m_run](Result<Part> part) {
            m_reading = false;
            if (run != m_run) return reload();
            if (part)
                accept(*part);
            else
                m_note->setText(sentenceOf(part.error()));
        });
}

/// Whole lines only, so that no character is cut in two; the last piece of a line waits for its end.
Result<LogTab::Part> LogTab::readPart(const std::filesystem::path& path, std::int64_t from) {
    QFile file(QString::fromStdString(path.string()));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::PermissionDenied, "the log cannot be read: " + file.errorString().toStdString(), {});
    Part part;
    const auto size = file.size();
    part.whole = from < 0 || from > size || size - from > kTail;
    const auto begin = part.whole ? std::max<std::int64_t>(0, size - kTail) : from;
    part.cut = part.whole && begin > 0;
    file.seek(begin);
    auto bytes = file.read(kTail);
    if (part.cut) {
        const auto first = bytes.indexOf('\n') + 1;
        bytes.remove(0, first);
        part.end = begin + first;
    } else {
        part.end = begin;
    }
    if (!part.whole)
        if (const auto last = bytes.lastIndexOf('\n'); last + 1 < bytes.size()) bytes.truncate(last + 1);
    if (part.whole)
        if (const auto last = bytes.lastIndexOf('\n'); last >= 0) bytes.truncate(last + 1);
    part.end += bytes.size();
    part.text = plain(QString::fromUtf8(bytes));
    return part;
}

void LogTab::accept(const Part& part) {
    m_end = part.end;
    if (part.whole) {
        m_view->setContent(part.text, CodeView::Colours::None);
        m_note->setText(
            part.cut ? tr("The last %1. Artifacts has the whole file.").arg(format::bytes(kTail)) : QString());
    } else if (!part.text.isEmpty()) {
        m_view->appendContent(part.text);
    }
    if (m_follow->isChecked() && (part.whole || !part.text.isEmpty())) m_view->scrollToEnd();
}

void LogTab::findNext(bool backwards) {
    const auto wanted = m_search->text();
    if (wanted.isEmpty()) return m_note->setText({});
    m_follow->setChecked(false);
    const QTextDocument::FindFlags flags = backwards ? QTextDocument::FindBackward : QTextDocument::FindFlags();
    if (m_view->find(wanted, flags)) return m_note->setText({});
    m_view->moveCursor(backwards ? QTextCursor::End : QTextCursor::Start); // goes round
    m_note->setText(m_view->find(wanted, flags) ? tr("Began again at the other end") : tr("Not found"));
}

/// Enter goes to the next place, with Shift to the one before.
bool LogTab::eventFilter(QObject* object, QEvent* event) {
    if (object == m_search && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Return && key->modifiers().testFlag(Qt::ShiftModifier)) {
            findNext(true);
            return true;
        }
    }
    return RunTab::eventFilter(object, event);
}

} // namespace slipway::ui
