#include "core/label/formats/conll_reader.h"

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/json_members.h"
#include "core/label/text_offsets.h"

namespace slipway::label::conll {

namespace {

std::vector<std::string_view> columnsOf(std::string_view line) {
    const std::string_view separators = line.find('\t') != std::string_view::npos ? "\t" : " ";
    std::vector<std::string_view> columns;
    for (std::size_t at = 0; at < line.size() && columns.size() < 6;) {
        const auto end = std::min(line.find_first_of(separators, at), line.size());
        if (const auto column = trimmed(line.substr(at, end - at)); !column.empty()) columns.push_back(column);
        at = end + 1;
    }
    return columns;
}

} // namespace

void Reader::line(std::string_view text, std::int64_t number) {
    const auto columns = columnsOf(text);
    if (columns.empty()) return endSentence();
    if (columns.front() == "-DOCSTART-") return startDocument(columns.size());
    if (columns.size() < 2 || columns.size() > 4) {
        m_problems.leftOut(number, {},
            fmt::format("the line has {}{}, not 2 to 4", columns.size() > 5 ? "more than " : "",
                counted(static_cast<long long>(std::min<std::size_t>(columns.size(), 5)), "column")));
        return;
    }
    addToken(columns, number);
}

void Reader::startDocument(std::size_t columns) {
    endItem();
    if (!m_seenDocument) {
        m_documents = columns != 3;
        m_corpus.extra.set(kFormat, Json{{"documents", m_documents ? "each" : "once"}});
    }
    m_seenDocument = true;
    if (m_documents) m_hasItem = true;
}

void Reader::addToken(const std::vector<std::string_view>& columns, std::int64_t number) {
    if (!m_item.text.empty()) {
        m_item.text += m_sentenceEnds ? '\n' : ' ';
        m_length++;
    }
    if (m_sentenceEnds) m_last.clear();
    m_sentenceEnds = false;
    m_hasItem = true;
    const auto start = m_length;
    m_item.text += columns.front();
    m_length += countCodePoints(columns.front());
    readTag(columns.back(), start, m_length, number);
    m_columns = m_tokens++ == 0 ? columns.size() : m_columns == columns.size() ? m_columns : 0;
    const auto blank = m_tokens > 1 ? " " : "";
    m_second += fmt::format("{}{}", blank, columns.size() > 2 ? columns[1] : "_");
    m_third += fmt::format("{}{}", blank, columns.size() > 3 ? columns[2] : "_");
}

/// A B-, or an I- behind another type, starts a span.
void Reader::readTag(std::string_view tag, std::int64_t start, std::int64_t end, std::int64_t number) {
    const bool begins = tag.starts_with("B-"), inside = tag.starts_with("I-");
    if ((!begins && !inside) || tag.size() == 2) {
        if (tag != "O")
            m_problems.odd(
                number, {}, fmt::format("the tag '{}' is neither O, B- nor I-; taken as O", forMessage(tag)));
        m_last.clear();
        return;
    }
    const auto label = tag.substr(2);
    if (inside && label == m_last) {
        std::get<Span>(m_answer.regions.back().shape).end = end;
        return;
    }
    Region region;
    region.id = newRegionId();
    region.label = label;
    region.origin = Origin::File;
    region.shape = Span{start, end};
    m_labels.add(label);
    m_answer.regions.push_back(std::move(region));
    m_last = label;
}

void Reader::endSentence() {
    if (m_documents)
        m_sentenceEnds = !m_item.text.empty();
    else
        endItem();
}

void Reader::endItem() {
    if (m_hasItem) {
        m_item.medium = Medium::Text;
        auto kept = Json::object();
        if (m_tokens > 0 && m_columns != 4) kept["columns"] = m_columns;
        if (m_second.find_first_not_of("_ ") != std::string::npos) kept["second"] = m_second;
        if (m_third.find_first_not_of("_ ") != std::string::npos) kept["third"] = m_third;
        if (m_columns != 0) keepExtra(m_item.extra, kFormat, std::move(kept));
        if (!m_answer.regions.empty()) m_item.annotations.push_back(std::move(m_answer));
        m_corpus.items.push_back(std::move(m_item));
    }
    m_item = {};
    m_answer = {};
    m_last.clear();
    m_second.clear();
    m_third.clear();
    m_length = m_tokens = 0;
    m_columns = 0;
    m_hasItem = m_sentenceEnds = false;
}

void Reader::finish() {
    endItem();
    if (!m_seenDocument) m_corpus.extra.set(kFormat, Json{{"documents", "none"}});
}

} // namespace slipway::label::conll
