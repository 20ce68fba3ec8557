#include "tests/fuzz/label_folder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto format = slipway::label::makeLabelmeFormat();
    static const ScratchFile in("in/a.json");
    readFolderTwice(*format, in, {}, in.path().parent_path(), {reinterpret_cast<const char*>(data), size});
    return 0;
}
