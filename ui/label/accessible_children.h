#pragma once

#include <QAccessibleWidget>
#include <QPointer>
#include <QWidget>
#include <string>
#include <unordered_map>

#include "core/label/gesture.h"

namespace slipway::ui {

/// One of the things that a widget draws, as a child of it for assistive technology. What it says is looked up by its
/// id whenever it is asked, so it is never out of date.
class AccessibleChild : public QAccessibleInterface {
public:
    AccessibleChild(QWidget* drawnOn, std::string id) : m_drawnOn(drawnOn), m_id(std::move(id)) {}

    QObject* object() const override { return nullptr; }
    QWindow* window() const override;
    QAccessibleInterface* parent() const override;
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    void setText(QAccessible::Text, const QString&) override {}

protected:
    QWidget* drawnOn() const { return m_drawnOn; } ///< null when it is gone
    const std::string& id() const { return m_id; }

private:
    QPointer<QWidget> m_drawnOn;
    std::string m_id;
};

/// A widget that draws things with ids: it makes a child for each as soon as somebody asks for it, and keeps it until
/// it is told to forget it.
class AccessibleParent : public QAccessibleWidget {
public:
    using QAccessibleWidget::QAccessibleWidget;
    ~AccessibleParent() override;

    QAccessibleInterface* child(int index) const override;
    int indexOfChild(const QAccessibleInterface* child) const override;
    QAccessibleInterface* childOf(const std::string& id) const;
    void tell(const std::string& id, QAccessible::Event what);
    void forget();
    void forget(const std::string& id);
    void forgetGone(); ///< those without an index

protected:
    virtual QAccessibleInterface* makeChild(const std::string& id) const = 0;
    virtual std::string idAt(int index) const = 0;
    virtual int indexOf(const std::string& id) const = 0; ///< -1 when there is none

private:
    mutable std::unordered_map<std::string, QAccessible::Id> m_children;
};

/// Makes `Interface` what assistive technology sees of a `Widget`; again does nothing.
template <class Widget, class Interface> void installAccessible() {
    static const bool once = [] {
        QAccessible::installFactory([](const QString&, QObject* object) -> QAccessibleInterface* {
            auto* widget = qobject_cast<Widget*>(object);
            return widget ? new Interface(widget) : nullptr;
        });
        return true;
    }();
    Q_UNUSED(once);
}

/// Null when nobody listens, or nothing is installed for the widget: then no interface is made for it.
AccessibleParent* accessibleParent(QWidget* widget);

/// Other things are drawn, or the widget goes.
void forgetAccessibleChildren(QWidget* widget);
/// Tells of the regions that came and went; `changed` tells of those that are otherwise now.
void tellAccessibleChildren(QWidget* widget, const label::Edit& edit,
    void (*changed)(AccessibleParent& parent, const label::Region& before, const label::Region& after));

} // namespace slipway::ui
