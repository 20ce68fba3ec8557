#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/label/annotation.h"
#include "core/label/label_set.h"

namespace slipway::label {

/// One image, text or video with what is said of it.
struct Item {
    Medium medium = Medium::Image;
    std::string path; ///< relative to the data set, URL-decoded, '/' between folders; of a text without a file, empty
    std::string uri;  ///< as the file named it, when that differs (s3://…, /data/upload/…)
    int width = 0, height = 0; ///< pixels as shown (EXIF orientation applied); 0 when not known
    std::string text;          ///< of a text item, UTF-8
    std::int64_t frames = 0;   ///< of a video; 0 when not known
    double framesPerSecond = 0;
    std::string subset; ///< "train", "val", "test" …
    std::vector<Annotation> annotations;
    std::vector<Prediction> predictions;
    Extra extra;
    bool operator==(const Item&) const = default;
};

/// Items and the label set that they use: what label files are read into and written from. In memory as a whole.
struct Corpus {
    LabelSet labels;
    std::vector<Item> items;
    Extra extra;
    bool operator==(const Corpus&) const = default;
};

} // namespace slipway::label
