#include "core/base/file.h"
#include "core/media/image.h"
#include "tests/fuzz/label_folder.h"

using namespace slipway;

/// What stands before the first zero byte is data.yaml, the rest are the labels of its picture.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto format = label::makeYoloFormat();
    static const ScratchFile labels("in/labels/a.txt"), yaml("in/data.yaml");
    static const bool drawn = [] {
        const media::Pixels pixels{4, 3, std::vector<std::uint8_t>(48, 255)};
        return makeFolders(labels.folder() / "in/images") &&
               media::writePng(pixels, labels.folder() / "in/images/a.png").has_value();
    }();
    REQUIRE(drawn);
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto zero = bytes.find('\0');
    yaml.write(zero == std::string_view::npos ? "names: [a, b]\n" : bytes.substr(0, zero));
    readFolderTwice(
        *format, labels, {}, labels.folder() / "in", zero == std::string_view::npos ? bytes : bytes.substr(zero + 1));
    return 0;
}
