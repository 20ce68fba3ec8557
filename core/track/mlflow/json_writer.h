#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace slipway::track::mlflow {

/// Appends JSON to a text, with commas where they belong, and no document between: for answers of many thousand parts.
class JsonWriter {
public:
    explicit JsonWriter(std::string& text) : m_text(text) {}

    void open(char bracket);         ///< '{' or '['
    void close(char bracket);        ///< '}' or ']'
    void key(std::string_view name); ///< plain: nothing in it needs an escape
    void string(std::string_view value);
    void integer(std::int64_t value);
    /// The shortest text that is the same number; "NaN", "Infinity" and "-Infinity" for what JSON has no number for.
    void real(double value);

    void member(std::string_view name, std::string_view value) {
        key(name);
        string(value);
    }
    void member(std::string_view name, std::int64_t value) {
        key(name);
        integer(value);
    }
    void member(std::string_view name, double value) {
        key(name);
        real(value);
    }

private:
    void separate();
    std::string& m_text;
    bool m_first = true;
};

} // namespace slipway::track::mlflow
