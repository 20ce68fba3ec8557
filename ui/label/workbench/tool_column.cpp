#include "ui/label/workbench/tool_column.h"

#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/label/annotation_views.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/layouts.h"

namespace slipway::ui {

QString firstKey(const KeySet& keys, const QString& action) {
    const auto all = keys.keys(action);
    if (all.isEmpty()) return {};
    QString text = all.first().toString(QKeySequence::NativeText);
    return text.replace(QLatin1String("Return"), QLatin1String("Enter"));
}

QString titleOfAction(const QString& action) {
    const auto& all = labelActions();
    const auto found = std::ranges::find(all, action, &LabelAction::name);
    if (found != all.end()) return found->title;
    if (action == QLatin1String("tool.pan")) return QObject::tr("Move the picture");
    return action == QLatin1String("tool.span") ? QObject::tr("Mark text") : action;
}

ToolColumn::ToolColumn(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("toolColumn"));
    setAttribute(Qt::WA_StyledBackground);
    setAccessibleName(tr("Tools"));
    setFixedWidth(52);
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(9, 10, 9, 10);
    m_column->setSpacing(4);
}

QToolButton* ToolColumn::add(const QString& icon, const QString& action, const KeySet& keys) {
    const QString title = titleOfAction(action), key = firstKey(keys, action);
    auto* button = makeIconButton(icon, title, action);
    button->setToolTip(key.isEmpty() ? title : QStringLiteral("%1 (%2)").arg(title, key));
    button->setIconSize({20, 20});
    button->setFixedSize(34, 34);
    button->setProperty("kind", "tool");
    m_column->addWidget(button);
    return button;
}

void ToolColumn::setTools(const std::vector<LabelTool>& tools, const KeySet& keys) {
    clearLayout(m_column);
    m_buttons.clear();
    m_picture = nullptr;
    setVisible(!tools.empty());
    for (const LabelTool tool : tools) {
        const ToolLook* look = lookOf(tool);
        if (!look) continue;
        auto* button = add(QLatin1String(look->icon), QLatin1String(look->action), keys);
        button->setCheckable(true);
        connect(button, &QToolButton::clicked, this, [this, tool] {
            toolChosen(tool);
            setTool(tool);
        });
        m_buttons[tool] = button;
    }
    m_column->addStretch(1);
    if (std::ranges::find(tools, LabelTool::Box) != tools.end()) {
        m_picture = add(QStringLiteral("adjust"), QStringLiteral("picture.controls"), keys);
        m_picture->setCheckable(true);
        m_picture->setChecked(m_pictureChanged);
        connect(m_picture, &QToolButton::clicked, this, [this] {
            m_picture->setChecked(m_pictureChanged);
            pictureWanted();
        });
    }
    for (const auto& [action, icon] : {std::pair{"zoom.in", "plus"}, {"zoom.out", "minus"}, {"zoom.fit", "label"}}) {
        auto* button = add(QLatin1String(icon), QLatin1String(action), keys);
        connect(button, &QToolButton::clicked, this,
            [this, action = QString::fromLatin1(action)] { actionWanted(action); });
    }
}

void ToolColumn::setPictureChanged(bool changed) {
    m_pictureChanged = changed;
    if (m_picture) m_picture->setChecked(changed);
}

QPoint ToolColumn::pictureCorner() const {
    return {width() + 8, m_picture ? m_picture->y() : 8};
}

void ToolColumn::setTool(LabelTool tool) {
    for (const auto& [each, button] : m_buttons) button->setChecked(each == tool);
}

} // namespace slipway::ui
