#include "core/label/formats/known_sizes.h"

#include "core/label/formats/media_location.h"

namespace slipway::label {

Corpus withSizes(Corpus corpus, const std::filesystem::path& images, const std::filesystem::path& labelFile) {
    if (images.empty() && labelFile.empty()) return corpus;
    for (auto& item : corpus.items)
        if (item.medium == Medium::Image) findSize(item, images, labelFile);
    return corpus;
}

} // namespace slipway::label
