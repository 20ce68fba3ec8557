#pragma once

#include <memory>
#include <string>

#include <vips/vips.h>

#include "core/base/progress.h"
#include "core/base/result.h"

namespace slipway::media {

struct Unref {
    template <class Object> void operator()(Object* object) const noexcept { g_object_unref(object); }
};
using ImageHandle = std::unique_ptr<VipsImage, Unref>;
using SourceHandle = std::unique_ptr<VipsSource, Unref>;
using RegionHandle = std::unique_ptr<VipsRegion, Unref>;

/// Starts libvips once: decoders that its authors do not trust with strangers' bytes are blocked, nothing is written to
/// standard error, nothing is remembered between calls. Thread-safe; each thread that uses images calls it.
Status startVips();

/// What libvips says went wrong with `name`, as BadData (DiskFull when a temporary file did not fit).
[[nodiscard]] std::unexpected<Error> failFromVips(const std::string& name);

/// The image that a libvips operation makes: vipsImage(name, [&](VipsImage** out) { return vips_copy(in, out, nullptr);
/// }).
template <class Operation> Result<ImageHandle> vipsImage(const std::string& name, Operation operation) {
    VipsImage* out = nullptr;
    if (operation(&out) != 0) return failFromVips(name);
    return ImageHandle(out);
}

/// Writes `image` with all its pixels into memory, or into a file that goes when the image goes if a side has over
/// 8,192 pixels. Cancelled when `progress` is.
Result<ImageHandle> storePixels(
    VipsImage* image, const std::string& name, Progress& progress, const std::string& message);

} // namespace slipway::media
