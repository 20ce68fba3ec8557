#include "ui/label/text/text_accessible.h"

#include <algorithm>

#include "ui/label/accessible_children.h"
#include "ui/label/text/text_canvas.h"
#include "ui/widgets/formatting.h"

namespace slipway::ui {

namespace {

constexpr int kMostWords = 120; ///< characters of a span that its name tells

QRect onScreen(const TextCanvas& canvas, const QRectF& rect) {
    return rect.isEmpty() ? QRect() : rect.toAlignedRect().translated(canvas.viewport()->mapToGlobal(QPoint()));
}

class SpanInterface : public AccessibleChild {
public:
    using AccessibleChild::AccessibleChild;

    bool isValid() const override { return span() != nullptr; }
    QAccessible::Role role() const override { return QAccessible::Note; }
    QString text(QAccessible::Text kind) const override {
        const TextSpan* shown = span();
        return shown && kind == QAccessible::Name ? nameOf(*shown) : QString();
    }
    QRect rect() const override {
        const TextSpan* shown = span();
        return shown ? onScreen(*canvas(), canvas()->rectOf(shown->start, shown->end)) : QRect();
    }
    QAccessible::State state() const override {
        QAccessible::State state;
        const TextSpan* shown = span();
        state.selectable = state.focusable = true;
        state.invalid = !shown;
        if (!shown) return state;
        state.selected = canvas()->selection().contains(format::text(id()));
        state.focused = state.selected && canvas()->hasFocus() && canvas()->selection().size() == 1;
        state.invisible = shown->hidden;
        state.readOnly = shown->locked;
        state.offscreen = canvas()->rectOf(shown->start, shown->end).isEmpty();
        return state;
    }

private:
    TextCanvas* canvas() const { return static_cast<TextCanvas*>(drawnOn()); }
    const TextSpan* span() const { return canvas() && canvas()->document() ? canvas()->spans().find(id()) : nullptr; }

    QString nameOf(const TextSpan& shown) const {
        const TextDocument& document = *canvas()->document();
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
};

class DocumentInterface : public AccessibleParent, public QAccessibleTextInterface {
public:
    explicit DocumentInterface(TextCanvas* canvas) : AccessibleParent(canvas, QAccessible::Document) {}

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
    QAccessibleInterface* childAt(int x, int y) const override {
        for (const TextSpan& span : spans())
            if (onScreen(*canvas(), canvas()->rectOf(span.start, span.end)).contains(x, y)) return childOf(span.id);
        return nullptr;
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

protected:
    QAccessibleInterface* makeChild(const std::string& id) const override { return new SpanInterface(canvas(), id); }
    std::string idAt(int index) const override { return spans()[static_cast<std::size_t>(index)].id; }
    int indexOf(const std::string& id) const override { return canvas()->spans().indexOf(id); }

private:
    TextCanvas* canvas() const { return static_cast<TextCanvas*>(widget()); }
    const std::vector<TextSpan>& spans() const { return canvas()->spans().spans(); }
    QString content() const { return canvas()->document() ? canvas()->document()->text() : QString(); }
};

void tellChanged(AccessibleParent& parent, const label::Region&, const label::Region& after) {
    parent.tell(after.id, QAccessible::NameChanged);
}

} // namespace

void installTextAccessibility() {
    installAccessible<TextCanvas, DocumentInterface>();
}

void tellTextChildren(TextCanvas* canvas, const label::Edit& edit) {
    tellAccessibleChildren(canvas, edit, tellChanged);
}

void focusTextChild(TextCanvas* canvas, std::string_view id) {
    auto* parent = accessibleParent(canvas);
    if (parent && canvas->spans().find(id)) parent->tell(std::string(id), QAccessible::Focus);
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
