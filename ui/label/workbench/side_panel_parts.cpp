#include <QComboBox>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include "core/workspace/workspace.h"
#include "ui/label/task_words.h"
#include "ui/label/workbench/side_panel.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/layouts.h"

namespace slipway::ui {

// Review, relations and history in the side panel.

namespace {

constexpr int kMostHistory = 12;

QWidget* holding(QLayout* layout) {
    auto* widget = new QWidget;
    widget->setLayout(layout);
    return widget;
}

} // namespace

void SidePanel::buildReview() {
    auto* column = new QVBoxLayout;
    column->setContentsMargins(16, 0, 16, 0);
    column->setSpacing(8);
    m_reviewText = new TextLabel({}, FontRole::Body, Token::TextSecondary);
    m_reviewText->setWordWrap(true);
    m_note = new QPlainTextEdit;
    m_note->setObjectName(QStringLiteral("reviewNote"));
    m_note->setAccessibleName(tr("Note to the annotator"));
    m_note->setPlaceholderText(tr("What should change? Needed to send it back."));
    m_note->setTabChangesFocus(true);
    m_note->setFixedHeight(72);
    m_sendBack =
        makeButton(tr("Send back"), QStringLiteral("sendBackButton"), ButtonKind::Normal, QStringLiteral("send-back"));
    m_fix = makeButton(tr("Fix it myself"), QStringLiteral("fixButton"), ButtonKind::Normal, QStringLiteral("edit"));
    m_sendBack->setEnabled(false);
    m_sendBack->setToolTip(tr("Write a note first"));
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_sendBack);
    buttons->addWidget(m_fix);
    column->addWidget(m_reviewText);
    column->addWidget(m_note);
    column->addLayout(buttons);
    m_review = addSection(tr("Review"), holding(column));
    connect(m_note, &QPlainTextEdit::textChanged, this, [this] {
        m_sendBack->setEnabled(!reviewNote().isEmpty());
        m_sendBack->setToolTip(reviewNote().isEmpty() ? tr("Write a note first") : QString());
    });
    connect(m_sendBack, &QPushButton::clicked, this, [this] { m_controller.sendBack(reviewNote()); });
    connect(m_fix, &QPushButton::clicked, this, [this] { m_controller.fix(); });
}

void SidePanel::showReview() {
    const auto* reviewed = m_controller.reviewed();
    const QString note = QString::fromStdString(m_controller.reviewNote());
    m_review->setVisible(reviewed || !note.isEmpty());
    m_note->setVisible(reviewed);
    m_sendBack->setVisible(reviewed);
    m_fix->setVisible(reviewed);
    if (reviewed)
        m_reviewText->setText(tr("%1 answered %2.")
                .arg(format::text(reviewed->annotation.annotator), format::when(reviewed->annotation.updatedAt)));
    else
        m_reviewText->setText(tr("Sent back: “%1”").arg(note));
}

void SidePanel::showRelations() {
    clearLayout(m_relations);
    const auto* annotation = m_controller.annotation();
    const bool any = annotation && !annotation->relations.empty();
    m_relationSection->setVisible(any);
    if (!any) return;
    for (std::size_t place = 0; place < annotation->relations.size() && place < 200; ++place) {
        const auto& relation = annotation->relations[place];
        const auto* from = label::findRegion(*annotation, relation.from);
        const auto* to = label::findRegion(*annotation, relation.to);
        if (!from || !to) continue;
        auto* row = new QHBoxLayout;
        const QString arrow = relation.direction == label::Direction::Both ? QStringLiteral("↔") : QStringLiteral("→");
        const QString text = QStringLiteral("%1 %2 %3").arg(nameOf(*from), arrow, nameOf(*to));
        row->addWidget(new ElidedLabel(text), 1);
        const auto& names = m_controller.project()->labels.relations;
        if (!names.empty()) {
            auto* name = new QComboBox;
            name->setAccessibleName(tr("Kind of %1").arg(text));
            name->addItem(tr("relation"), QString());
            for (const auto& each : names) name->addItem(format::text(each), format::text(each));
            if (!relation.labels.empty()) name->setCurrentText(format::text(relation.labels.front()));
            name->setMaximumWidth(100);
            name->setEnabled(m_controller.canEdit());
            connect(name, &QComboBox::activated, this,
                [this, place, name] { renameRelation(place, name->currentData().toString()); });
            row->addWidget(name);
        }
        auto* remove =
            makeIconButton(QStringLiteral("x"), tr("Remove relation %1").arg(text), QStringLiteral("removeRelation"));
        remove->setEnabled(m_controller.canEdit());
        connect(remove, &QToolButton::clicked, this, [this, place] { removeRelation(place); });
        row->addWidget(remove);
        m_relations->addLayout(row);
    }
}

void SidePanel::removeRelation(std::size_t place) {
    auto relations = m_controller.annotation()->relations;
    if (place >= relations.size()) return;
    relations.erase(relations.begin() + static_cast<std::ptrdiff_t>(place));
    label::EditBuilder edit("Remove relation", *m_controller.annotation());
    edit.setRelations(std::move(relations));
    editWanted(std::move(edit).take());
}

void SidePanel::renameRelation(std::size_t place, const QString& name) {
    auto relations = m_controller.annotation()->relations;
    if (place >= relations.size()) return;
    relations[place].labels.clear();
    if (!name.isEmpty()) relations[place].labels.push_back(name.toStdString());
    label::EditBuilder edit("Name relation", *m_controller.annotation());
    edit.setRelations(std::move(relations));
    editWanted(std::move(edit).take());
}

void SidePanel::showHistory() {
    const auto* region = onlySelected();
    if (!region || !m_controller.annotation()) return;
    using Gestures = std::vector<label::Gesture>;
    m_app.jobs.start<Gestures>(
        this, {.title = tr("Read a shape's history"), .key = "shapeHistory", .quiet = true, .result = {}},
        [annotation = m_controller.annotation()->id, id = region->id](
            workspace::Workspace& workspace, Progress&) { return workspace.labels().shapeHistory(annotation, id); },
        [this, id = region->id](Result<Gestures> gestures) {
            const auto* selected = onlySelected();
            if (!selected || selected->id != id) return;
            Gestures steps = gestures.value_or(Gestures());
            const Gestures own = m_controller.stepsOf(id);
            steps.insert(steps.end(), own.begin(), own.end());
            clearLayout(m_history);
            m_historySection->setVisible(!steps.empty());
            int shown = 0;
            for (auto each = steps.rbegin(); each != steps.rend() && shown < kMostHistory; ++each, ++shown)
                m_history->addWidget(new ElidedLabel(
                    tr("%1, %2, %3")
                        .arg(format::text(each->edit.name), format::text(each->person), format::when(each->at)),
                    FontRole::Caption, Token::TextSecondary));
        });
}

} // namespace slipway::ui
