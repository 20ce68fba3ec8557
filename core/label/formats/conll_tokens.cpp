#include "core/label/formats/conll_tokens.h"

#include <algorithm>
#include <set>

#include "core/label/formats/loss_list.h"
#include "core/label/text_offsets.h"

namespace slipway::label::conll {

namespace {

constexpr std::string_view kDocument = "-DOCSTART-";

/// Bytes of the white space at `at`, of Unicode's too; 0 when there is none.
std::size_t spaceAt(std::string_view text, std::size_t at) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c == ' ' || (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x1f)) return 1;
    const auto rest = text.substr(at, 3);
    if (rest.starts_with("\xC2\x85") || rest.starts_with("\xC2\xA0")) return 2;
    for (const std::string_view wide :
        {"\xE1\x9A\x80", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"})
        if (rest == wide) return 3;
    if (rest.starts_with("\xE2\x80") && rest.size() == 3 && static_cast<unsigned char>(rest[2]) <= 0x8A) return 3;
    return 0;
}

class Splitter {
public:
    Splitter(const std::string& text, const std::vector<Region>& regions) : m_text(text) {
        for (const auto& region : regions)
            if (const auto* span = std::get_if<Span>(&region.shape)) m_spans.push_back({*span, &region});
        std::ranges::stable_sort(m_spans, {}, [](const Marked& marked) { return marked.span.start; });
    }

    std::vector<Token> split() {
        while (m_at < m_text.size()) {
            enterSpan();
            if (const auto bytes = spaceAt(m_text, m_at)) {
                closeToken();
                const bool inSpan =
                    m_current && m_position >= m_current->span.start && m_position < m_current->span.end;
                if (m_text[m_at] == '\n' && !inSpan) m_newSentence = true;
                advance(bytes);
            } else {
                if (m_start == std::string::npos) openToken();
                advance(0);
                if (m_text.substr(m_start, m_at - m_start) == "-" &&
                    m_text.compare(m_start, kDocument.size(), kDocument) == 0)
                    closeToken(); // must not be taken for the start of a document
            }
        }
        closeToken();
        return std::move(m_tokens);
    }

private:
    struct Marked {
        Span span;
        const Region* region = nullptr;
    };

    /// At each position: the span that covers it, and a border where it starts or ends.
    void enterSpan() {
        if (m_current && m_position >= m_current->span.end) {
            closeToken();
            m_current = nullptr;
        }
        while (m_next < m_spans.size() && m_spans[m_next].span.start <= m_position) {
            const auto& marked = m_spans[m_next++];
            if (marked.span.end <= m_position) continue; // empty
            closeToken();
            m_current = &marked;
            m_spanIsNew = true;
        }
    }
    void openToken() {
        m_start = m_at;
        m_startPosition = m_position;
    }
    void closeToken() {
        if (m_start == std::string::npos) return;
        Token token{m_startPosition, m_position, std::string_view(m_text).substr(m_start, m_at - m_start),
            m_newSentence, m_current ? m_current->region : nullptr, m_current && m_spanIsNew};
        m_tokens.push_back(token);
        m_start = std::string::npos;
        m_newSentence = false;
        if (m_current) m_spanIsNew = false;
    }
    /// Over white space of so many bytes, or over one character.
    void advance(std::size_t bytes) {
        if (bytes == 0) {
            bytes = 1;
            while (m_at + bytes < m_text.size() && (static_cast<unsigned char>(m_text[m_at + bytes]) & 0xC0) == 0x80)
                bytes++;
        }
        m_at += bytes;
        m_position++;
    }

    const std::string& m_text;
    std::vector<Marked> m_spans;
    std::vector<Token> m_tokens;
    std::size_t m_at = 0, m_next = 0, m_start = std::string::npos;
    std::int64_t m_position = 0, m_startPosition = 0;
    const Marked* m_current = nullptr;
    bool m_spanIsNew = false, m_newSentence = true;
};

/// Labels stand in a column.
std::string columnText(const std::string& label) {
    std::string text;
    for (std::size_t at = 0; at < label.size();) {
        const auto bytes = spaceAt(label, at);
        text += bytes ? '_' : label[at];
        at += bytes ? bytes : 1;
    }
    return text;
}

void renameLabels(Corpus& corpus, LossList& losses) {
    auto& classes = corpus.labels.classes;
    std::set<std::string> seen;
    std::erase_if(classes, [&](LabelClass& label) {
        if (auto name = columnText(label.name); name != label.name) {
            losses.add("blank in a label", label.name);
            label.name = std::move(name);
        }
        return !seen.insert(label.name).second;
    });
}

/// Of spans without a word.
void dropClassesOfLostSpans(Corpus& corpus, LossList& losses) {
    std::set<std::string_view> used;
    for (const auto& item : corpus.items)
        for (const auto& answer : item.annotations)
            for (const auto& region : answer.regions) used.insert(region.label);
    std::erase_if(corpus.labels.classes, [&](const LabelClass& one) {
        const bool isLost = !used.contains(one.name);
        if (isLost) losses.add("class that no region has", one.name);
        return isLost;
    });
}

void tokenize(Item& item, LossList& losses) {
    if (!item.path.empty()) losses.add("name of the text", item.path);
    item.path.clear();
    item.uri.clear();
    static const std::vector<Region> none;
    auto* answer = item.annotations.empty() ? nullptr : &item.annotations.front();
    std::string text;
    std::vector<Region> regions;
    std::int64_t length = 0;
    for (const auto& token : tokensOf(item.text, answer ? answer->regions : none)) {
        if (!text.empty()) {
            text += token.startsSentence ? '\n' : ' ';
            length++;
        }
        const auto end = length + (token.end - token.start);
        if (token.startsSpan) {
            regions.push_back(*token.region);
            regions.back().label = columnText(token.region->label);
            regions.back().shape = Span{length, end};
        } else if (token.region) {
            std::get<Span>(regions.back().shape).end = end;
        }
        text += token.text;
        length = end;
    }
    if (text != item.text) losses.add("spacing of the text", std::string_view(item.text).substr(0, 0));
    item.text = std::move(text);
    if (!answer) return;
    if (regions.size() < answer->regions.size())
        losses.add("span without a word", {}, static_cast<std::int64_t>(answer->regions.size() - regions.size()));
    answer->regions = std::move(regions);
    if (answer->regions.empty()) item.annotations.clear();
}

} // namespace

std::vector<Token> tokensOf(const std::string& text, const std::vector<Region>& regions) {
    return Splitter(text, regions).split();
}

void toTokens(Reduced& reduced) {
    LossList losses;
    for (std::size_t i = 0; i < reduced.corpus.items.size(); i++) {
        losses.startItem(reduced.corpus.items[i], i);
        tokenize(reduced.corpus.items[i], losses);
    }
    renameLabels(reduced.corpus, losses);
    dropClassesOfLostSpans(reduced.corpus, losses);
    std::ranges::move(std::move(losses).take(), std::back_inserter(reduced.losses));
}

} // namespace slipway::label::conll
