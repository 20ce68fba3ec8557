#pragma once

#include <cstdint>
#include <string>

#include "core/label/formats/label_format.h"

namespace slipway::label {

/// Counts what a reader finds wrong and keeps the first 1,000.
class ProblemList {
public:
    /// Adds to `read`, which must outlive this.
    ProblemList(ReadLabels& read, std::string file) : m_read(read), m_file(std::move(file)) {}

    void leftOut(std::int64_t line, std::string item, std::string message) {
        add(line, std::move(item), std::move(message), true);
    }
    /// Kept as it is, but worth a look.
    void odd(std::int64_t line, std::string item, std::string message) {
        add(line, std::move(item), std::move(message), false);
    }

private:
    void add(std::int64_t line, std::string item, std::string message, bool leftOut);

    ReadLabels& m_read;
    std::string m_file;
};

} // namespace slipway::label
