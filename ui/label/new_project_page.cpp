#include "ui/label/new_project_page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QTextBrowser>
#include <QVBoxLayout>
#include <algorithm>

#include "core/workspace/workspace.h"
#include "ui/label/annotation_views.h"
#include "ui/label/label_set_editor.h"
#include "ui/label/task_words.h"
#include "ui/shell/notifications.h"
#include "ui/shell/prompts.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

/// The caption above a field, and the field.
template <class Field> Field* addField(QVBoxLayout& column, const QString& name, const QString& object, Field* field) {
    auto* caption = new TextLabel(name, FontRole::Caption, Token::TextSecondary);
    caption->setBuddy(field);
    field->setObjectName(object);
    field->setAccessibleName(name);
    for (auto* inner : field->template findChildren<QLineEdit*>()) inner->setAccessibleName(name); // of a spin box
    column.addWidget(caption);
    column.addWidget(field);
    return field;
}

TextLabel* addError(QVBoxLayout& column, const QString& object) {
    auto* error = new TextLabel({}, FontRole::Caption, Token::BadText);
    error->setObjectName(object);
    error->setWordWrap(true);
    error->hide();
    column.addWidget(error);
    return error;
}

std::filesystem::path rootOf(const QStringList& files) {
    if (files.size() != 1 || !QFileInfo(files.front()).isDir()) return {};
    return files.front().toStdString();
}

} // namespace

NewProjectPage::NewProjectPage(AppContext& app, QWidget* parent) : QScrollArea(parent), m_app(app) {
    setObjectName(QStringLiteral("pageScroll"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget;
    content->setObjectName(QStringLiteral("pageBody"));
    auto* page = new QVBoxLayout(content);
    page->setContentsMargins(0, 0, 16, 20);
    page->setSpacing(16);
    auto* basics = new Card;
    m_basics = basics;
    basics->body().setSpacing(6);
    m_title = new TextLabel(tr("New project"), FontRole::Section);
    page->addWidget(m_title);
    m_name = addField(basics->body(), tr("Name"), QStringLiteral("projectName"), new QLineEdit);
    m_name->setPlaceholderText(tr("street-scenes"));
    m_nameError = addError(basics->body(), QStringLiteral("projectNameError"));
    m_medium = addField(basics->body(), tr("What is labelled"), QStringLiteral("projectMedium"), new QComboBox);
    for (const auto medium : {label::Medium::Image, label::Medium::Text, label::Medium::Video})
        m_medium->addItem(wordOf(medium, 2), static_cast<int>(medium));
    page->addWidget(basics);

    auto* labels = new Card(tr("Labels"));
    labels->setCaption(tr("what regions are called; unknown ones join when label files are imported"));
    m_labels = new LabelSetEditor;
    labels->body().addWidget(m_labels);
    page->addWidget(labels);

    auto* items = new Card(tr("Items"));
    m_items = items;
    items->body().setSpacing(6);
    auto* choose = new QHBoxLayout;
    choose->setSpacing(8);
    auto* folder =
        makeButton(tr("Folder…"), QStringLiteral("chooseFolder"), ButtonKind::Normal, QStringLiteral("folder"));
    auto* file = makeButton(tr("File…"), QStringLiteral("chooseFile"), ButtonKind::Normal, QStringLiteral("file"));
    m_source = new TextLabel({}, FontRole::Body, Token::TextSecondary);
    m_source->setObjectName(QStringLiteral("projectItems"));
    m_source->setWordWrap(true);
    choose->addWidget(folder);
    choose->addWidget(file);
    choose->addWidget(m_source, 1);
    items->body().addLayout(choose);
    m_dataset = addField(items->body(), tr("Or texts of a dataset"), QStringLiteral("projectDataset"), new QComboBox);
    m_column = addField(items->body(), tr("Its column"), QStringLiteral("projectColumn"), new QComboBox);
    m_datasetNote = new TextLabel({}, FontRole::Caption, Token::TextMuted);
    m_datasetNote->setWordWrap(true);
    items->body().addWidget(m_datasetNote);
    page->addWidget(items);
    page->addWidget(makeInstructions());

    auto* order = new Card;
    order->body().setSpacing(6);
    m_order = addField(
        order->body(), tr("Order in which tasks are given out"), QStringLiteral("projectOrder"), new QComboBox);
    for (const auto each : {label::TaskOrder::Sequential, label::TaskOrder::Uncertain, label::TaskOrder::Disagreement,
             label::TaskOrder::Random})
        m_order->addItem(titleOf(each), static_cast<int>(each));
    page->addWidget(order);

    auto* flow = new Card(tr("People"));
    m_people = flow;
    flow->body().setSpacing(6);
    m_overlap = addField(flow->body(), tr("Answers for each task"), QStringLiteral("projectOverlap"), new QSpinBox);
    m_overlap->setRange(1, 20);
    m_overlap->setMaximumWidth(120);
    m_reviewed = new QCheckBox(tr("Answers count only after a reviewer accepted them"));
    m_reviewed->setObjectName(QStringLiteral("projectReviewed"));
    flow->body().addWidget(m_reviewed);
    page->addWidget(flow);
    m_error = addError(*page, QStringLiteral("projectError"));
    auto* end = new QHBoxLayout;
    end->setSpacing(8);
    m_submit = makeButton(tr("Create project"), QStringLiteral("createProjectButton"), ButtonKind::Primary);
    auto* cancel = makeButton(tr("Cancel"), QStringLiteral("cancelProjectButton"), ButtonKind::Normal);
    end->addWidget(m_submit);
    end->addWidget(cancel);
    end->addStretch(1);
    page->addLayout(end);
    page->addStretch(1);
    content->setMaximumWidth(860);
    setWidget(content);
    connect(m_submit, &QPushButton::clicked, this, &NewProjectPage::submit);
    connect(cancel, &QPushButton::clicked, this, [this] { cancelled(); });
    connect(folder, &QPushButton::clicked, this, [this] {
        if (const auto chosen = m_app.prompts.openFolder(this, {tr("Folder with items"), {}, {}})) addFiles({*chosen});
    });
    connect(file, &QPushButton::clicked, this, [this] {
        if (const auto chosen = m_app.prompts.openFile(this, {tr("Item to label"), {}, {}}))
            addFiles(m_files + QStringList{*chosen});
    });
    connect(m_name, &QLineEdit::textEdited, m_nameError, &QWidget::hide);
    connect(m_dataset, &QComboBox::currentIndexChanged, this, &NewProjectPage::showColumns);
    connect(m_medium, &QComboBox::currentIndexChanged, this, &NewProjectPage::showColumns);
}

QWidget* NewProjectPage::makeInstructions() {
    auto* card = new Card(tr("Instructions"));
    card->setCaption(tr("Markdown; people see them before their first task"));
    m_preview = new QCheckBox(tr("Preview"));
    m_preview->setObjectName(QStringLiteral("previewInstructions"));
    card->addHeaderWidget(m_preview);
    m_instructions = new QPlainTextEdit;
    m_instructions->setObjectName(QStringLiteral("projectInstructions"));
    m_instructions->setAccessibleName(tr("Instructions"));
    m_instructions->setPlaceholderText(tr("Draw a box around each car. Leave out what is less than half visible."));
    m_instructions->setTabChangesFocus(true);
    m_instructions->setFixedHeight(140);
    m_shown = new QTextBrowser;
    m_shown->setObjectName(QStringLiteral("instructions"));
    m_shown->setAccessibleName(tr("Instructions as people see them"));
    m_shown->setOpenLinks(false);
    m_shown->setFixedHeight(140);
    m_shown->hide();
    card->body().addWidget(m_instructions);
    card->body().addWidget(m_shown);
    connect(m_preview, &QCheckBox::toggled, this, [this](bool preview) {
        m_shown->setMarkdown(m_instructions->toPlainText());
        m_shown->setVisible(preview);
        m_instructions->setVisible(!preview);
    });
    return card;
}

void NewProjectPage::readDatasets() {
    m_app.jobs.start<std::vector<data::DatasetVersion>>(
        this, {.title = tr("List datasets"), .key = "datasets", .quiet = true, .result = {}},
        [](workspace::Workspace& w, Progress&) { return w.datasets().list(); },
        [this](Result<std::vector<data::DatasetVersion>> datasets) {
            if (!datasets) return m_datasetNote->setText(sentenceOf(datasets.error()));
            m_datasets = std::move(*datasets);
            m_dataset->clear();
            m_dataset->addItem(tr("None"), QString());
            for (const auto& each : m_datasets)
                m_dataset->addItem(
                    tr("%1, %2").arg(format::text(each.reference()), format::plural(each.rows, tr("row"), tr("rows"))),
                    format::text(each.reference()));
            showColumns();
        });
}

/// Rows are texts: only a project of texts takes them.
void NewProjectPage::showColumns() {
    const bool texts = static_cast<label::Medium>(m_medium->currentData().toInt()) == label::Medium::Text;
    const QString chosen = m_dataset->currentData().toString();
    m_column->clear();
    for (const auto& each : m_datasets)
        if (format::text(each.reference()) == chosen)
            for (const auto& column : each.columns)
                m_column->addItem(format::text(column.name), format::text(column.name));
    m_dataset->setEnabled(texts && !m_datasets.empty());
    m_column->setEnabled(texts && m_column->count() > 0);
    m_datasetNote->setText(!texts               ? tr("For projects that label texts.")
                           : m_datasets.empty() ? tr("The workspace holds no dataset yet; import one in Data sources.")
                           : m_column->count() > 0 ? tr("One task a row.")
                                                   : QString());
}

void NewProjectPage::startNew(const QStringList& files) {
    m_project.reset();
    m_title->setText(tr("New project"));
    m_submit->setText(tr("Create project"));
    m_name->clear();
    m_name->setEnabled(true);
    m_medium->setEnabled(true);
    m_labels->setLabels({});
    m_files.clear();
    m_instructions->clear();
    m_preview->setChecked(false);
    m_order->setCurrentIndex(0);
    readDatasets();
    for (auto* shown : {m_items, m_people}) shown->show();
    m_error->hide();
    m_nameError->hide();
    addFiles(files);
    m_name->setFocus(Qt::OtherFocusReason);
}

void NewProjectPage::startEdit(const label::Project& project) {
    m_project = project;
    m_title->setText(tr("Edit %1").arg(format::text(project.name)));
    m_submit->setText(tr("Save"));
    m_name->setText(format::text(project.name));
    m_name->setEnabled(false);
    m_medium->setCurrentIndex(static_cast<int>(project.medium));
    m_medium->setEnabled(false);
    m_labels->setLabels(project.labels);
    m_instructions->setPlainText(format::text(project.instructions));
    m_preview->setChecked(false);
    m_order->setCurrentIndex(std::max(0, m_order->findData(static_cast<int>(project.order))));
    for (auto* hidden : {m_items, m_people}) hidden->hide();
    m_error->hide();
    m_nameError->hide();
}

void NewProjectPage::addFiles(const QStringList& files) {
    m_files = files;
    if (!files.isEmpty() && m_name->text().isEmpty()) {
        QString name = QFileInfo(files.front()).completeBaseName().toLower();
        for (QChar& each : name)
            if (!each.isLetterOrNumber() || each.unicode() > 127) each = QLatin1Char('-');
        m_name->setText(name.left(40));
    }
    showSource();
}

void NewProjectPage::showSource() {
    m_source->setText(m_files.isEmpty()     ? tr("None chosen: items can be added later.")
                      : m_files.size() == 1 ? m_files.front()
                                            : tr("%1 files").arg(m_files.size()));
}

bool NewProjectPage::validate() {
    const QString name = m_name->text().trimmed();
    const bool named = !name.isEmpty();
    m_nameError->setVisible(!named);
    m_nameError->setText(tr("Give the project a name of letters, digits, '-' or '_'."));
    const bool fine = m_labels->validate();
    if (!named) m_name->setFocus();
    return named && fine;
}

void NewProjectPage::fail(const Error& error) {
    m_submit->setEnabled(true);
    const bool aboutName = error.code == ErrorCode::AlreadyExists;
    auto* place = aboutName ? m_nameError : m_error;
    place->setText(sentenceOf(error));
    place->show();
    if (aboutName) m_name->setFocus();
}

/// Only what changed, so that the audit trail names nothing else.
void NewProjectPage::save() {
    m_app.jobs.start<void>(
        this, {.title = tr("Save %1").arg(format::text(m_project->name)), .key = "labels", .quiet = true, .result = {}},
        [actor = m_app.actor(), project = *m_project, labels = m_labels->labels(),
            instructions = m_instructions->toPlainText().trimmed().toStdString(),
            order = static_cast<label::TaskOrder>(m_order->currentData().toInt())](
            workspace::Workspace& w, Progress&) -> Status {
            if (labels != project.labels) SLIPWAY_TRY(w.labels().setLabels(actor, project, labels));
            if (instructions != project.instructions)
                SLIPWAY_TRY(w.labels().setInstructions(actor, project, instructions));
            if (order != project.order) SLIPWAY_TRY(w.labels().setOrder(actor, project, order));
            return {};
        },
        [this](Status saved) {
            if (!saved) return fail(saved.error());
            m_submit->setEnabled(true);
            projectChanged(format::text(m_project->name));
        });
}

void NewProjectPage::submit() {
    if (!validate()) return;
    m_submit->setEnabled(false);
    m_error->hide();
    if (m_project) return save();
    label::LabelService::NewProject request;
    request.name = m_name->text().trimmed().toStdString();
    request.medium = static_cast<label::Medium>(m_medium->currentData().toInt());
    request.labels = m_labels->labels();
    request.root = rootOf(m_files);
    request.overlap = m_overlap->value();
    request.reviewed = m_reviewed->isChecked();
    request.instructions = m_instructions->toPlainText().trimmed().toStdString();
    request.order = static_cast<label::TaskOrder>(m_order->currentData().toInt());
    m_app.jobs.start<label::Project>(
        this, {.title = tr("Create project"), .key = "create", .quiet = true, .result = {}},
        [actor = m_app.actor(), request](
            workspace::Workspace& w, Progress&) { return w.labels().create(actor, request); },
        [this](Result<label::Project> project) {
            if (!project) return fail(project.error());
            m_submit->setEnabled(true);
            created(format::text(project->name), m_files,
                m_dataset->isEnabled() ? m_dataset->currentData().toString() : QString(),
                m_column->currentData().toString());
        });
}

} // namespace slipway::ui
