#include "tests/fuzz/label_folder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto format = slipway::label::makeVocFormat();
    static const ScratchFile in("in/Annotations/a.xml");
    readFolderTwice(*format, in, {}, in.folder() / "in", {reinterpret_cast<const char*>(data), size});
    return 0;
}
