#include "ui/track/run/code/code_tab.h"

#include <QListWidget>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "core/workspace/workspace.h"
#include "ui/shell/notifications.h"
#include "ui/track/run/preview/code_view.h"
#include "ui/track/run/preview/preview_pane.h"
#include "ui/track/run/preview/text_preview.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/key_value_list.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

constexpr std::int64_t kLongestDiff = 4 << 20;
constexpr std::size_t kMostFiles = 500;
constexpr const char* kDiff = "code/diff.patch";
constexpr int kDiffRole = Qt::UserRole, kPathRole = Qt::UserRole + 1;

} // namespace

CodeTab::CodeTab(AppContext& app, QWidget* parent) : RunTab(parent), m_app(app) {
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 8, 0, 12);
    outer->setSpacing(12);
    auto* facts = new Card(tr("Code"));
    m_facts = new KeyValueList;
    facts->body().addWidget(m_facts);
    outer->addWidget(facts);
    auto* split = new QSplitter(Qt::Horizontal);
    split->setChildrenCollapsible(false);
    auto* left = new Card;
    left->body().setContentsMargins(4, 6, 4, 6);
    m_list = new QListWidget;
    m_list->setObjectName(QStringLiteral("codeFiles"));
    m_list->setAccessibleName(tr("Files of code and environment"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setIconSize({16, 16});
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    left->body().addWidget(m_list);
    left->setMinimumWidth(200);
    split->addWidget(left);
    auto* right = new Card;
    right->body().setContentsMargins(0, 0, 0, 0);
    m_stack = new QStackedWidget;
    auto* diffPage = new QWidget;
    auto* diffColumn = new QVBoxLayout(diffPage);
    diffColumn->setContentsMargins(16, 12, 12, 12);
    diffColumn->setSpacing(6);
    m_name = new TextLabel({}, FontRole::Section);
    m_note = new TextLabel({}, FontRole::Caption, Token::WarnText);
    m_diff = new CodeView(tr("What was changed"));
    m_diff->setNumbersVisible(false);
    diffColumn->addWidget(m_name);
    diffColumn->addWidget(m_note);
    diffColumn->addWidget(m_diff, 1);
    m_pane = new PreviewPane(app);
    m_stack->addWidget(diffPage);
    m_stack->addWidget(m_pane);
    right->body().addWidget(m_stack);
    split->addWidget(right);
    split->setStretchFactor(1, 1);
    split->setSizes({280, 740});
    m_split = split;
    outer->addWidget(split, 1);
    m_empty = new EmptyState("code", tr("No code was kept"),
        tr("Runs that Slipway starts keep what was changed since the commit, the program and the packages."));
    qobject_cast<EmptyState*>(m_empty)->addSnippet("slipway run --experiment trial -- python train.py");
    outer->addWidget(m_empty, 1);
    m_empty->hide();
    connect(m_list, &QListWidget::currentRowChanged, this, &CodeTab::showCurrent);
}

void CodeTab::setFacts(std::shared_ptr<const RunFacts> facts) {
    const auto& run = facts->run;
    const bool other = run.id != m_run;
    if (other || run.tags.size() != m_shownTags) showFacts(run);
    const bool wants = other || !track::hasEnded(run.status);
    m_run = run.id;
    if (!wants && !m_found.files.empty()) return;
    m_app.jobs.start<Found>(
        this, {.title = tr("Read code"), .key = "code", .quiet = true, .result = {}},
        [id = run.id](workspace::Workspace& workspace, Progress&) { return find(workspace, id); },
        [this](Result<Found> found) { showFound(found ? std::move(*found) : Found()); });
}

void CodeTab::showFacts(const track::Run& run) {
    m_shownTags = run.tags.size();
    m_facts->clear();
    const auto add = [&](const QString& title, std::string_view key, bool code) {
        const auto value = format::text(tagOf(run, key));
        if (value.isEmpty()) return;
        if (code)
            m_facts->addCode(title, value);
        else
            m_facts->add(title, value);
    };
    add(tr("Commit"), "mlflow.source.git.commit", true);
    const auto dirty = tagOf(run, "slipway.git.dirty");
    if (!dirty.empty())
        m_facts->add(tr("Changed since"), dirty == "true" ? tr("yes, the changes are below") : tr("no"));
    add(tr("Branch"), "mlflow.source.git.branch", true);
    add(tr("Repository"), "mlflow.source.git.repoURL", true);
    add(tr("Program"), "mlflow.source.name", true);
    add(tr("Command"), "slipway.command", true);
    add(tr("Slipway"), "slipway.version", false);
    add(tr("Host"), "slipway.host", false);
    add(tr("Python"), "slipway.python", false);
}

Result<CodeTab::Found> CodeTab::find(workspace::Workspace& workspace, const std::string& run) {
    Found found;
    if (const auto file = workspace.tracker().artifactFile(run, kDiff)) {
        SLIPWAY_ASSIGN(const auto diff, readText(*file, kLongestDiff));
        found.diff = diffFiles(diff.text);
        found.note = diff.note;
    }
    for (const char* folder : {"code", "environment"}) {
        const auto files = workspace.tracker().artifacts(run, folder);
        if (!files) continue; // most runs have neither
        for (const auto& file : *files)
            if (!file.folder && file.path != kDiff && found.files.size() < kMostFiles)
                found.files.push_back(format::text(file.path));
    }
    return found;
}

void CodeTab::addHeading(const QString& text) {
    auto* item = new QListWidgetItem(text, m_list);
    item->setFlags(Qt::ItemIsEnabled);
    item->setFont(fontFor(FontRole::Overline));
    item->setForeground(color(Token::TextMuted));
    item->setSizeHint({0, 26});
}

void CodeTab::addItem(const QString& text, const QString& iconName, const QVariant& what) {
    auto* item = new QListWidgetItem(icon(iconName), text, m_list);
    item->setData(what.typeId() == QMetaType::Int ? kDiffRole : kPathRole, what);
    item->setToolTip(text);
    item->setSizeHint({0, 28});
}

void CodeTab::showFound(Found found) {
    const auto current = m_list->currentRow();
    const bool same = found.diff == m_found.diff && found.files == m_found.files && m_list->count() > 0;
    m_found = std::move(found);
    const bool nothing = m_found.diff.empty() && m_found.files.empty();
    m_split->setVisible(!nothing);
    m_empty->setVisible(nothing);
    if (nothing || same) return;
    m_list->clear();
    if (!m_found.diff.empty()) addHeading(tr("CHANGES"));
    for (std::size_t i = 0; i < std::min(m_found.diff.size(), kMostFiles); ++i) {
        const auto& file = m_found.diff[i];
        addItem(tr("%1  +%2 −%3").arg(file.path).arg(file.added).arg(file.removed), "edit", static_cast<int>(i));
    }
    for (const auto& [folder, title] : {std::pair{"code/", tr("CODE")}, std::pair{"environment/", tr("ENVIRONMENT")}}) {
        bool first = true;
        for (const auto& path : m_found.files) {
            if (!path.startsWith(QLatin1String(folder))) continue;
            if (std::exchange(first, false)) addHeading(title);
            addItem(path.section('/', 1), "file", path);
        }
    }
    m_list->setCurrentRow(current > 0 && current < m_list->count() ? current : 1);
}

void CodeTab::showCurrent() {
    const auto* item = m_list->currentItem();
    if (!item) return;
    if (const auto path = item->data(kPathRole).toString(); !path.isEmpty()) {
        m_stack->setCurrentIndex(1);
        return m_pane->open(QString::fromStdString(m_run), path);
    }
    const auto index = item->data(kDiffRole);
    if (!index.isValid() || index.toUInt() >= m_found.diff.size()) return;
    const auto& file = m_found.diff[index.toUInt()];
    m_stack->setCurrentIndex(0);
    m_name->setText(file.path);
    m_note->setText(m_found.note);
    m_note->setVisible(!m_found.note.isEmpty());
    m_diff->setContent(file.text, CodeView::Colours::Diff);
}

} // namespace slipway::ui
