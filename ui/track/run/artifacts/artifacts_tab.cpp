#include "ui/track/run/artifacts/artifacts_tab.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include "core/workspace/workspace.h"
#include "ui/shell/notifications.h"
#include "ui/track/run/artifacts/artifact_actions.h"
#include "ui/track/run/artifacts/artifact_tree_model.h"
#include "ui/track/run/artifacts/model_facts.h"
#include "ui/track/run/artifacts/run_files.h"
#include "ui/track/run/preview/preview_pane.h"
#include "ui/track/run/preview/row_delegate.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

constexpr int kSizeWidth = 78;

} // namespace

ArtifactsTab::ArtifactsTab(AppContext& app, QWidget* parent)
    : RunTab(parent), m_app(app), m_actions(new ArtifactActions(app, this)) {
    m_model = new ArtifactTreeModel(
        [this](const QString& folder, ArtifactTreeModel::Answer answer) {
            m_app.jobs.start<std::vector<track::ArtifactInfo>>(
                this, {.title = tr("List files"), .key = "list" + folder, .quiet = true, .result = {}},
                [run = m_run.toStdString(), folder = folder.toStdString()](
                    workspace::Workspace& workspace, Progress&) -> Result<std::vector<track::ArtifactInfo>> {
                    SLIPWAY_ASSIGN(auto infos, listRunFiles(workspace, run, folder));
                    sortArtifacts(infos);
                    return infos;
                },
                std::move(answer));
        },
        this);
    m_model->setFileOf([this](const QString& path) { return m_actions->fileOf(path); });
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 8, 0, 12);
    m_pages = new QStackedWidget;
    outer->addWidget(m_pages);
    auto* split = new QSplitter(Qt::Horizontal);
    split->setObjectName(QStringLiteral("artifactsSplitter"));
    split->setChildrenCollapsible(false);
    split->addWidget(makeTree());
    auto* card = new Card;
    card->body().setContentsMargins(0, 0, 0, 0);
    m_pane = new PreviewPane(app);
    m_pane->setActions(makeActions());
    card->body().addWidget(m_pane);
    split->addWidget(card);
    split->setStretchFactor(1, 1);
    split->setSizes({320, 700});
    m_pages->addWidget(split);
    auto* empty = new EmptyState("folder", tr("No files"), tr("This run kept no artifacts. Files get here like this:"));
    empty->addSnippet("mlflow.log_artifact(\"plot.png\")");
    m_pages->addWidget(empty);
    connect(m_model, &ArtifactTreeModel::folderRead, this, &ArtifactsTab::showFolder);
    connect(m_model, &ArtifactTreeModel::failed, this, [this](const Error& error) {
        m_problem->setText(sentenceOf(error));
        m_problem->show();
    });
}

QWidget* ArtifactsTab::makeTree() {
    auto* card = new Card;
    card->setFlush();
    card->body().setContentsMargins(4, 6, 4, 6);
    card->body().setSpacing(4);
    m_problem = new TextLabel({}, FontRole::Caption, Token::BadText);
    m_problem->setWordWrap(true);
    m_problem->setContentsMargins(12, 4, 12, 4);
    m_problem->hide();
    m_tree = new QTreeView;
    m_tree->setObjectName(QStringLiteral("artifactTree"));
    m_tree->setAccessibleName(tr("Files of the run"));
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new RowDelegate(m_tree));
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIndentation(16);
    m_tree->setIconSize({16, 16});
    m_tree->setDragEnabled(true);
    m_tree->setDragDropMode(QAbstractItemView::DragOnly);
    m_tree->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tree->setTextElideMode(Qt::ElideMiddle);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->header()->hide();
    m_tree->header()->setAccessibleName(tr("Columns of the files"));
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::Fixed);
    m_tree->header()->resizeSection(1, kSizeWidth);
    card->body().addWidget(m_problem);
    card->body().addWidget(m_tree, 1);
    card->setMinimumWidth(220);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &ArtifactsTab::showCurrent);
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &ArtifactsTab::showMenu);
    return card;
}

QWidget* ArtifactsTab::makeActions() {
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    auto* open = makeButton(tr("Open"), QStringLiteral("openArtifact"), ButtonKind::Quiet, QStringLiteral("external"));
    auto* save =
        makeButton(tr("Save as…"), QStringLiteral("saveArtifact"), ButtonKind::Quiet, QStringLiteral("download"));
    auto* more = makeIconButton(QStringLiteral("more"), tr("More actions"), QStringLiteral("moreArtifact"));
    for (auto* widget : std::initializer_list<QWidget*>{open, save, more}) row->addWidget(widget);
    const auto isFolder = [this] { return m_tree->currentIndex().data(ArtifactTreeModel::FolderRole).toBool(); };
    connect(open, &QPushButton::clicked, this, [this] { m_actions->open(m_pane->path()); });
    connect(save, &QPushButton::clicked, this, [this, isFolder] { m_actions->save(m_pane->path(), isFolder()); });
    connect(more, &QToolButton::clicked, this,
        [this, more] { showMenu(m_tree->viewport()->mapFromGlobal(more->mapToGlobal(QPoint(0, more->height())))); });
    return box;
}

void ArtifactsTab::showMenu(const QPoint& place) {
    const auto hit = m_tree->viewport()->rect().contains(place) ? m_tree->indexAt(place) : m_tree->currentIndex();
    if (!hit.isValid()) return;
    QMenu menu(this);
    m_actions->fillMenu(
        menu, hit.data(ArtifactTreeModel::PathRole).toString(), hit.data(ArtifactTreeModel::FolderRole).toBool());
    menu.exec(m_tree->viewport()->mapToGlobal(place));
}

void ArtifactsTab::setFacts(std::shared_ptr<const RunFacts> facts) {
    const auto id = format::text(facts->run.id);
    if (id != m_run) {
        m_run = id;
        m_actions->setRun(id);
        m_pane->clear(tr("Choose a file"), tr("Pictures, tables, texts and JSON are shown here."));
        m_problem->hide();
        m_pages->setCurrentIndex(0);
        m_model->reset();
    } else {
        m_model->reload(); // a run that goes on writes files too
    }
}

void ArtifactsTab::reload() {
    if (!m_run.isEmpty()) m_model->reload();
}

void ArtifactsTab::showCurrent() {
    const auto index = m_tree->currentIndex();
    if (!index.isValid()) return;
    const auto path = index.data(ArtifactTreeModel::PathRole).toString();
    if (!index.data(ArtifactTreeModel::FolderRole).toBool()) return m_pane->open(m_run, path);
    if (m_model->canFetchMore(index)) m_model->fetchMore(index);
    showFolder(path);
}

/// Something was read: the first time the page may turn out empty, and a chosen folder gets its figures.
void ArtifactsTab::showFolder(const QString& path) {
    m_problem->hide();
    m_pages->setCurrentIndex(m_model->isEmpty() ? 1 : 0);
    const auto index = m_tree->currentIndex();
    if (!index.isValid() || index.data(ArtifactTreeModel::PathRole).toString() != path) return;
    const auto counts = m_model->countsOf(path);
    std::vector<std::pair<QString, QString>> facts{{tr("Files"), format::count(counts.files)},
        {tr("Folders"), format::count(counts.folders)}, {tr("Bytes here"), format::bytes(counts.bytes)}};
    m_pane->showFolder(path, facts);
    if (!counts.hasModel) return;
    m_app.jobs.start<std::vector<std::pair<QString, QString>>>(
        this, {.title = tr("Read model"), .key = "model", .quiet = true, .result = {}},
        [run = m_run.toStdString(), path = path.toStdString()](
            workspace::Workspace& workspace, Progress&) -> Result<std::vector<std::pair<QString, QString>>> {
            SLIPWAY_ASSIGN(const auto file, runFile(workspace, run, path + "/MLmodel"));
            return readModelFacts(file);
        },
        [this, path, facts](Result<std::vector<std::pair<QString, QString>>> model) mutable {
            if (!model || m_pane->path() != path) return;
            facts.insert(facts.begin(), model->begin(), model->end());
            m_pane->showFolder(path, facts);
        });
}

} // namespace slipway::ui
