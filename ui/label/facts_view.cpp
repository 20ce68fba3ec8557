#include "ui/label/facts_view.h"

#include <QElapsedTimer>
#include <QFile>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include "ui/label/annotation_views.h"
#include "ui/widgets/card.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/key_value_list.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

constexpr qint64 kMostRead = 256 << 10;

QString readText(const QString& file) {
    QFile source(file);
    if (file.isEmpty() || !source.open(QIODevice::ReadOnly)) return {};
    return QString::fromUtf8(source.read(kMostRead));
}

} // namespace

FactsView::FactsView(label::Medium medium, QWidget* parent) : AnnotationView(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Item"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    auto* card = new Card(medium == label::Medium::Text ? tr("Text") : tr("Video"));
    auto* note =
        new TextLabel(tr("Classes and questions of the whole %1 are answered at the right, and its regions are listed "
                         "there. To mark places inside it, import label files into the project and export them again.")
                          .arg(wordOf(medium, 1)),
            FontRole::Body, Token::TextSecondary);
    note->setWordWrap(true);
    card->body().addWidget(note);
    m_facts = new KeyValueList;
    card->body().addWidget(m_facts);
    m_text = new QPlainTextEdit;
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setAccessibleName(tr("Text of the item"));
    m_text->setVisible(medium == label::Medium::Text);
    card->body().addWidget(m_text, 1);
    card->setMaximumWidth(760);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(card, 20);
    row->addStretch(1);
    column->addLayout(row, 1);
    if (medium != label::Medium::Text) column->addStretch(1);
}

void FactsView::show(const label::Project& project, const label::Task& task, const std::filesystem::path& file,
    const label::Annotation& annotation) {
    QElapsedTimer clock;
    clock.start();
    m_annotation = &annotation;
    m_file = QString::fromStdString(file.string());
    if (project.medium == label::Medium::Text)
        m_text->setPlainText(task.item.text.empty() ? readText(m_file) : format::text(task.item.text));
    showFacts();
    shown(static_cast<double>(clock.nsecsElapsed()) / 1e6);
}

void FactsView::clear() {
    m_annotation = nullptr;
    m_selection.clear();
    m_text->clear();
    m_facts->clear();
}

void FactsView::annotationChanged(const label::Edit&) {
    showFacts();
}

void FactsView::select(const QStringList& ids) {
    if (ids == m_selection) return;
    m_selection = ids;
    selectionChanged(ids);
}

void FactsView::showFacts() {
    m_facts->clear();
    if (!m_annotation) return;
    if (!m_file.isEmpty()) m_facts->addCode(tr("File"), m_file);
    m_facts->add(tr("Regions"), format::count(static_cast<std::int64_t>(m_annotation->regions.size())));
    m_facts->add(tr("Relations"), format::count(static_cast<std::int64_t>(m_annotation->relations.size())));
}

} // namespace slipway::ui
