#pragma once

#include <QAbstractScrollArea>
#include <QPainterPath>
#include <QStringList>
#include <memory>
#include <optional>
#include <vector>

#include "core/label/gesture.h"
#include "core/label/label_set.h"
#include "ui/label/image/region_actions.h"
#include "ui/label/text/relation_arcs.h"
#include "ui/label/text/text_painter.h"

class QTimer;

namespace slipway::ui {

/// A document with its spans and relations, a caret and keys. Changes nothing itself: editRequested() asks,
/// annotationChanged() tells. Positions are UTF-16 units of the document; edits hold code points. GUI thread only.
class TextCanvas : public QAbstractScrollArea, private PlanHost {
    Q_OBJECT
public:
    explicit TextCanvas(QWidget* parent = nullptr);
    ~TextCanvas() override;

    void setDocument(std::shared_ptr<const TextDocument> document);
    const TextDocument* document() const { return m_document.get(); }
    void setLabels(const label::LabelSet& labels);
    /// Null for none. It outlives the showing and changes only before annotationChanged().
    void setAnnotation(const label::Annotation* annotation);
    void annotationChanged(const label::Edit& edit);
    void setSuggestions(const std::vector<label::Prediction>& predictions);

    /// Labels the selected text, if any; else text that is selected from now on when label on select is on.
    void setActiveLabel(const QString& label);
    /// Off: selecting text does nothing until a label is chosen.
    void setLabelOnSelect(bool on) { m_labelOnSelect = on; }
    /// The name that new relations get; the first of the label set when empty.
    void setActiveRelation(const QString& name) { m_activeRelation = name; }
    /// Makes a span of the selected text. False when no text is selected.
    bool applyLabel(const QString& label);

    QStringList selection() const;
    void select(const QStringList& ids);
    void scrollTo(const QString& id);
    /// By the action names of key_set.h. False when there is nothing that it could mean now.
    bool trigger(const QString& action);

    TextDocument::Range selectedText() const;
    void selectText(TextDocument::Range range);
    int caret() const { return m_caret; }

    /// Marks all places of a text, upper and lower case alike, and goes to the first behind the caret. How many.
    int find(const QString& text);
    bool findNext(int step = 1); ///< -1: the one before; around the ends
    int foundIndex() const { return m_found; }
    int foundCount() const { return static_cast<int>(m_matches.size()); }

    const SpanIndex& spans() const { return m_spans; }
    const std::vector<RelationArc>& arcs() const { return m_arcs; }
    /// Of the viewport; empty for what is not on the screen.
    QRectF rectOf(int start, int end) const;
    QRectF caretRect(int position) const;
    int positionAt(QPointF viewport) const;
    double zoom() const { return m_zoom; }
    QSize sizeHint() const override { return {720, 560}; }

signals:
    void editRequested(const slipway::label::Edit& edit);
    void selectionChanged(const QStringList& ids);
    void suggestionAccepted(const QString& prediction, const QString& region);
    void suggestionRejected(const QString& prediction, const QString& region);
    void statusChanged(const QString& text);
    void findRequested(); ///< Ctrl+F
    void labelWanted();   ///< another one for the selected span
    void painted();       ///< the document is on the screen for the first time

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool focusNextPrevChild(bool next) override;
    bool viewportEvent(QEvent* event) override;

private:
    struct Placed {
        int block = 0;
        int y = 0; ///< of the viewport
    };
    enum class Drag { None, Text, Words, Paragraphs, SpanStart, SpanEnd };

    const label::Annotation& annotation() const;
    bool request(label::Edit edit) override;
    void setSelectedIds(const std::vector<std::string>& ids) override;
    void setCaret(int position, bool extend);
    void say(const QString& hint) override;
    void showStatus();
    void refreshArcs();

    // Where things stand (text_canvas_view.cpp)
    void restyle();
    FlowStyle styleFor(double zoom) const;
    double columnLeft() const;
    void setZoom(double zoom, std::optional<QPointF> about);
    void place(int position, double y); ///< scrolls so that its line's top is there
    QPointF blockPoint(const Placed& placed) const { return {columnLeft(), double(placed.y)}; }
    void moveBy(int pixels);
    void normaliseAnchor();
    void layOutVisible();
    void updateScrollBar();
    void ensureVisible(int position, bool generous);
    const Placed* placedAt(double y) const;
    const Placed* placedBlock(int block) const;
    double heightOf(int position) const; ///< of its text's middle, viewport; estimated off the screen

    // Painting (text_canvas_painting.cpp)
    std::vector<ShownSpan> shownSpans(int start, int end) const;
    SpanLook lookOf(const TextSpan& span) const;
    void paintBackgrounds(TextPainter& text, const FlowBlock& block, QPointF at);
    void paintMatches(TextPainter& text, const FlowBlock& block, QPointF at);
    void paintArcs(QPainter& painter);
    void paintArc(QPainter& painter, const RelationArc& arc, const QColor& tint);
    void paintArcCaption(QPainter& painter, const RelationArc& arc, bool marked);
    QPainterPath arcPath(const RelationArc& arc) const;
    QRectF arcCaptionRect(const RelationArc& arc) const;
    bool isMarked(std::size_t arc) const;
    bool isShown(const RelationArc& arc) const;
    void paintConnector(QPainter& painter, const RelationArc& arc);
    void paintSelectedHandles(TextPainter& text) const;
    void paintCaret(QPainter& painter) const;

    // Mouse (text_canvas_events.cpp) and keys (text_canvas_keys.cpp)
    void hover(QPointF at);
    void click(QPointF at, Qt::KeyboardModifiers modifiers);
    void dragTo(QPointF at);
    void endDrag();
    std::vector<const TextSpan*> spansAt(QPointF at) const;
    Drag handleAt(QPointF at) const;
    int arcAt(QPointF at) const;
    bool handleKey(const QKeyEvent& event);
    bool controlKey(const QKeyEvent& event);
    bool enterKey();
    bool moveKey(const QKeyEvent& event);
    int caretAfter(int key, bool words) const;
    int verticalMove(int lines);
    bool escape();

    // Actions (text_canvas_actions.cpp)
    bool triggerSpan(const QString& action);
    bool triggerRegion(const QString& action);
    bool triggerRelation(const QString& action);
    bool triggerSuggestion(const QString& action);
    bool triggerView(const QString& action);
    bool resizeSpan(const TextSpan& span, int start, int end, const QString& name);
    bool cycle(int step);
    bool startRelation();
    bool finishRelation(std::string to); ///< a copy: what it stands in is cleared
    bool removeSelectedRelation();
    bool renameSelectedRelation();
    bool copyText();
    // More spans out of those that are there (text_span_actions.cpp)
    bool triggerCopies(const QString& action);
    bool markNext(const label::Region& like, const QString& words, int from);
    bool addLike(const label::Region& like, TextDocument::Range range, const QString& name);
    bool hasLabel(TextDocument::Range range, const std::string& label) const;
    bool isWhole(TextDocument::Range range) const;
    bool pasteSpan();
    bool mergeSpans();
    bool splitSpan();
    const TextSpan* neighbourOf(const TextSpan& span) const;
    const label::Region* regionOf(const TextSpan* span) const;
    void acceptSuggestions(const std::vector<std::string>& ids);
    void dropSuggestions(const std::vector<std::string>& ids);
    std::string suggestionInMind() const;
    QString predictionOf(const std::string& id) const;
    const TextSpan* selectedSpan() const;

    std::shared_ptr<const TextDocument> m_document;
    const label::Annotation* m_annotation = nullptr;
    label::LabelSet m_labels;
    SpanIndex m_spans;
    std::vector<label::Region> m_suggestions;
    std::vector<QString> m_predictionNames;
    std::vector<RelationArc> m_arcs;
    mutable TextFlow m_flow; ///< lays out when asked
    mutable ChipTexts m_chipTexts;
    std::vector<ChipPlace> m_chips; ///< of the last frame

    // The block at the upper edge of the viewport, and how much of it is above: what is read stays where it is when
    // estimated heights turn out wrong.
    int m_anchorBlock = 0, m_anchorOffset = 0;
    int m_scrollValue = 0;
    std::vector<Placed> m_placed;
    double m_zoom = 1;
    bool m_updating = false, m_fresh = false;

    int m_caret = 0, m_mark = 0;    ///< text between them is selected
    std::optional<double> m_caretX; ///< where Up and Down want to go
    std::vector<std::string> m_selected;
    std::string m_hovered;
    int m_hoveredArc = -1;
    std::optional<std::size_t> m_selectedRelation;
    std::string m_relateFrom, m_relateTo; ///< while a relation is drawn: from, and the one that Enter would take
    QString m_activeLabel, m_activeRelation, m_hint;
    bool m_labelOnSelect = false, m_leavesByTab = false;

    Drag m_drag = Drag::None;
    QPointF m_pressed, m_pointer;
    bool m_moved = false;
    TextDocument::Range m_dragFrom; ///< what the drag started with
    qint64 m_doubleClicked = 0;     ///< milliseconds
    QTimer* m_autoScroll;

    std::optional<label::Region> m_copied; ///< the span whose words are on the clipboard
    QString m_copiedWords;

    QString m_wanted; ///< what is searched
    std::vector<int> m_matches;
    int m_found = -1;
};

} // namespace slipway::ui
