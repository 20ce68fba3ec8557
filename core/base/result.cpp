#include "core/base/result.h"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

namespace slipway {

std::string_view name(ErrorCode code) {
    switch (code) {
    case ErrorCode::InvalidArgument:
        return "invalid_argument";
    case ErrorCode::NotFound:
        return "not_found";
    case ErrorCode::AlreadyExists:
        return "already_exists";
    case ErrorCode::PermissionDenied:
        return "permission_denied";
    case ErrorCode::FailedPrecondition:
        return "failed_precondition";
    case ErrorCode::BadData:
        return "bad_data";
    case ErrorCode::DiskFull:
        return "disk_full";
    case ErrorCode::Unavailable:
        return "unavailable";
    case ErrorCode::Cancelled:
        return "cancelled";
    case ErrorCode::CheckNotMet:
        return "check_not_met";
    case ErrorCode::Internal:
        return "internal";
    }
    return "internal";
}

std::string toLine(const Error& error) {
    std::string line = error.message;
    if (!line.empty() && line.back() != '.') line += '.';
    if (!error.hint.empty()) {
        line += ' ';
        line += error.hint;
        if (line.back() != '.') line += '.';
    }
    for (char& c : line)
        if (c == '\n' || c == '\r') c = ' ';
    return line;
}

std::unexpected<Error> failFromErrno(int errnoValue, std::string_view what) {
    auto message = fmt::format("cannot {}: {}", what, std::strerror(errnoValue));
    switch (errnoValue) {
    case ENOENT:
        return fail(ErrorCode::NotFound, message, "Check the path");
    case EEXIST:
        return fail(ErrorCode::AlreadyExists, message, "Choose another name");
    case EACCES:
    case EPERM:
    case EROFS:
        return fail(ErrorCode::PermissionDenied, message, "Check the permissions of the file and its folder");
    case ENOSPC:
    case EDQUOT:
        return fail(ErrorCode::DiskFull, message, "Free some space; nothing that was stored is lost");
    case EADDRINUSE:
        return fail(ErrorCode::AlreadyExists, message, "Choose another port with --port");
    case EISDIR:
        return fail(ErrorCode::InvalidArgument, message, "Give a file, not a folder");
    default:
        return fail(ErrorCode::Unavailable, message);
    }
}

} // namespace slipway
