#pragma once

#include <filesystem>
#include <fstream>
#include <string_view>

#include <unistd.h>

/// A file of this process in memory (/dev/shm) for parsers that read by path; removed when the program ends.
class ScratchFile {
public:
    explicit ScratchFile(std::string_view name)
        : m_folder("/dev/shm/slipway-fuzz-" + std::to_string(::getpid())), m_path(m_folder / name) {
        std::filesystem::create_directories(m_path.parent_path());
    }
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;
    ~ScratchFile() {
        std::error_code ignored;
        std::filesystem::remove_all(m_folder, ignored);
    }

    const std::filesystem::path& folder() const { return m_folder; }
    const std::filesystem::path& path() const { return m_path; }
    void write(std::string_view bytes) const {
        std::ofstream(m_path, std::ios::binary | std::ios::trunc)
            .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }

private:
    std::filesystem::path m_folder, m_path;
};
