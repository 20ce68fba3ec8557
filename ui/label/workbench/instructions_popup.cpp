#include "ui/label/workbench/instructions_popup.h"

#include <QCryptographicHash>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/shell/theme.h"
#include "ui/shell/window_settings.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/markdown_view.h"

namespace slipway::ui {

namespace {

QString settingOf(const label::Project& project) {
    return QStringLiteral("labeling/instructions/") +
           QString::fromStdString(project.uid.empty() ? project.name : project.uid);
}

QString fingerprintOf(const label::Project& project) {
    return QString::fromLatin1(
        QCryptographicHash::hash(QByteArray::fromStdString(project.instructions), QCryptographicHash::Sha256)
            .toHex()
            .left(16));
}

} // namespace

InstructionsPopup::InstructionsPopup(const label::Project& project, QWidget* window)
    : Popup(window, tr("Instructions")) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 12, 16, 16);
    column->setSpacing(8);
    auto* head = new QHBoxLayout;
    head->addWidget(new TextLabel(tr("Instructions"), FontRole::Section));
    head->addWidget(new ElidedLabel(format::text(project.name), FontRole::Caption, Token::TextMuted), 1);
    auto* shut = makeIconButton(QStringLiteral("x"), tr("Close the instructions"), QStringLiteral("closeInstructions"));
    connect(shut, &QToolButton::clicked, this, &Popup::close);
    head->addWidget(shut);
    column->addLayout(head);
    auto* view = new MarkdownView(tr("Instructions"), this);
    view->setText(QString::fromStdString(project.instructions));
    column->addWidget(view, 1);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    auto* begin = makeButton(tr("Start labeling"), QStringLiteral("startLabeling"), ButtonKind::Primary);
    connect(begin, &QPushButton::clicked, this, &Popup::close);
    row->addWidget(begin);
    column->addLayout(row);
}

void InstructionsPopup::openIn(const QRect& place) {
    open(place, findChild<QTextBrowser*>());
}

bool InstructionsPopup::isNew(const label::Project& project) {
    return !QString::fromStdString(project.instructions).trimmed().isEmpty() &&
           WindowSettings().value(settingOf(project)).toString() != fingerprintOf(project);
}

void InstructionsPopup::markRead(const label::Project& project) {
    WindowSettings().setValue(settingOf(project), fingerprintOf(project));
}

} // namespace slipway::ui
