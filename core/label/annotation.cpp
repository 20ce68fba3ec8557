#include "core/label/annotation.h"

#include <algorithm>

#include "core/base/id.h"
#include "core/base/json.h"

namespace slipway::label {

const Json* Extra::find(std::string_view format) const {
    const auto it = m_formats.find(format);
    return it == m_formats.end() ? nullptr : it->second.get();
}

void Extra::set(std::string_view format, Json value) {
    m_formats.insert_or_assign(std::string(format), std::make_shared<const Json>(std::move(value)));
}

void Extra::remove(std::string_view format) {
    if (const auto it = m_formats.find(format); it != m_formats.end()) m_formats.erase(it);
}

bool Extra::operator==(const Extra& other) const {
    return std::ranges::equal(m_formats, other.m_formats, [](const auto& a, const auto& b) {
        return a.first == b.first && (a.second == b.second || *a.second == *b.second);
    });
}

std::string_view name(Medium medium) {
    switch (medium) {
    case Medium::Image:
        return "image";
    case Medium::Text:
        return "text";
    case Medium::Video:
        return "video";
    }
    return "image";
}

bool isRegionId(std::string_view id) {
    const auto fits = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, fits);
}

const Region* findRegion(const Annotation& annotation, std::string_view id) {
    const auto it = std::ranges::find(annotation.regions, id, &Region::id);
    return it == annotation.regions.end() ? nullptr : &*it;
}

Region* findRegion(Annotation& annotation, std::string_view id) {
    const auto it = std::ranges::find(annotation.regions, id, &Region::id);
    return it == annotation.regions.end() ? nullptr : &*it;
}

std::string newRegionId() {
    static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    auto bits = std::stoull(newShortId(15), nullptr, 16);
    std::string id;
    for (int i = 0; i < 10; ++i, bits >>= 6) id += letters[bits & 63];
    return id;
}

} // namespace slipway::label
