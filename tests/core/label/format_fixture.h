#pragma once

#include <algorithm>
#include <fstream>
#include <iterator>

#include <QTest>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/label/formats/all_formats.h"

/// A temporary folder, a format, and files in it.
class FormatFixture {
public:
    explicit FormatFixture(std::unique_ptr<const slipway::label::LabelFormat> format)
        : m_folder(*slipway::TemporaryFolder::create()), m_format(std::move(format)) {}

    std::filesystem::path path(const std::string& name) const { return m_folder.path() / name; }
    void put(const std::string& name, std::string_view text) const {
        std::filesystem::create_directories(path(name).parent_path());
        std::ofstream(path(name), std::ios::binary) << text;
    }
    std::string text(const std::string& name) const {
        std::ifstream file(path(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    slipway::Json json(const std::string& name) const { return *slipway::parseJson(text(name), name); }

    slipway::Result<slipway::label::ReadLabels> tryRead(const std::string& name) const {
        slipway::Progress progress;
        return m_format->read(path(name), {}, progress);
    }
    slipway::label::ReadLabels read(const std::string& name) const {
        auto labels = tryRead(name);
        if (!labels) qFatal("%s", labels.error().message.c_str());
        return std::move(*labels);
    }
    slipway::label::ReadLabels readText(std::string_view text, const std::string& name) const {
        put(name, text);
        return read(name);
    }
    std::vector<slipway::label::Loss> write(const slipway::label::Corpus& corpus, const std::string& name) const {
        slipway::Progress progress;
        auto losses = m_format->write(corpus, path(name), {}, progress);
        if (!losses) qFatal("%s", losses.error().message.c_str());
        return std::move(*losses);
    }
    const slipway::label::LabelFormat& format() const { return *m_format; }

private:
    slipway::TemporaryFolder m_folder;
    std::unique_ptr<const slipway::label::LabelFormat> m_format;
};

inline bool loses(const std::vector<slipway::label::Loss>& losses, std::string_view kind) {
    return std::any_of(losses.begin(), losses.end(), [&](const auto& loss) { return loss.kind == kind; });
}

/// The same, whatever the order of keys.
inline bool same(const slipway::Json& a, const slipway::Json& b) {
    return nlohmann::json::parse(slipway::dump(a)) == nlohmann::json::parse(slipway::dump(b));
}
