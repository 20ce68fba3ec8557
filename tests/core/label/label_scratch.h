#pragma once

#include <filesystem>
#include <string>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/label/formats/label_format.h"

/// A temporary folder with label files, and what a format makes of them.
class LabelScratch {
public:
    explicit LabelScratch(std::string format) : m_format(std::move(format)) {}

    std::filesystem::path path(const std::string& name) const { return m_folder.path() / name; }
    void write(const std::string& name, const std::string& text) const {
        (void)slipway::makeFolders(path(name).parent_path());
        (void)slipway::writeFileAtomically(path(name), text);
    }
    std::string text(const std::string& name) const { return slipway::readFile(path(name)).value_or(std::string()); }
    slipway::Json json(const std::string& name) const {
        return slipway::parseJson(text(name), name).value_or(slipway::Json());
    }

    /// The order of keys says nothing.
    static bool isSame(const slipway::Json& a, const slipway::Json& b) {
        return nlohmann::json::parse(slipway::dump(a)) == nlohmann::json::parse(slipway::dump(b));
    }

    const slipway::label::LabelFormat& format() const { return **slipway::label::findFormat(m_format); }
    slipway::Result<slipway::label::ReadLabels> read(
        const std::string& name, const slipway::label::ReadOptions& options = {}) const {
        slipway::Progress progress;
        return format().read(path(name), options, progress);
    }
    std::vector<slipway::label::Loss> save(const slipway::label::Corpus& corpus, const std::string& name,
        const slipway::label::WriteOptions& options = {}) const {
        slipway::Progress progress;
        return format().write(corpus, path(name), options, progress).value_or(std::vector<slipway::label::Loss>());
    }

    /// One 64 × 48 image with these regions.
    static slipway::label::Corpus corpusOf(std::vector<slipway::label::Region> regions) {
        slipway::label::Item item;
        item.path = "a.png";
        item.width = 64;
        item.height = 48;
        item.annotations.emplace_back().regions = std::move(regions);
        slipway::label::Corpus corpus;
        corpus.items.push_back(std::move(item));
        return corpus;
    }
    static slipway::label::Region region(std::string label, slipway::label::Shape shape, std::string id = "r1") {
        slipway::label::Region region;
        region.id = std::move(id);
        region.label = std::move(label);
        region.shape = std::move(shape);
        return region;
    }
    static bool hasLoss(const std::vector<slipway::label::Loss>& losses, std::string_view kind) {
        for (const auto& loss : losses)
            if (loss.kind == kind) return loss.count > 0;
        return false;
    }

private:
    std::string m_format;
    slipway::TemporaryFolder m_folder = *slipway::TemporaryFolder::create();
};
