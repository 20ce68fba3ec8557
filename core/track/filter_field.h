#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/track/filter_lexer.h"

namespace slipway::track {

/// What a word of a filter or an order names.
struct FilterField {
    FieldGroup group = FieldGroup::Attribute;
    std::string key; ///< attributes by their first name
    FieldType type = FieldType::Text;
    std::span<const Operator> operators;               ///< of MLflow's dialect
    const FilterTable::Attribute* attribute = nullptr; ///< of an attribute
};

/// Whether the key can stand without quotes.
bool isPlainKey(std::string_view key, Dialect dialect);

/// The token read as a field; for an alias with a blank in it ("Run name") `next` is the word behind it.
Result<FilterField> resolveField(const FilterToken& token, const FilterTable& table, Dialect dialect);
bool isAliasOfTwoWords(const FilterToken& first, const FilterToken& next, const FilterTable& table, Dialect dialect);
FilterToken joinedWords(const FilterToken& first, const FilterToken& next);

std::vector<Operator> allowedOperators(const FilterField& field, Dialect dialect);

/// "metric 'acc'", "attribute 'status'" for messages.
std::string described(const FilterField& field);
std::string described(FieldGroup group);

} // namespace slipway::track
