#pragma once

#include <cstdint>
#include <string>

#include <pugixml.hpp>

#include "core/base/result.h"

namespace slipway::label {

/// Parses without resolving entities: a document that declares any is BadData, as is one that is broken; `what` names
/// it in the error. Elements may be nested 100 deep.
Result<pugi::xml_document> parseXml(const std::string& text, const std::string& what);

/// Line of an element, from 1, counted in the text that was parsed. Asking in document order is fast.
class XmlLines {
public:
    explicit XmlLines(const std::string& text) : m_text(text) {}
    std::int64_t lineOf(pugi::xml_node node);

private:
    const std::string& m_text;
    std::size_t m_at = 0;
    std::int64_t m_line = 1;
};

} // namespace slipway::label
