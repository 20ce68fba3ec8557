#include "core/track/filter_lexer.h"

#include "core/base/text.h"

namespace slipway::track {

namespace {

constexpr std::string_view kBlank = " \t\r\n\v\f", kSymbols = "=!<>~", kQuotes = "'\"`", kPunctuation = "(),;";

bool in(std::string_view set, char c) {
    return set.find(c) != std::string_view::npos;
}

class Lexer {
public:
    explicit Lexer(std::string_view text) : m_text(text) {}

    std::vector<FilterToken> all() {
        std::vector<FilterToken> tokens;
        while (skipBlank()) tokens.push_back(next());
        FilterToken end;
        end.range = {m_text.size(), m_text.size()};
        tokens.push_back(std::move(end));
        return tokens;
    }

private:
    using Kind = FilterToken::Kind;

    bool atEnd() const { return m_at >= m_text.size(); }
    char current() const { return atEnd() ? '\0' : m_text[m_at]; }

    bool skipBlank() {
        while (!atEnd() && in(kBlank, m_text[m_at])) ++m_at;
        return !atEnd();
    }

    FilterToken next() {
        FilterToken token;
        token.range.begin = token.keyBegin = m_at;
        const char c = m_text[m_at];
        if (in(kPunctuation, c)) {
            token.kind = c == '(' ? Kind::Open : c == ')' ? Kind::Close : c == ',' ? Kind::Comma : Kind::Semicolon;
            ++m_at;
        } else if (in(kSymbols, c)) {
            token.kind = Kind::Symbol;
            while (!atEnd() && in(kSymbols, m_text[m_at])) ++m_at;
        } else if (in(kQuotes, c)) {
            readQuoted(token);
            if (token.closed && token.quote != '\'' && current() == '.') readKeyBehind(token);
        } else {
            readWord(token);
        }
        token.range.end = m_at;
        token.raw = m_text.substr(token.range.begin, m_at - token.range.begin);
        return token;
    }

    void readQuoted(FilterToken& token) {
        token.kind = Kind::Quoted;
        token.quote = m_text[m_at++];
        token.closed = false;
        while (!atEnd()) {
            const char c = m_text[m_at++];
            if (c == token.quote) {
                if (current() != token.quote) {
                    token.closed = true;
                    return;
                }
                ++m_at;
            }
            token.key += c;
        }
    }

    std::string plainRun() {
        const auto begin = m_at;
        while (!atEnd() && !in(kBlank, m_text[m_at]) && !in(kSymbols, m_text[m_at]) && !in(kQuotes, m_text[m_at]) &&
               !in(kPunctuation, m_text[m_at]))
            ++m_at;
        return std::string(m_text.substr(begin, m_at - begin));
    }

    /// At the dot behind `prefix`.
    void readKeyBehind(FilterToken& token) {
        token.prefix = std::move(token.key);
        token.key.clear();
        token.quote = 0;
        ++m_at;
        readKey(token);
    }

    void readKey(FilterToken& token) {
        token.keyBegin = m_at;
        if (current() == '"' || current() == '`')
            readQuoted(token);
        else
            token.key = plainRun();
        token.kind = Kind::Word;
    }

    void readWord(FilterToken& token) {
        auto word = plainRun();
        const auto dot = word.find('.');
        token.kind = Kind::Word;
        if (dot == std::string::npos) {
            token.key = std::move(word);
            return;
        }
        token.prefix = word.substr(0, dot);
        token.key = word.substr(dot + 1);
        token.keyBegin += dot + 1;
        if (token.key.empty()) readKey(token);
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace

bool FilterToken::isWord(std::string_view lowerCase) const {
    return kind == Kind::Word && !prefix && toLower(raw) == lowerCase;
}

std::vector<FilterToken> lexFilter(std::string_view text) {
    return Lexer(text).all();
}

} // namespace slipway::track
