#include "core/label/formats/file_draft.h"

#include <cerrno>
#include <utility>

#include "core/base/file.h"
#include "core/base/id.h"

namespace slipway::label {

namespace fs = std::filesystem;

Result<FileDraft> FileDraft::create(const fs::path& file) {
    std::error_code failed;
    if (fs::is_directory(file, failed))
        return fail(ErrorCode::InvalidArgument, file.string() + " is a folder", "Give the name of a file to write");
    if (file.has_parent_path()) SLIPWAY_TRY(makeFolders(file.parent_path()));
    FileDraft draft;
    draft.m_path = file;
    draft.m_temporary = file;
    draft.m_temporary += ".tmp-" + newShortId();
    draft.m_file.reset(std::fopen(draft.m_temporary.c_str(), "wbxe"));
    if (!draft.m_file) return failFromErrno(errno, "write " + file.string());
    return draft;
}

FileDraft::~FileDraft() {
    if (!m_file) return;
    m_file.reset();
    std::error_code ignored;
    fs::remove(m_temporary, ignored);
}

void FileDraft::append(std::string_view bytes) {
    if (m_error == 0 && std::fwrite(bytes.data(), 1, bytes.size(), m_file.get()) != bytes.size()) m_error = errno;
}

Status FileDraft::publish() {
    if (m_error == 0 && std::fflush(m_file.get()) != 0) m_error = errno;
    if (m_error != 0) return failFromErrno(m_error, "write " + m_path.string());
    m_file.reset();
    return publishFile(m_temporary, m_path);
}

} // namespace slipway::label
