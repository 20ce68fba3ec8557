#include "core/table/text_input.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <fstream>

#include "core/base/file.h"

namespace slipway::table {

namespace fs = std::filesystem;

struct TextInput::State {
    fs::path path;
    gzFile file = nullptr; ///< reads plain files as they are
    double size = 1;
    ~State() {
        if (file) gzclose_r(file);
    }
};

TextInput::TextInput(std::unique_ptr<State> state) : m_state(std::move(state)) {}
TextInput::TextInput(TextInput&&) noexcept = default;
TextInput& TextInput::operator=(TextInput&&) noexcept = default;
TextInput::~TextInput() = default;

Result<TextInput> TextInput::open(const fs::path& path) {
    SLIPWAY_TRY(checkReadableFile(path));
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return failFromErrno(errno, "read " + path.string());
    auto state = std::make_unique<State>();
    state->path = path;
    state->file = gzdopen(descriptor, "rb");
    if (!state->file) {
        ::close(descriptor);
        return fail(ErrorCode::Unavailable, "not enough memory to read " + path.string());
    }
    gzbuffer(state->file, 256u << 10);
    std::error_code ignored;
    state->size = std::max<double>(1, static_cast<double>(fs::file_size(path, ignored)));
    return TextInput(std::move(state));
}

Result<std::size_t> TextInput::read(char* target, std::size_t size) {
    const int got = gzread(m_state->file, target, static_cast<unsigned>(std::min<std::size_t>(size, 1u << 30)));
    if (got > 0) return static_cast<std::size_t>(got);
    int error = Z_OK;
    gzerror(m_state->file, &error);
    if (error == Z_ERRNO) return failFromErrno(errno, "read " + m_state->path.string());
    if (error != Z_OK && error != Z_STREAM_END)
        return fail(ErrorCode::BadData,
            m_state->path.string() + " is damaged or cut off: its compressed data end early or do not fit",
            "Fetch the file again");
    return std::size_t(0);
}

double TextInput::fraction() const {
    return std::min(1.0, static_cast<double>(gzoffset(m_state->file)) / m_state->size);
}

bool isGzip(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return file.get() == 0x1f && file.get() == 0x8b;
}

} // namespace slipway::table
