#include "ui/label/text/text_view.h"

#include <QTimer>
#include <QVBoxLayout>

#include "ui/label/text/find_bar.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr int kUntilWaiting = 400; ///< milliseconds without a text before a word is said

} // namespace

TextView::TextView(QWidget* parent)
    : AnnotationView(parent),
      m_canvas(new TextCanvas(this)),
      m_find(new FindBar(m_canvas, this)),
      m_loader(new TextLoader(this)),
      m_waiting(new QTimer(this)) {
    setObjectName(QStringLiteral("textView"));
    setFocusProxy(m_canvas);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_find);
    column->addWidget(m_canvas, 1);
    m_waiting->setSingleShot(true);
    m_waiting->setInterval(kUntilWaiting);
    connect(m_waiting, &QTimer::timeout, this, &TextView::showWaiting);
    connect(m_loader, &TextLoader::loaded, this, &TextView::showDocument);
    connect(m_loader, &TextLoader::failed, this, &TextView::showError);
    connect(m_canvas, &TextCanvas::editRequested, this, &TextView::editRequested);
    connect(m_canvas, &TextCanvas::selectionChanged, this, &TextView::selectionChanged);
    connect(m_canvas, &TextCanvas::suggestionAccepted, this, &TextView::suggestionAccepted);
    connect(m_canvas, &TextCanvas::suggestionRejected, this, &TextView::suggestionRejected);
    connect(m_canvas, &TextCanvas::statusChanged, this, &TextView::statusChanged);
    connect(m_canvas, &TextCanvas::labelWanted, this, &TextView::labelWanted);
    connect(m_canvas, &TextCanvas::findRequested, m_find, &FindBar::open);
    connect(m_canvas, &TextCanvas::painted, this, [this] { shown(static_cast<double>(m_since.nsecsElapsed()) / 1e6); });
}

void TextView::show(const label::Project& project, const label::Task& task, const std::filesystem::path& file,
    const label::Annotation& annotation) {
    m_since.start();
    setMessage(nullptr);
    m_canvas->setDocument(nullptr);
    m_canvas->setLabels(project.labels);
    m_canvas->setAnnotation(&annotation);
    const std::string name = task.item.path.empty() ? "text " + std::to_string(task.number) : task.item.path;
    m_canvas->setAccessibleName(tr("Text %1 with its spans").arg(format::text(name)));
    m_waiting->start();
    if (file.empty())
        m_loader->loadText(task.item.text, name);
    else
        m_loader->load(file);
}

void TextView::clear() {
    m_waiting->stop();
    setMessage(nullptr);
    m_loader->forget();
    m_canvas->setDocument(nullptr);
    m_canvas->setAnnotation(nullptr);
}

bool TextView::trigger(const QString& action) {
    if (action != QLatin1String("text.find")) return m_canvas->trigger(action);
    if (!m_canvas->document()) return false;
    m_find->open();
    return true;
}

void TextView::showDocument(const std::shared_ptr<const TextDocument>& document) {
    m_waiting->stop();
    setMessage(nullptr);
    m_canvas->setDocument(document);
    if (document->size() > 0) return;
    setMessage(new EmptyState(QStringLiteral("file"), tr("This document is empty"),
        tr("There is nothing to select. Answer for it as a whole, or skip it."), this));
    m_message->setObjectName(QStringLiteral("textEmpty"));
}

void TextView::showWaiting() {
    setMessage(new EmptyState(QStringLiteral("clock"), tr("Opening the text"), tr("It is large or far away."), this));
    m_message->setObjectName(QStringLiteral("textWaiting"));
}

void TextView::showError(const Error& error) {
    m_waiting->stop();
    QString sentence = format::text(error.message) + QLatin1Char('.');
    if (!error.hint.empty()) sentence += QLatin1Char(' ') + format::text(error.hint) + QLatin1Char('.');
    setMessage(new EmptyState(QStringLiteral("alert"), tr("This text cannot be shown"), sentence, this));
    m_message->setObjectName(QStringLiteral("textError"));
    failed(error);
}

void TextView::setMessage(QWidget* message) {
    delete m_message;
    m_message = message;
    if (!m_message) return;
    m_message->setGeometry(rect());
    m_message->show();
}

void TextView::resizeEvent(QResizeEvent* event) {
    if (m_message) m_message->setGeometry(rect());
    AnnotationView::resizeEvent(event);
}

} // namespace slipway::ui
