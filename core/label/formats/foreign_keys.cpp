#include "core/label/formats/foreign_keys.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/label/formats/loss_list.h"

namespace slipway::label {

namespace {

struct Key {
    std::string_view format, key;
    bool operator==(const Key&) const = default;
};

/// How we remember the shape of a file, so that the same comes out again: nothing that anybody said of an item.
constexpr std::array kShapeOfFile{Key{"coco", "results"}, Key{"coco", "order"}, Key{"labelme", "file"},
    Key{"conll", "documents"}, Key{"csv", "rows"}, Key{"csv", "columns"}, Key{"groundtruth", "objects"},
    Key{"groundtruth", "items"}, Key{"labelstudio", "config"}};
/// Under these we keep members of the file's objects that we have no place for; see json_difference.h.
constexpr std::string_view kDocument = "document", kDifference = "difference";
constexpr std::string_view kOwn = "slipway"; ///< and "slipway_…": settings of ours, not what a file said

class Search {
public:
    Search(std::string_view target, const Progress& progress) : m_target(target), m_progress(progress) {}

    void in(const Corpus& corpus) {
        m_losses.startItem({.path = "the whole file"}, 0);
        in(corpus.extra);
        for (const auto& each : corpus.labels.classes) in(each.extra);
        in(corpus.labels.extra);
        for (std::size_t i = 0; i < corpus.items.size() && !m_progress.cancelled(); ++i) {
            const auto& item = corpus.items[i];
            m_losses.startItem(item, i);
            in(item.extra);
            for (const auto& annotation : item.annotations) in(annotation);
            for (const auto& prediction : item.predictions) {
                in(prediction.extra);
                in(prediction.answer);
            }
        }
    }
    std::vector<Loss> take() && { return std::move(m_losses).take(); }

private:
    void in(const Annotation& annotation) {
        in(annotation.extra);
        for (const auto& region : annotation.regions) in(region.extra);
        for (const auto& relation : annotation.relations) in(relation.extra);
    }
    void in(const Extra& extra) {
        for (const auto& [format, value] : extra.formats()) {
            if (format == m_target || format.starts_with(kOwn) || !value) continue;
            if (!value->is_object()) {
                m_losses.add(fmt::format("what only {} says", format));
                continue;
            }
            inKeys(format, *value);
        }
    }
    static bool isDifference(const Json& keys) {
        return !keys.empty() && std::ranges::all_of(keys.items(), [](const auto& each) {
            return each.key() == "added" || each.key() == "gone" || each.key() == "other" || each.key() == "in";
        });
    }
    void inKeys(std::string_view format, const Json& keys) {
        if (isDifference(keys)) return inDifference(format, keys);
        for (const auto& [key, value] : keys.items()) {
            if (key == kDifference && value.is_object())
                inDifference(format, value);
            else if (key == kDocument && value.is_object())
                inKeys(format, value);
            else if (std::ranges::find(kShapeOfFile, Key{format, key}) == kShapeOfFile.end())
                add(format, key);
        }
    }
    /// As differenceOf() made it; what we would write and the file had not ("gone") is nothing lost.
    void inDifference(std::string_view format, const Json& difference) {
        for (const char* part : {"added", "other"})
            if (const auto found = difference.find(part); found != difference.end() && found->is_object())
                for (const auto& [key, ignored] : found->items()) add(format, key);
        if (const auto inner = difference.find("in"); inner != difference.end() && inner->is_object())
            for (const auto& [key, value] : inner->items())
                if (value.is_object()) inDifference(format, value);
    }
    void add(std::string_view format, std::string_view key) {
        m_losses.add(fmt::format("what only {} says: {}", format, key));
    }

    std::string_view m_target;
    const Progress& m_progress;
    LossList m_losses;
};

} // namespace

std::vector<Loss> foreignKeys(const Corpus& corpus, std::string_view target, const Progress& progress) {
    Search search(target, progress);
    search.in(corpus);
    return std::move(search).take();
}

} // namespace slipway::label
