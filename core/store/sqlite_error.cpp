#include "core/store/sqlite_error.h"

#include <cerrno>
#include <cstring>
#include <string>

#include <fmt/format.h>
#include <sqlite3.h>

#include "core/base/text.h"

namespace slipway::store {

namespace {

std::unexpected<Error> failConstraint(int extendedCode, const std::string& message) {
    switch (extendedCode) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return fail(ErrorCode::AlreadyExists, message, "Choose another name");
    case SQLITE_CONSTRAINT_CHECK:
    case SQLITE_CONSTRAINT_NOTNULL:
    case SQLITE_CONSTRAINT_DATATYPE:
        return fail(ErrorCode::InvalidArgument, message, "Correct the value");
    default:
        return fail(ErrorCode::FailedPrecondition, message);
    }
}

std::unexpected<Error> failCannotOpen(int systemError, const std::string& file) {
    if (systemError != 0) return failFromErrno(systemError, "open the database " + file);
    return fail(ErrorCode::PermissionDenied, fmt::format("cannot open the database {}", file),
        "Check that the file and its folder can be read and written");
}

} // namespace

std::unexpected<Error> failFromSqlite(sqlite3* db, int resultCode) {
    const char* file = db ? sqlite3_db_filename(db, "main") : nullptr;
    return failFromSqlite(db, resultCode, file && *file ? file : "in memory");
}

std::unexpected<Error> failFromSqlite(sqlite3* db, int resultCode, const std::filesystem::path& path) {
    const int extended = db ? sqlite3_extended_errcode(db) : resultCode;
    const int systemError = db ? sqlite3_system_errno(db) : 0;
    const auto reason = forMessage(db ? sqlite3_errmsg(db) : sqlite3_errstr(resultCode), 300);
    const auto file = path.string();
    const int kind = resultCode & 0xff;
    if (kind == SQLITE_IOERR && (systemError == ENOSPC || systemError == EDQUOT)) resultCode = SQLITE_FULL;

    switch (resultCode & 0xff) {
    case SQLITE_FULL:
        return fail(ErrorCode::DiskFull, fmt::format("the disk is full, the database {} cannot grow", file),
            "Free some space; nothing that was stored is lost");
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return fail(ErrorCode::PermissionDenied, fmt::format("the database {} cannot be written", file),
            "Check the permissions of the file and its folder");
    case SQLITE_CORRUPT:
        return fail(ErrorCode::BadData, fmt::format("the database {} is damaged: {}", file, reason),
            "Restore the workspace from a copy; keep the damaged file, most of it can be read");
    case SQLITE_NOTADB:
        return fail(ErrorCode::BadData, fmt::format("{} is not a database", file), "Check the path");
    case SQLITE_CANTOPEN:
        return failCannotOpen(systemError, file);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return fail(ErrorCode::Unavailable, fmt::format("another program keeps the database {} locked", file),
            "Wait until it has finished, then try again");
    case SQLITE_INTERRUPT:
        return fail(ErrorCode::Cancelled, "the work on the database was cancelled");
    case SQLITE_CONSTRAINT:
        return failConstraint(extended, fmt::format("the database refused the change: {}", reason));
    case SQLITE_TOOBIG:
        return fail(ErrorCode::InvalidArgument, "the value is too large for the database", "Store it as a file");
    case SQLITE_NOMEM:
        return fail(ErrorCode::Unavailable, "out of memory", "Close other programs and try again");
    case SQLITE_IOERR:
        return fail(ErrorCode::Unavailable,
            fmt::format("the disk failed on the database {}: {}", file,
                systemError != 0 ? std::strerror(systemError) : reason.c_str()),
            "Check the disk; what was stored before is kept");
    default:
        return fail(ErrorCode::Internal, fmt::format("database {}: {}", file, reason), "Please report this");
    }
}

} // namespace slipway::store
