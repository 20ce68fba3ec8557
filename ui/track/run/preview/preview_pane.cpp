#include "ui/track/run/preview/preview_pane.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

#include "core/workspace/workspace.h"
#include "ui/shell/notifications.h"
#include "ui/track/run/artifacts/run_files.h"
#include "ui/track/run/preview/code_view.h"
#include "ui/track/run/preview/json_model.h"
#include "ui/track/run/preview/picture_view.h"
#include "ui/track/run/preview/row_delegate.h"
#include "ui/track/run/preview/table_rows.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/key_value_list.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/list_table_model.h"
#include "ui/widgets/markdown_view.h"

namespace slipway::ui {

namespace {

constexpr int kFullSide = 8192; ///< decoded when 100 % is asked for

} // namespace

PreviewPane::PreviewPane(AppContext& app, QWidget* parent) : QWidget(parent), m_app(app) {
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(16, 10, 12, 12);
    m_column->setSpacing(8);
    m_head = new QWidget;
    auto* head = new QHBoxLayout(m_head);
    head->setContentsMargins(0, 0, 0, 0);
    head->setSpacing(8);
    auto* titles = new QVBoxLayout;
    titles->setSpacing(0);
    m_name = new ElidedLabel({}, FontRole::Section);
    m_name->setObjectName(QStringLiteral("previewName"));
    m_name->setElideMode(Qt::ElideMiddle);
    m_about = new TextLabel({}, FontRole::Caption, Token::TextMuted);
    m_about->setObjectName(QStringLiteral("previewAbout"));
    titles->addWidget(m_name);
    titles->addWidget(m_about);
    head->addLayout(titles, 1);
    m_column->addWidget(m_head);
    m_note = new TextLabel({}, FontRole::Caption, Token::WarnText);
    m_note->setObjectName(QStringLiteral("previewNote"));
    m_note->setWordWrap(true);
    m_note->hide();
    m_column->addWidget(m_note);
    m_stack = new QStackedWidget;
    m_column->addWidget(m_stack, 1);
    m_stack->addWidget(new QWidget);
    m_text = new CodeView(tr("Text of the file"));
    m_stack->addWidget(m_text);
    m_markdown = new MarkdownView(tr("Text of the file"));
    m_stack->addWidget(m_markdown);
    m_stack->addWidget(makeJsonPage());
    m_stack->addWidget(makeTablePage());
    m_stack->addWidget(makePicturePage());
    m_stack->addWidget(makeFactsPage());
    clear(tr("Choose a file"), tr("Pictures, tables, texts and JSON are shown here."));
}

void PreviewPane::setActions(QWidget* actions) {
    qobject_cast<QHBoxLayout*>(m_head->layout())->addWidget(actions, 0, Qt::AlignTop);
}

QWidget* PreviewPane::makeJsonPage() {
    m_jsonStack = new QStackedWidget;
    m_tree = new QTreeView;
    m_tree->setObjectName(QStringLiteral("jsonTree"));
    m_tree->setAccessibleName(tr("JSON of the file"));
    m_tree->setUniformRowHeights(true);
    m_tree->setItemDelegate(new RowDelegate(m_tree));
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIndentation(18);
    m_json = new JsonModel(m_tree);
    m_tree->setModel(m_json);
    m_tree->header()->setStretchLastSection(true);
    m_tree->header()->setAccessibleName(tr("Columns of the JSON"));
    m_source = new CodeView(tr("Text of the file"));
    m_jsonStack->addWidget(m_tree);
    m_jsonStack->addWidget(m_source);
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto* row = new QHBoxLayout;
    auto* unfold = makeLinkButton(tr("Unfold all"), QStringLiteral("unfoldJson"));
    auto* text = makeLinkButton(tr("As text"), QStringLiteral("jsonAsText"));
    row->addWidget(unfold);
    row->addWidget(text);
    row->addStretch(1);
    column->addLayout(row);
    column->addWidget(m_jsonStack, 1);
    connect(unfold, &QPushButton::clicked, this, [this] { m_tree->expandToDepth(2); });
    connect(text, &QPushButton::clicked, this, [this, text, unfold] {
        m_jsonStack->setCurrentIndex(1 - m_jsonStack->currentIndex());
        text->setText(m_jsonStack->currentIndex() == 0 ? tr("As text") : tr("As a tree"));
        unfold->setVisible(m_jsonStack->currentIndex() == 0);
    });
    return page;
}

QWidget* PreviewPane::makeTablePage() {
    m_table = new DataTable(tr("Rows of the file"));
    m_table->setObjectName(QStringLiteral("previewTable"));
    m_rows = new ListTableModel({}, m_table);
    m_table->setSortable(true);
    return m_table;
}

QWidget* PreviewPane::makePicturePage() {
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    m_picture = new PictureView(tr("Picture of the file"));
    m_picture->setObjectName(QStringLiteral("previewPicture"));
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    auto* fit = makeLinkButton(tr("Fit"), QStringLiteral("pictureFit"));
    auto* full = makeLinkButton(tr("100 %"), QStringLiteral("pictureFull"));
    m_zoom = new TextLabel({}, FontRole::Caption, Token::TextMuted);
    row->addWidget(fit);
    row->addWidget(full);
    row->addStretch(1);
    row->addWidget(m_zoom);
    column->addWidget(m_picture, 1);
    column->addLayout(row);
    connect(fit, &QPushButton::clicked, m_picture, &PictureView::showFit);
    connect(full, &QPushButton::clicked, m_picture, &PictureView::showFull);
    connect(
        m_picture, &PictureView::scaleChanged, this, [this](double scale) { m_zoom->setText(format::percent(scale)); });
    connect(m_picture, &PictureView::detailWanted, this, [this] { read(kFullSide, true); });
    return page;
}

QWidget* PreviewPane::makeFactsPage() {
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(12);
    m_factsText = new TextLabel({}, FontRole::Body, Token::TextSecondary);
    m_factsText->setObjectName(QStringLiteral("previewSentence"));
    m_factsText->setWordWrap(true);
    m_facts = new KeyValueList;
    column->addWidget(m_factsText);
    column->addWidget(m_facts);
    column->addStretch(1);
    return page;
}

void PreviewPane::clear(const QString& title, const QString& sentence) {
    m_path.clear();
    m_head->hide();
    m_note->hide();
    auto* empty = new EmptyState("file", title, sentence);
    auto* old = m_stack->widget(EmptyPage);
    m_stack->insertWidget(EmptyPage, empty);
    m_stack->removeWidget(old);
    delete old;
    m_stack->setCurrentIndex(EmptyPage);
}

void PreviewPane::open(const QString& run, const QString& path) {
    const bool same = run == m_run && path == m_path;
    m_run = run;
    m_path = path;
    m_head->show();
    m_name->setText(path.section('/', -1));
    m_name->setToolTip(path);
    read(PreviewLimits::kPictureSide, same);
}

void PreviewPane::read(int pictureSide, bool samePicture) {
    m_app.jobs.start<Read>(
        this, {.title = tr("Read file"), .key = "preview", .quiet = true, .result = {}},
        [run = m_run.toStdString(), path = m_path, pictureSide](
            workspace::Workspace& workspace, Progress& progress) -> Result<Read> {
            SLIPWAY_ASSIGN(const auto file, runFile(workspace, run, path.toStdString()));
            Read read;
            SLIPWAY_ASSIGN(read.preview, readPreview(file, path.section('/', -1), pictureSide, progress));
            read.table = tableRows(read.preview.table);
            return read;
        },
        [this, samePicture](Result<Read> read) {
            if (read) return showPreview(std::move(*read), samePicture);
            m_about->setText({});
            showNote({});
            showFacts({}, sentenceOf(read.error()));
        });
}

void PreviewPane::showNote(const QString& note) {
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

void PreviewPane::showPreview(Read read, bool samePicture) {
    const auto& preview = read.preview;
    QStringList about;
    if (!preview.kindName.isEmpty()) about << preview.kindName;
    about << format::bytes(preview.bytes);
    if (preview.kind != Preview::Kind::Facts)
        for (const auto& [key, value] : preview.facts)
            about << (key == tr("Size") ? value : value + ' ' + key.toLower());
    m_about->setText(about.join(QStringLiteral(" · ")));
    showNote(preview.kind == Preview::Kind::Facts ? QString() : preview.note);
    switch (preview.kind) {
    case Preview::Kind::Facts:
        return showFacts(preview.facts, preview.note);
    case Preview::Kind::Text:
    case Preview::Kind::Diff:
        m_text->setContent(
            preview.text, preview.kind == Preview::Kind::Diff ? CodeView::Colours::Diff
                          : m_path.endsWith(QLatin1String(".py")) || m_path.endsWith(QLatin1String(".yaml")) ||
                                  m_path.endsWith(QLatin1String(".yml")) || m_path.endsWith(QLatin1String("MLmodel"))
                              ? CodeView::Colours::Code
                              : CodeView::Colours::None);
        return m_stack->setCurrentIndex(TextPage);
    case Preview::Kind::Markdown:
        m_markdown->setText(preview.text);
        return m_stack->setCurrentIndex(MarkdownPage);
    case Preview::Kind::Json:
        m_json->setDocument(preview.json);
        m_source->setContent(preview.text, CodeView::Colours::None);
        m_tree->expandToDepth(0);
        m_tree->setColumnWidth(0, 240);
        return m_stack->setCurrentIndex(JsonPage);
    case Preview::Kind::Table:
        return showTable(read);
    case Preview::Kind::Picture:
        m_picture->setPicture(preview.picture, preview.pictureSize, samePicture);
        return m_stack->setCurrentIndex(PicturePage);
    }
}

void PreviewPane::showTable(Read& read) {
    m_rows->setColumns(std::move(read.table.columns));
    m_table->setListModel(m_rows);
    m_rows->setRows(std::move(read.table.rows));
    m_table->scrollToTop();
    m_stack->setCurrentIndex(TablePage);
}

void PreviewPane::showFacts(const std::vector<std::pair<QString, QString>>& facts, const QString& sentence) {
    m_factsText->setText(sentence);
    m_factsText->setVisible(!sentence.isEmpty());
    m_facts->clear();
    for (const auto& [key, value] : facts) m_facts->add(key, value);
    m_stack->setCurrentIndex(FactsPage);
}

void PreviewPane::showFolder(const QString& path, const std::vector<std::pair<QString, QString>>& facts) {
    m_path = path;
    m_head->show();
    m_name->setText(path.section('/', -1));
    m_name->setToolTip(path);
    m_about->setText(tr("Folder"));
    showNote({});
    showFacts(facts, {});
}

} // namespace slipway::ui
