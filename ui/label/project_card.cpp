#include "ui/label/project_card.h"

#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QProgressBar>
#include <QVBoxLayout>

#include "ui/label/annotation_views.h"
#include "ui/label/dropped_files.h"
#include "ui/label/workbench/label_list.h"
#include "ui/shell/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/icon_tile.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/pill.h"

namespace slipway::ui {

namespace {

PillLook lookOfProject(const label::Project& project) {
    const auto done = project.submitted + project.skipped + project.problems;
    if (project.tasks == 0) return {PillKind::Neutral, QObject::tr("No items")};
    if (done >= project.tasks) return {PillKind::Ok, QObject::tr("Done")};
    return done > 0 ? PillLook{PillKind::Info, QObject::tr("In work")}
                    : PillLook{PillKind::Neutral, QObject::tr("New")};
}

} // namespace

ProjectCard::ProjectCard(const label::Project& project, QWidget* parent) : Card({}, parent) {
    const QString name = format::text(project.name);
    setObjectName(QStringLiteral("card"));
    setProperty("project", name);
    m_name = name;
    setAcceptDrops(true);
    setCursor(Qt::PointingHandCursor);
    auto* head = new QHBoxLayout;
    head->setSpacing(10);
    head->addWidget(new IconTile(iconOf(project.medium)));
    auto* titles = new QVBoxLayout;
    titles->setSpacing(0);
    titles->addWidget(new ElidedLabel(name, FontRole::Section));
    QString what = format::plural(project.tasks, wordOf(project.medium, 1), wordOf(project.medium, 2));
    if (project.overlap > 1) what += tr(", %1 answers each").arg(project.overlap);
    if (project.reviewed) what += tr(", reviewed");
    titles->addWidget(new ElidedLabel(what, FontRole::Caption, Token::TextMuted));
    head->addLayout(titles, 1);
    auto* state = new Pill;
    state->setLook(lookOfProject(project));
    head->addWidget(state, 0, Qt::AlignTop);
    body().addLayout(head);

    auto* bar = new QProgressBar;
    bar->setTextVisible(false);
    bar->setRange(0, 1000);
    bar->setValue(project.tasks > 0 ? static_cast<int>(project.submitted * 1000 / project.tasks) : 0);
    bar->setAccessibleName(tr("Progress of %1").arg(name));
    body().addWidget(bar);
    auto* counts = new QHBoxLayout;
    QString text = tr("%1 of %2 labelled").arg(format::count(project.submitted), format::count(project.tasks));
    if (project.skipped > 0) text += tr(" · %1 skipped").arg(format::count(project.skipped));
    counts->addWidget(new ElidedLabel(text, FontRole::Body, Token::TextSecondary), 1);
    if (project.problems > 0)
        counts->addWidget(
            new Pill(PillKind::Bad, format::plural(project.problems, tr("unreadable"), tr("unreadable"))));
    body().addLayout(counts);
    body().addWidget(new LabelChips(project.labels));

    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    auto* work = makeButton(tr("Label"), QStringLiteral("labelButton"), ButtonKind::Primary);
    work->setAccessibleName(tr("Label %1").arg(name));
    connect(work, &QPushButton::clicked, this, [this, name] { wanted(name, QStringLiteral("label")); });
    row->addWidget(work);
    if (project.reviewed) {
        auto* review = makeButton(tr("Review"), QStringLiteral("reviewButton"), ButtonKind::Normal);
        review->setAccessibleName(tr("Review %1").arg(name));
        connect(review, &QPushButton::clicked, this, [this, name] { wanted(name, QStringLiteral("review")); });
        row->addWidget(review);
    }
    auto* open = makeButton(tr("Open"), QStringLiteral("openProjectButton"), ButtonKind::Normal);
    open->setAccessibleName(tr("Open the page of %1").arg(name));
    open->setToolTip(tr("Tasks, people, agreement"));
    connect(open, &QPushButton::clicked, this, [this, name] { wanted(name, QStringLiteral("open")); });
    row->addWidget(open);
    row->addStretch(1);
    addMenu(project, *row);
    body().addLayout(row);
}

void ProjectCard::addMenu(const label::Project& project, QHBoxLayout& row) {
    const QString name = format::text(project.name);
    auto* more = makeIconButton(QStringLiteral("more"), tr("More for %1").arg(name), QStringLiteral("projectMenu"));
    auto* menu = new QMenu(more);
    const auto add = [&](const QString& text, const char* what) {
        auto* action = menu->addAction(text);
        action->setObjectName(QLatin1String(what));
        connect(
            action, &QAction::triggered, this, [this, name, what = QString::fromLatin1(what)] { wanted(name, what); });
    };
    add(tr("Add items…"), "add");
    add(tr("Edit…"), "labels");
    add(tr("Import labels…"), "import");
    add(tr("Export labels…"), "export");
    add(tr("Review"), "review");
    add(tr("Make dataset…"), "dataset");
    menu->addSeparator();
    add(tr("Delete…"), "delete");
    more->setMenu(menu);
    more->setPopupMode(QToolButton::InstantPopup);
    row.addWidget(more);
}

void ProjectCard::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && rect().contains(event->pos())) wanted(m_name, QStringLiteral("open"));
}

void ProjectCard::showDrop(const QString& text) {
    if (!m_drop) {
        m_drop = new TextLabel({}, FontRole::Strong, Token::AccentText, this);
        m_drop->setObjectName(QStringLiteral("dropTarget"));
        m_drop->setAlignment(Qt::AlignCenter);
        m_drop->setWordWrap(true);
    }
    m_drop->setText(text);
    m_drop->setGeometry(rect());
    m_drop->raise();
    m_drop->setVisible(!text.isEmpty());
}

void ProjectCard::dragEnterEvent(QDragEnterEvent* event) {
    const QStringList files = droppedFiles(event->mimeData());
    if (files.isEmpty() || isPacket(files)) return event->ignore(); // the page takes packets
    event->acceptProposedAction();
    showDrop(tr("Drop to add %1 to %2").arg(nameOfDropped(files), m_name));
}

void ProjectCard::dragLeaveEvent(QDragLeaveEvent*) {
    showDrop({});
}

void ProjectCard::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    showDrop({});
    itemsDropped(m_name, droppedFiles(event->mimeData()));
}

LabelChips::LabelChips(const label::LabelSet& labels, QWidget* parent) : QWidget(parent) {
    setFixedHeight(24);
    for (const auto& each : labels.classes)
        m_labels.emplace_back(format::text(each.name), colorOfLabel(labels, each.name));
    for (const auto& each : labels.itemClasses) m_labels.emplace_back(format::text(each), QColor());
    QStringList names;
    for (const auto& [name, fill] : m_labels) names << name;
    setAccessibleName(tr("Labels: %1").arg(names.join(QStringLiteral(", "))));
    setToolTip(names.join(QStringLiteral(", ")));
}

void LabelChips::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(fontFor(FontRole::Caption));
    if (m_labels.empty()) {
        painter.setPen(color(Token::TextMuted));
        painter.drawText(rect(), Qt::AlignVCenter, tr("No labels yet"));
        return;
    }
    double x = 0;
    for (std::size_t i = 0; i < m_labels.size(); ++i) {
        const auto& [name, fill] = m_labels[i];
        const QString shown = painter.fontMetrics().elidedText(name, Qt::ElideRight, 120);
        const double mark = fill.isValid() ? 16 : 0, wide = painter.fontMetrics().horizontalAdvance(shown) + 16 + mark;
        const bool last = i + 1 == m_labels.size();
        if (x + wide + (last ? 0 : 34) > width()) {
            painter.setPen(color(Token::TextMuted));
            painter.drawText(
                QRectF(x, 0, 60, height()), Qt::AlignVCenter, QStringLiteral("+%1").arg(m_labels.size() - i));
            return;
        }
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(Token::NeutralFill));
        painter.drawRoundedRect(QRectF(x, 1, wide, 22), 11, 11);
        if (fill.isValid()) {
            painter.setBrush(fill);
            painter.drawRoundedRect(QRectF(x + 8, 7, 10, 10), 3, 3);
        }
        painter.setPen(color(Token::TextSecondary));
        painter.drawText(QRectF(x + 8 + mark, 0, wide, height()), Qt::AlignVCenter, shown);
        x += wide + 6;
    }
}

} // namespace slipway::ui
