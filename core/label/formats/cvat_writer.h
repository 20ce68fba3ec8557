#pragma once

#include "core/base/progress.h"
#include "core/label/formats/cvat_meta.h"
#include "core/label/formats/file_draft.h"

namespace slipway::label::cvat {

/// Writes what reduce() left of a corpus.
class Writer {
public:
    Writer(const Corpus& corpus, FileDraft& draft);

    Status write(Progress& progress);

private:
    void planTasks();
    std::string meta() const;
    void writeImage(const Item& item, std::size_t number, const Task& task);
    void writeTracks(const Item& item, const Task& task);
    void writeShape(const Region& region);
    void writeTrack(const Region& region, const Task& task);
    std::string attributesOf(const Region& region, const Keyframe* keyframe) const;

    const Corpus& m_corpus;
    Corpus m_described; ///< the label set with all attributes that are used
    FileDraft& m_draft;
    Meta m_meta;
    std::vector<std::size_t> m_taskOf; ///< by item
    std::int64_t m_tracks = 0;
};

} // namespace slipway::label::cvat
