#include "ui/label/text/text_accessible.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPointer>
#include <QScrollBar>
#include <QTextBoundaryFinder>
#include <algorithm>
#include <unordered_map>

#include "ui/label/text/text_canvas.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr int kMostWords = 120; ///< characters of a span that its name tells

QRect onScreen(const TextCanvas& canvas, const QRectF& rect) {
    return rect.isEmpty() ? QRect() : rect.toAlignedRect().translated(canvas.viewport()->mapToGlobal(QPoint()));
}

/// One span. Looks it up by its id whenever it is asked, so it is never out of date.
class SpanInterface : public QAccessibleInterface {
public:
    SpanInterface(TextCanvas* canvas, std::string id) : m_canvas(canvas), m_id(std::move(id)) {}

    bool isValid() const override { return span() != nullptr; }
    QObject* object() const override { return nullptr; }
    QWindow* window() const override { return m_canvas ? m_canvas->window()->windowHandle() : nullptr; }
    QAccessibleInterface* parent() const override {
        return m_canvas ? QAccessible::queryAccessibleInterface(m_canvas) : nullptr;
    }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::Note; }
    void setText(QAccessible::Text, const QString&) override {}

    QString text(QAccessible::Text kind) const override {
        const TextSpan* shown = span();
        return shown && kind == QAccessible::Name ? nameOf(*shown) : QString();
    }
    QRect rect() const override {
        const TextSpan* shown = span();
        return shown ? onScreen(*m_canvas, m_canvas->rectOf(shown->start, shown->end)) : QRect();
    }
    QAccessible::State state() const override {
        QAccessible::State state;
        const TextSpan* shown = span();
        state.selectable = state.focusable = true;
        state.invalid = !shown;
        if (!shown) return state;
        state.selected = m_canvas->selection().contains(format::text(m_id));
        state.focused = state.selected && m_canvas->hasFocus() && m_canvas->selection().size() == 1;
        state.invisible = shown->hidden;
        state.readOnly = shown->locked;
        state.offscreen = m_canvas->rectOf(shown->start, shown->end).isEmpty();
        return state;
    }

private:
    const TextSpan* span() const { return m_canvas && m_canvas->document() ? m_canvas->spans().find(m_id) : nullptr; }

    QString nameOf(const TextSpan& shown) const {
        const TextDocument& document = *m_canvas->document();
        QString words = document.text().mid(shown.start, std::min(shown.length(), kMostWords));
        if (shown.length() > kMostWords) words += QChar(0x2026);
        QString name = TextCanvas::tr("%1, characters %2 to %3, %4")
                           .arg(shown.caption.isEmpty() ? TextCanvas::tr("No label") : shown.caption,
                               QString::number(document.toCodePoint(shown.start)),
                               QString::number(document.toCodePoint(shown.end)), words);
        if (shown.suggestion) name += TextCanvas::tr(", suggestion");
        if (shown.locked) name += TextCanvas::tr(", locked");
        return name;
    }

    QPointer<TextCanvas> m_canvas;
    std::string m_id;
};

class DocumentInterface : public QAccessibleWidget, public QAccessibleTextInterface {
public:
    explicit DocumentInterface(TextCanvas* canvas) : QAccessibleWidget(canvas, QAccessible::Document) {}
    ~DocumentInterface() override { forget(); }

    void* interface_cast(QAccessible::InterfaceType type) override {
        if (type == QAccessible::TextInterface) return static_cast<QAccessibleTextInterface*>(this);
        return QAccessibleWidget::interface_cast(type);
    }
    QAccessible::State state() const override {
        QAccessible::State state = QAccessibleWidget::state();
        state.readOnly = state.multiLine = state.selectableText = true;
        return state;
    }
    QString text(QAccessible::Text kind) const override {
        return kind == QAccessible::Value ? content() : QAccessibleWidget::text(kind);
    }

    // Children
    int childCount() const override { return static_cast<int>(spans().size()); }
    QAccessibleInterface* child(int index) const override {
        if (index < 0 || index >= childCount()) return nullptr;
        return childOf(spans()[static_cast<std::size_t>(index)].id);
    }
    int indexOfChild(const QAccessibleInterface* child) const override {
        for (const auto& [id, key] : m_children)
            if (QAccessible::accessibleInterface(key) == child) return canvas()->spans().indexOf(id);
        return -1;
    }
    QAccessibleInterface* childAt(int x, int y) const override {
        for (const TextSpan& span : spans())
            if (onScreen(*canvas(), canvas()->rectOf(span.start, span.end)).contains(x, y)) return childOf(span.id);
        return nullptr;
    }
    QAccessibleInterface* childOf(const std::string& id) const {
        if (const auto known = m_children.find(id); known != m_children.end())
            return QAccessible::accessibleInterface(known->second);
        auto* made = new SpanInterface(canvas(), id);
        m_children[id] = QAccessible::registerAccessibleInterface(made); // which owns it
        return made;
    }
    void forget() {
        for (const auto& [id, key] : m_children) QAccessible::deleteAccessibleInterface(key);
        m_children.clear();
    }
    void forget(const std::string& id) {
        const auto known = m_children.find(id);
        if (known == m_children.end()) return;
        QAccessible::deleteAccessibleInterface(known->second);
        m_children.erase(known);
    }

    // Text
    void selection(int index, int* start, int* end) const override {
        const auto range = canvas()->selectedText();
        const bool any = index == 0 && !range.isEmpty();
        *start = any ? range.start : 0;
        *end = any ? range.end : 0;
    }
    int selectionCount() const override { return canvas()->selectedText().isEmpty() ? 0 : 1; }
    void addSelection(int start, int end) override { canvas()->selectText({start, end}); }
    void removeSelection(int) override { canvas()->selectText({canvas()->caret(), canvas()->caret()}); }
    void setSelection(int, int start, int end) override { canvas()->selectText({start, end}); }
    int cursorPosition() const override { return canvas()->caret(); }
    void setCursorPosition(int position) override { canvas()->selectText({position, position}); }
    QString text(int start, int end) const override { return content().mid(start, end - start); }
    int characterCount() const override { return static_cast<int>(content().size()); }
    QRect characterRect(int offset) const override { return onScreen(*canvas(), canvas()->rectOf(offset, offset + 1)); }
    int offsetAtPoint(const QPoint& point) const override {
        return canvas()->positionAt(canvas()->viewport()->mapFromGlobal(point));
    }
    void scrollToSubstring(int start, int) override { canvas()->selectText({start, start}); }
    QString attributes(int offset, int* start, int* end) const override {
        *start = std::max(0, offset);
        *end = characterCount();
        return {};
    }

private:
    TextCanvas* canvas() const { return static_cast<TextCanvas*>(widget()); }
    const std::vector<TextSpan>& spans() const { return canvas()->spans().spans(); }
    QString content() const { return canvas()->document() ? canvas()->document()->text() : QString(); }
    mutable std::unordered_map<std::string, QAccessible::Id> m_children;
};

QAccessibleInterface* makeInterface(const QString&, QObject* object) {
    auto* canvas = qobject_cast<TextCanvas*>(object);
    return canvas ? new DocumentInterface(canvas) : nullptr;
}

/// Null when nobody listens: then no interface is made for it.
DocumentInterface* interfaceOf(TextCanvas* canvas) {
    if (!QAccessible::isActive()) return nullptr;
    return dynamic_cast<DocumentInterface*>(QAccessible::queryAccessibleInterface(canvas));
}

void tell(DocumentInterface& parent, const std::string& id, QAccessible::Event what) {
    QAccessibleEvent event(parent.childOf(id), what);
    QAccessible::updateAccessibility(&event);
}

} // namespace

void installTextAccessibility() {
    static const bool once = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    Q_UNUSED(once);
}

void forgetTextChildren(TextCanvas* canvas) {
    auto* parent = interfaceOf(canvas);
    if (!parent) return;
    parent->forget();
    QAccessibleEvent event(canvas, QAccessible::ObjectReorder);
    QAccessible::updateAccessibility(&event);
}

void tellTextChildren(TextCanvas* canvas, const label::Edit& edit) {
    auto* parent = interfaceOf(canvas);
    if (!parent) return;
    for (const auto& part : edit.parts) {
        const auto* change = std::get_if<label::RegionChange>(&part);
        if (!change) continue;
        if (!change->before) {
            tell(*parent, change->after->id, QAccessible::ObjectCreated);
        } else if (!change->after) {
            tell(*parent, change->before->id, QAccessible::ObjectDestroyed);
            parent->forget(change->before->id);
        } else {
            tell(*parent, change->after->id, QAccessible::NameChanged);
        }
    }
}

void focusTextChild(TextCanvas* canvas, std::string_view id) {
    auto* parent = interfaceOf(canvas);
    if (parent && canvas->spans().find(id)) tell(*parent, std::string(id), QAccessible::Focus);
}

void tellTextCaret(TextCanvas* canvas) {
    if (!QAccessible::isActive()) return;
    const auto range = canvas->selectedText();
    if (!range.isEmpty()) {
        QAccessibleTextSelectionEvent event(canvas, range.start, range.end);
        event.setCursorPosition(canvas->caret());
        QAccessible::updateAccessibility(&event);
        return;
    }
    QAccessibleTextCursorEvent event(canvas, canvas->caret());
    QAccessible::updateAccessibility(&event);
}

} // namespace slipway::ui
