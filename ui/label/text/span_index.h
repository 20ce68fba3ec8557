#pragma once

#include <QColor>
#include <QString>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/label/gesture.h"
#include "core/label/label_set.h"
#include "ui/label/text/text_document.h"

namespace slipway::ui {

/// A labelled stretch of text as it is drawn.
struct TextSpan {
    std::string id;
    int start = 0, end = 0; ///< UTF-16 units, inside the text
    int lane = 0;
    QColor color;
    QString caption; ///< what the chip says
    bool suggestion = false, hidden = false, locked = false;
    int length() const { return end - start; }
};

/// All spans of an annotation and its suggestions by place, kept up to date edit by edit: which ones touch a stretch,
/// in O(log n) for each. Regions that are no spans, or lie wholly outside the text, are not in it.
class SpanIndex {
public:
    void reset(std::shared_ptr<const TextDocument> document, const label::LabelSet& labels,
        const std::vector<label::Region>& regions, const std::vector<label::Region>& suggestions);
    void apply(const label::Edit& edit);
    void setSuggestions(const std::vector<label::Region>& suggestions);
    /// While a handle is dragged, before the edit.
    void move(std::string_view id, int start, int end);

    std::size_t size() const { return m_spans.size(); }
    /// By start, then longest first.
    const std::vector<TextSpan>& spans() const { return m_spans; }
    const TextSpan* find(std::string_view id) const;
    /// Place in spans(), -1 for none.
    int indexOf(std::string_view id) const;
    /// Those with a character in start … end, in the order of spans(); hidden ones too.
    std::vector<const TextSpan*> overlapping(int start, int end) const;
    /// Grows with each change.
    quint64 version() const { return m_version; }

private:
    bool add(const label::Region& region, bool suggestion);
    void rebuild();
    void collect(std::size_t node, std::size_t from, std::size_t to, int start, std::size_t limit,
        std::vector<const TextSpan*>& found) const;

    std::shared_ptr<const TextDocument> m_document;
    label::LabelSet m_labels;
    std::vector<TextSpan> m_spans;
    std::vector<int> m_furthest; ///< a tree over m_spans: largest end below each node
    std::unordered_map<std::string, std::size_t> m_places;
    quint64 m_version = 0;
};

/// "Person", "Person, Author  87 %".
QString spanCaption(const label::Region& region, bool suggestion);

} // namespace slipway::ui
