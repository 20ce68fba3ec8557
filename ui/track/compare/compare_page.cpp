#include "ui/track/compare/compare_page.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include "core/track/run_list.h"
#include "core/workspace/workspace.h"
#include "ui/track/compare/curves_section.h"
#include "ui/track/compare/difference_section.h"
#include "ui/track/compare/importance_section.h"
#include "ui/track/compare/parallel_section.h"
#include "ui/track/compare/pictures_section.h"
#include "ui/track/compare/scatter_section.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

/// Reads everything that the runs have, and puts it beside their names and colours.
Result<SharedRuns> readRuns(
    workspace::Workspace& workspace, const std::vector<ChartedRun>& wanted, const Progress& progress) {
    std::vector<std::string> ids;
    for (const auto& run : wanted) ids.push_back(run.id.toStdString());
    SLIPWAY_ASSIGN(const auto numbers, track::numbersOf(workspace.db(), ids));
    auto read = std::make_shared<ComparedRuns>();
    SLIPWAY_ASSIGN(read->table, track::compareRuns(workspace.db(), numbers, progress));
    for (const auto& row : read->table.runs) {
        const auto charted = std::ranges::find(wanted, format::text(row.id), &ChartedRun::id);
        if (charted != wanted.end()) read->runs.push_back({charted->id, format::text(row.name), charted->slot});
    }
    return SharedRuns(std::move(read));
}

} // namespace

struct ComparePage::Parts {
    AppContext& app;
    std::vector<ChartedRun> runs;
    std::size_t asked = 0; ///< before the first ones were taken
    SharedRuns shown;
    ElidedLabel* title = nullptr;
    ElidedLabel* summary = nullptr;
    TextLabel* error = nullptr;
    QTabBar* tabs = nullptr;
    QStackedWidget* stack = nullptr;
    QStackedWidget* body = nullptr;
    std::vector<CompareSection*> sections;
    std::vector<SharedRuns> given; ///< what each section was shown last: the others wait until they are seen
};

ComparePage::ComparePage(AppContext& app, QWidget* parent)
    : QWidget(parent), m_parts(std::make_unique<Parts>(Parts{.app = app, .runs = {}})) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(makeHeader());
    m_parts->error = new TextLabel({}, FontRole::Body, Token::BadText);
    m_parts->error->setObjectName(QStringLiteral("comparisonError"));
    m_parts->error->setWordWrap(true);
    m_parts->error->hide();
    column->addWidget(m_parts->error);
    auto* sections = new QWidget;
    auto* sectionColumn = new QVBoxLayout(sections);
    sectionColumn->setContentsMargins(0, 0, 0, 0);
    sectionColumn->setSpacing(12);
    m_parts->tabs = new QTabBar;
    m_parts->tabs->setObjectName(QStringLiteral("comparisonTabs"));
    m_parts->tabs->setAccessibleName(tr("Ways to compare"));
    m_parts->tabs->setDrawBase(false);
    m_parts->tabs->setExpanding(false);
    sectionColumn->addWidget(m_parts->tabs);
    m_parts->stack = new QStackedWidget;
    sectionColumn->addWidget(m_parts->stack, 1);
    m_parts->body = new QStackedWidget;
    auto* empty = new EmptyState(QStringLiteral("scale"), tr("Choose two runs or more"),
        tr("Tick runs in the table of runs, then press C: their parameters, metrics and curves are put side by side."));
    empty->addButton(tr("Back to the runs"), QStringLiteral("emptyCloseComparison"), [this] { closed(); });
    m_parts->body->addWidget(empty);
    m_parts->body->addWidget(sections);
    column->addWidget(m_parts->body, 1);
    addSections();
    connect(m_parts->tabs, &QTabBar::currentChanged, this, [this](int index) {
        if (m_parts->stack->isAncestorOf(focusWidget()))
            m_parts->tabs->setFocus(Qt::OtherFocusReason); // not on to a field
        m_parts->stack->setCurrentIndex(index);
        fillSection();
    });
}

ComparePage::~ComparePage() = default;

QWidget* ComparePage::makeHeader() {
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    auto* back =
        makeIconButton(QStringLiteral("arrow-left"), tr("Back to the runs"), QStringLiteral("closeComparison"), bar);
    connect(back, &QToolButton::clicked, this, &ComparePage::closed);
    row->addWidget(back);
    auto* titles = new QVBoxLayout;
    titles->setSpacing(0);
    m_parts->title = new ElidedLabel({}, FontRole::PageTitle);
    m_parts->title->setObjectName(QStringLiteral("comparisonTitle"));
    m_parts->summary = new ElidedLabel({}, FontRole::Caption, Token::TextSecondary);
    m_parts->summary->setObjectName(QStringLiteral("comparisonSummary"));
    titles->addWidget(m_parts->title);
    titles->addWidget(m_parts->summary);
    row->addLayout(titles, 1);
    return bar;
}

void ComparePage::addSections() {
    AppContext& app = m_parts->app;
    const auto add = [this](const QString& name, CompareSection* section) {
        m_parts->tabs->addTab(name);
        m_parts->stack->addWidget(section);
        m_parts->sections.push_back(section);
        m_parts->given.emplace_back();
        connect(section, &CompareSection::openRun, this, &ComparePage::openRun);
        connect(section, &CompareSection::failed, this, &ComparePage::showError);
    };
    auto* table = new DifferenceSection(app);
    connect(table, &DifferenceSection::removeRun, this, &ComparePage::removeRun);
    add(tr("Table"), table);
    add(tr("Curves"), new CurvesSection(app));
    add(tr("Parallel coordinates"), new ParallelSection(app));
    add(tr("Scatter"), new ScatterSection(app, ScatterSection::Look::Points));
    add(tr("Contour"), new ScatterSection(app, ScatterSection::Look::Contours));
    add(tr("Importance"), new ImportanceSection(app));
    add(tr("Pictures"), new PicturesSection(app));
}

void ComparePage::showRuns(const std::vector<ChartedRun>& runs) {
    m_parts->asked = runs.size();
    m_parts->runs = runs;
    if (m_parts->runs.size() > kMostRuns) m_parts->runs.resize(kMostRuns);
    refresh();
}

void ComparePage::removeRun(const QString& id) {
    std::erase_if(m_parts->runs, [&](const ChartedRun& run) { return run.id == id; });
    m_parts->asked = m_parts->runs.size();
    refresh();
}

void ComparePage::refresh() {
    showState();
    if (m_parts->runs.size() < 2) return;
    m_parts->app.jobs.start<SharedRuns>(
        this, {.title = tr("Compare runs"), .key = QStringLiteral("compare"), .quiet = true, .result = {}},
        [runs = m_parts->runs](
            workspace::Workspace& workspace, Progress& progress) { return readRuns(workspace, runs, progress); },
        [this](Result<SharedRuns> read) {
            if (!read) {
                if (read.error().code != ErrorCode::Cancelled) showError(read.error());
                return;
            }
            m_parts->error->hide();
            m_parts->shown = std::move(*read);
            fillSection();
            showState();
        });
}

/// Only what is seen is filled: the other parts when a person goes there.
void ComparePage::fillSection() {
    const auto at = static_cast<std::size_t>(std::max(0, m_parts->stack->currentIndex()));
    if (!m_parts->shown || m_parts->given[at] == m_parts->shown) return;
    m_parts->given[at] = m_parts->shown;
    m_parts->sections[at]->showRuns(m_parts->shown);
}

void ComparePage::showState() {
    const auto count = static_cast<std::int64_t>(m_parts->runs.size());
    m_parts->title->setText(tr("Compare %1").arg(format::plural(count, tr("run"), tr("runs"))));
    QStringList words;
    if (m_parts->asked > kMostRuns)
        words.push_back(
            tr("the first %1 of %2").arg(kMostRuns).arg(format::count(static_cast<std::int64_t>(m_parts->asked))));
    if (m_parts->shown) {
        std::size_t differing = 0;
        for (const auto& field : m_parts->shown->table.fields) differing += field.differs;
        words.push_back(tr("%1 of %2 fields differ")
                .arg(format::count(static_cast<std::int64_t>(differing)),
                    format::count(static_cast<std::int64_t>(m_parts->shown->table.fields.size()))));
        const auto gone = count - static_cast<std::int64_t>(m_parts->shown->runs.size());
        if (gone > 0 && m_parts->shown->runs.size() < m_parts->runs.size())
            words.push_back(tr("%1 not there any more").arg(format::plural(gone, tr("run"), tr("runs"))));
    }
    m_parts->summary->setText(words.join(QStringLiteral(" · ")));
    m_parts->body->setCurrentIndex(count < 2 ? 0 : 1);
}

void ComparePage::showError(const Error& error) {
    m_parts->error->setText(
        tr("Couldn't compare the runs: %1. %2").arg(format::text(error.message), format::text(error.hint)));
    m_parts->error->show();
}

} // namespace slipway::ui
