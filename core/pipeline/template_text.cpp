#include "core/pipeline/template_text.h"

#include <utility>

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::pipeline {

namespace {

Result<Reference> parseReference(std::string_view inside) {
    constexpr std::string_view parameters = "parameters.", steps = "steps.";
    if (inside.starts_with(parameters) && inside.size() > parameters.size())
        return Reference{{}, std::string(inside.substr(parameters.size()))};
    if (inside.starts_with(steps)) {
        const auto rest = inside.substr(steps.size());
        const auto dot = rest.rfind('.'); // names of steps may have dots, names of values do not
        if (dot != std::string_view::npos && dot > 0 && dot + 1 < rest.size())
            return Reference{std::string(rest.substr(0, dot)), std::string(rest.substr(dot + 1))};
    }
    return fail(ErrorCode::InvalidArgument, fmt::format("'${{{}}}' is not understood", forMessage(inside)),
        "Write ${parameters.NAME} or ${steps.STEP.VALUE}, and $${ for a plain ${");
}

} // namespace

Result<TemplateText> TemplateText::parse(std::string_view text) {
    TemplateText parsed;
    std::string plain;
    while (!text.empty()) {
        if (text.starts_with("$${")) {
            plain += "${";
            text.remove_prefix(3);
        } else if (text.starts_with("${")) {
            const auto end = text.find('}');
            if (end == std::string_view::npos)
                return fail(ErrorCode::InvalidArgument, fmt::format("'{}' lacks a closing brace", forMessage(text)),
                    "Write ${parameters.NAME}, and $${ for a plain ${");
            Piece piece{true, {}, {}};
            SLIPWAY_ASSIGN(piece.reference, parseReference(text.substr(2, end - 2)));
            if (!plain.empty()) parsed.m_pieces.push_back({false, std::exchange(plain, std::string()), {}});
            parsed.m_pieces.push_back(std::move(piece));
            text.remove_prefix(end + 1);
        } else {
            plain += text.front();
            text.remove_prefix(1);
        }
    }
    if (!plain.empty()) parsed.m_pieces.push_back({false, std::move(plain), {}});
    return parsed;
}

std::vector<Reference> TemplateText::references() const {
    std::vector<Reference> found;
    for (const auto& piece : m_pieces)
        if (piece.isReference) found.push_back(piece.reference);
    return found;
}

std::string TemplateText::fill(const std::function<std::string(const Reference&)>& valueOf) const {
    std::string filled;
    for (const auto& piece : m_pieces) filled += piece.isReference ? valueOf(piece.reference) : piece.text;
    return filled;
}

} // namespace slipway::pipeline
