#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace slipway {

/// Kinds of failure that callers tell apart. Each has a stable name (see name()) that the command line
/// prints under "error.code"; add kinds, never rename one.
enum class ErrorCode {
    InvalidArgument,    ///< the caller's value is wrong: a name, a number, an option
    NotFound,           ///< no such file, dataset, run, version …
    AlreadyExists,      ///< the name is taken, the port is bound, another server is running
    PermissionDenied,   ///< the actor's roles do not allow it, or the file system says no
    FailedPrecondition, ///< right call, wrong time: not approved yet, workspace is newer than the program
    BadData,            ///< bytes from outside that cannot be read: names file, line and field
    DiskFull,           ///< no space left, quota met
    Unavailable,        ///< network, server or process does not answer; trying again may help
    Cancelled,          ///< the person or the caller cancelled it
    CheckNotMet,        ///< a gate is closed, drift was found: the command line's exit code 3
    Internal,           ///< a defect of ours
};

/// "invalid_argument", "not_found", … as printed with --json.
std::string_view name(ErrorCode code);

/// What went wrong and what to do about it. `message` is one sentence without full stop that names the
/// thing concerned ("no dataset is called 'censsus'"); `hint` tells the person what to do next.
/// Neither ever holds a secret.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::string hint;
};

/// "MESSAGE. HINT" on one line, as the command line prints it behind "error: ".
std::string toLine(const Error& error);

/// A value or an Error; dropping it is a compiler warning.
template <class T> class [[nodiscard]] Result : public std::expected<T, Error> {
public:
    using std::expected<T, Error>::expected;
};

using Status = Result<void>;

/// return fail(ErrorCode::NotFound, "no run has the id 'x'", "`slipway runs search` lists them");
[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string message, std::string hint = {}) {
    return std::unexpected(Error{code, std::move(message), std::move(hint)});
}

/// Failure from errno of a failed system call on `what` ("write artifacts/x"); ENOSPC, EACCES, ENOENT … get
/// their own code and a hint.
[[nodiscard]] std::unexpected<Error> failFromErrno(int errnoValue, std::string_view what);

} // namespace slipway

// Returns the error of `expr` (a Status or Result whose value is not needed) from the enclosing function.
#define SLIPWAY_TRY(expr)                                                                                              \
    do {                                                                                                               \
        if (auto slipwayTried = (expr); !slipwayTried) return std::unexpected(std::move(slipwayTried.error()));        \
    } while (false)

#define SLIPWAY_CONCAT_(a, b) a##b
#define SLIPWAY_CONCAT(a, b) SLIPWAY_CONCAT_(a, b)
#define SLIPWAY_ASSIGN_(tmp, decl, expr)                                                                               \
    auto tmp = (expr);                                                                                                 \
    if (!tmp) return std::unexpected(std::move(tmp.error()));                                                          \
    decl = std::move(*tmp)

// SLIPWAY_ASSIGN(auto rows, countRows()); declares or assigns the value, or returns the error.
#define SLIPWAY_ASSIGN(decl, expr) SLIPWAY_ASSIGN_(SLIPWAY_CONCAT(slipwayResult, __LINE__), decl, expr)
