#include "core/label/formats/xml_document.h"

#include <algorithm>

#include <fmt/format.h>

namespace slipway::label {

namespace {

/// Depth of nesting in `text`, counted without building anything.
class DepthWalker : public pugi::xml_tree_walker {
public:
    bool for_each(pugi::xml_node&) override { return depth() < 100; }
};

std::int64_t lineAt(const std::string& text, std::size_t offset) {
    return 1 +
           std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size())), '\n');
}

} // namespace

Result<pugi::xml_document> parseXml(const std::string& text, const std::string& what) {
    if (const auto at = text.find("<!ENTITY"); at != std::string::npos)
        return fail(ErrorCode::BadData, fmt::format("{} line {} declares an entity", what, lineAt(text, at)),
            "Entities are not resolved; write the text itself");
    pugi::xml_document document;
    const auto parsed = document.load_buffer(
        text.data(), text.size(), pugi::parse_default | pugi::parse_ws_pcdata_single, pugi::encoding_utf8);
    if (!parsed)
        return fail(ErrorCode::BadData,
            fmt::format("{} line {} is not valid XML: {}", what,
                lineAt(text, static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, parsed.offset))),
                parsed.description()),
            "Correct the text at that place");
    DepthWalker walker;
    if (!document.traverse(walker))
        return fail(ErrorCode::BadData, what + " is nested more than 100 levels deep", "Flatten the document");
    return document;
}

std::int64_t XmlLines::lineOf(pugi::xml_node node) {
    const auto offset = node.offset_debug();
    if (offset < 0) return 0;
    const auto wanted = std::min(static_cast<std::size_t>(offset), m_text.size());
    if (wanted < m_at) {
        m_at = 0;
        m_line = 1;
    }
    m_line += std::count(
        m_text.begin() + static_cast<std::ptrdiff_t>(m_at), m_text.begin() + static_cast<std::ptrdiff_t>(wanted), '\n');
    m_at = wanted;
    return m_line;
}

} // namespace slipway::label
