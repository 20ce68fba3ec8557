#include "core/label/formats/span_check.h"

#include <fmt/format.h>

namespace slipway::label {

Result<Span> checkedSpan(std::optional<std::int64_t> start, std::optional<std::int64_t> end, std::int64_t length) {
    if (!start || !end) return fail(ErrorCode::BadData, "the start or end of a span is not a whole number");
    if (*start < 0 || *end < *start)
        return fail(ErrorCode::BadData, fmt::format("characters {} to {} are no part of a text", *start, *end));
    if (length >= 0 && *end > length)
        return fail(ErrorCode::BadData,
            fmt::format("characters {} to {} lie past the end of the text, which has {}", *start, *end, length));
    return Span{*start, *end};
}

} // namespace slipway::label
