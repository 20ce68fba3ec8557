#include <algorithm>

#include "core/base/text.h"
#include "core/track/filter_field.h"

namespace slipway::track {

namespace {

using Kind = FilterToken::Kind;
using Expects = Completion::Expects;

/// What may come next, after the tokens left of the cursor.
enum class Place { Field, Operator, Not, Is, IsNot, Value, ListOpen, ListItem, ListJoint, Joint };

/// Walks over finished tokens; takes unfinished and wrong ones in its stride.
class Walker {
public:
    Walker(const FilterTable& table, Dialect dialect) : m_table(table), m_dialect(dialect) {}

    void take(const FilterToken& token) {
        switch (place) {
        case Place::Field:
        case Place::Joint:
            takeTerm(token);
            break;
        case Place::Operator:
            takeOperator(token);
            break;
        case Place::Not:
            place = Place::ListOpen;
            break;
        case Place::Is:
            place = token.isWord("not") ? Place::IsNot : Place::Joint;
            break;
        case Place::IsNot:
        case Place::Value:
            place = Place::Joint;
            break;
        case Place::ListOpen:
            place = Place::ListItem;
            break;
        case Place::ListItem:
            place = Place::ListJoint;
            break;
        case Place::ListJoint:
            place = token.kind == Kind::Comma ? Place::ListItem : Place::Joint;
            break;
        }
    }

    Place place = Place::Field;
    FilterToken field; ///< the last one

private:
    bool joins(const FilterToken& token) const {
        return token.isWord("and") || (m_dialect == Dialect::Desktop && (token.isWord("or") || token.isWord("not")));
    }

    void takeTerm(const FilterToken& token) {
        const bool quotedName = token.kind == Kind::Quoted && token.quote != '\'';
        if (joins(token) || token.kind == Kind::Open) {
            place = Place::Field;
        } else if (token.kind == Kind::Word || quotedName) {
            field = token;
            place = Place::Operator;
        } else {
            place = Place::Joint;
        }
    }

    void takeOperator(const FilterToken& token) {
        if (token.kind == Kind::Symbol || token.isWord("like") || token.isWord("ilike"))
            place = Place::Value;
        else if (token.isWord("in"))
            place = Place::ListOpen;
        else if (token.isWord("not"))
            place = Place::Not;
        else if (token.isWord("is"))
            place = Place::Is;
        else if (isAliasOfTwoWords(field, token, m_table, m_dialect))
            field = joinedWords(field, token);
        else
            takeTerm(token);
    }

    const FilterTable& m_table;
    Dialect m_dialect;
};

/// A word or an open quote that the cursor stands in, or at the end of.
bool holdsCursor(const FilterToken& token, std::size_t position) {
    if (token.range.begin >= position || position > token.range.end) return false;
    if (token.kind == Kind::Word) return position < token.range.end || token.quote == 0 || !token.closed;
    return token.kind == Kind::Quoted && (position < token.range.end || !token.closed);
}

std::vector<std::string> fieldWords(const FilterTable& table, Dialect dialect) {
    std::vector<std::string> words;
    for (const auto& attribute : table.attributes())
        if (dialect == Dialect::Desktop || !attribute.desktopOnly) words.emplace_back(attribute.name);
    for (const auto& group : table.groups())
        if (group.group != FieldGroup::Attribute) words.push_back(std::string(group.prefixes.front()) + ".");
    if (dialect == Dialect::Desktop) words.emplace_back("NOT");
    return words;
}

std::vector<std::string> keyWords(const FilterTable& table, const FilterTable::Group& group, Dialect dialect) {
    std::vector<std::string> words(group.keys.begin(), group.keys.end());
    if (group.group == FieldGroup::Attribute)
        for (const auto& attribute : table.attributes())
            if (dialect == Dialect::Desktop || !attribute.desktopOnly) words.emplace_back(attribute.name);
    return words;
}

std::vector<std::string> jointWords(Dialect dialect) {
    if (dialect == Dialect::Desktop) return {"AND", "OR"};
    return {"AND"};
}

std::vector<std::string> operatorWords(const FilterField& field, Dialect dialect) {
    std::vector<std::string> words;
    for (const auto op : allowedOperators(field, dialect)) words.emplace_back(text(op));
    return words;
}

std::vector<std::string> valueWords(const FilterField& field, Dialect dialect) {
    std::vector<std::string> words;
    if (field.attribute != nullptr)
        for (const auto value : field.attribute->values) words.push_back(writtenText(value));
    if (dialect == Dialect::Mlflow) return words;
    if (field.type == FieldType::Time) return {"today", "yesterday", "-1d", "-7d", "-30d"};
    if (field.group == FieldGroup::Parameter || field.group == FieldGroup::Tag) return {"true", "false"};
    return words;
}

std::string_view withoutQuote(std::string_view text) {
    constexpr std::string_view quotes = "'\"`";
    if (!text.empty() && quotes.find(text.front()) != std::string_view::npos) text.remove_prefix(1);
    return text;
}

void keepFitting(std::vector<std::string>& words, std::string_view typed) {
    const auto begin = toLower(withoutQuote(typed));
    std::erase_if(words, [&](const auto& word) { return !toLower(withoutQuote(word)).starts_with(begin); });
}

class Completer {
public:
    Completer(const Walker& walker, const FilterTable& table, Dialect dialect, std::size_t position)
        : m_walker(walker), m_table(table), m_dialect(dialect), m_position(position) {}

    void fill(Completion& completion, const FilterToken* current) const {
        if (m_walker.place == Place::Field) return fillField(completion, current);
        if (m_walker.place == Place::Joint) return fillJoint(completion, current);
        const auto field = resolveField(m_walker.field, m_table, m_dialect);
        if (!field) return fillWithoutField(completion, current);
        completion.group = field->group;
        completion.key = field->key;
        fillBehind(completion, *field);
    }

private:
    void fillField(Completion& completion, const FilterToken* current) const {
        completion.expects = Expects::Field;
        const bool inKey = current != nullptr && current->prefix && m_position >= current->keyBegin;
        const auto* group = inKey ? m_table.group(*current->prefix, m_dialect) : nullptr;
        if (group == nullptr) {
            completion.words = fieldWords(m_table, m_dialect);
            return;
        }
        completion.group = group->group;
        completion.replaces.begin = current->keyBegin;
        completion.words = keyWords(m_table, *group, m_dialect);
    }

    void fillJoint(Completion& completion, const FilterToken* current) const {
        // In the filter bar the next term needs no AND before it.
        if (m_dialect == Dialect::Desktop && current != nullptr && current->prefix)
            return fillField(completion, current);
        completion.expects = Expects::Joint;
        completion.words = jointWords(m_dialect);
    }

    /// Left of the cursor stands a word to search for, or a field that there is not.
    void fillWithoutField(Completion& completion, const FilterToken* current) const {
        const bool behindWord = m_walker.place == Place::Operator && m_dialect == Dialect::Desktop;
        if (!behindWord) {
            completion.expects = m_walker.place == Place::Operator ? Expects::Operator : Expects::Value;
            return;
        }
        fillField(completion, current);
        if (!completion.group)
            for (auto& word : jointWords(m_dialect)) completion.words.push_back(std::move(word));
    }

    void fillBehind(Completion& completion, const FilterField& field) const {
        completion.expects = Expects::Operator;
        switch (m_walker.place) {
        case Place::Operator:
            completion.words = operatorWords(field, m_dialect);
            break;
        case Place::Not:
            completion.words = {"IN"};
            break;
        case Place::Is:
            completion.words = {"NULL", "NOT NULL"};
            break;
        case Place::IsNot:
            completion.words = {"NULL"};
            break;
        case Place::ListOpen:
            completion.words = {"("};
            break;
        case Place::ListJoint:
            completion.words = {",", ")"};
            break;
        default:
            completion.expects = Expects::Value;
            completion.words = valueWords(field, m_dialect);
        }
    }

    const Walker& m_walker;
    const FilterTable& m_table;
    Dialect m_dialect;
    std::size_t m_position;
};

std::string quotedWith(char quote, std::string_view text) {
    std::string written(1, quote);
    for (const char c : text) {
        if (c == quote) written += quote;
        written += c;
    }
    return written += quote;
}

} // namespace

Completion completeFilter(std::string_view text, std::size_t position, const FilterTable& table, Dialect dialect) {
    position = std::min(position, text.size());
    Completion completion;
    completion.replaces = {position, position};
    if (text.size() > kMaxFilterBytes) return completion;
    const auto tokens = lexFilter(text);
    Walker walker(table, dialect);
    const FilterToken* current = nullptr;
    for (const auto& token : tokens) {
        if (token.kind == Kind::End || token.range.begin >= position) break;
        if (holdsCursor(token, position)) {
            current = &token;
            completion.replaces = token.range;
            break;
        }
        walker.take(token);
    }
    Completer(walker, table, dialect, position).fill(completion, current);
    keepFitting(completion.words, text.substr(completion.replaces.begin, position - completion.replaces.begin));
    return completion;
}

std::string writtenKey(std::string_view key) {
    return isPlainKey(key, Dialect::Mlflow) ? std::string(key) : quotedWith('`', key);
}

std::string writtenText(std::string_view text) {
    return quotedWith('\'', text);
}

} // namespace slipway::track
