#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/actor.h"
#include "core/base/result.h"
#include "core/base/time.h"

namespace slipway {
class Ledger;
}

namespace slipway::track {

/// A way to look at runs that was given a name: filter, columns, order, grouping. The desktop says what is in the
/// definition (a JSON object of at most 64 KiB). Everybody in the workspace sees all views.
struct RunView {
    std::string name, definition, savedBy;
    Timestamp savedAt = 0;
};

class RunViews {
public:
    explicit RunViews(Ledger& ledger) : m_ledger(ledger) {}
    Result<std::vector<RunView>> all() const; ///< by name
    /// Replaces the one of that name. InvalidArgument for an empty or too long name, or what is no JSON object.
    Status save(const access::Actor& actor, std::string_view name, std::string_view definition);
    Status rename(const access::Actor& actor, std::string_view from, std::string_view to); ///< AlreadyExists, NotFound
    Status remove(const access::Actor& actor, std::string_view name);                      ///< Ok when there is none

private:
    Ledger& m_ledger;
};

} // namespace slipway::track
