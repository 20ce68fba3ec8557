#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/label/formats/label_collector.h"
#include "core/label/formats/problem_list.h"

namespace slipway::label::conll {

inline constexpr std::string_view kFormat = "conll"; ///< in Extra

/// Puts lines together to items. A document is an item when the file has -DOCSTART- lines, its sentences on lines of
/// their own; else, and after Label Studio's single "-DOCSTART- -X- O", each sentence is one.
class Reader {
public:
    Reader(ReadLabels& read, ProblemList& problems)
        : m_corpus(read.corpus), m_problems(problems), m_labels(read.corpus.labels) {}

    void line(std::string_view text, std::int64_t number);
    void finish();

private:
    void startDocument(std::size_t columns);
    void addToken(const std::vector<std::string_view>& columns, std::int64_t number);
    void readTag(std::string_view tag, std::int64_t start, std::int64_t end, std::int64_t number);
    void endSentence();
    void endItem();

    Corpus& m_corpus;
    ProblemList& m_problems;
    LabelCollector m_labels;
    bool m_documents = false, m_seenDocument = false, m_hasItem = false, m_sentenceEnds = false;
    Item m_item;
    Annotation m_answer;
    std::string m_last; ///< label of the span that the token before is in; empty outside
    std::int64_t m_length = 0, m_tokens = 0;
    std::size_t m_columns = 0; ///< of the item's lines; 0 when they differ
    std::string m_second, m_third;
};

} // namespace slipway::label::conll
