#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/actor.h"
#include "core/base/result.h"
#include "core/track/filter.h"
#include "core/track/run.h"

namespace slipway {
class Ledger;
}

namespace slipway::track {

/// Which objects a search looks at.
enum class View { Active, Deleted, All };

/// Experiments of one workspace. Ids count up and are never given twice; names are unique, also against deleted ones.
/// A deleted experiment keeps everything; its runs are deleted and restored with it. Same thread as the ledger's
/// database.
class Experiments {
public:
    explicit Experiments(Ledger& ledger) : m_ledger(ledger) {}

    struct New {
        std::string name;
        std::string artifactLocation; ///< "" for the workspace's own folder
        std::map<std::string, std::string> tags;
    };
    /// AlreadyExists when the name is taken.
    Result<Experiment> create(const access::Actor& actor, const New& wanted);
    /// Experiment 0 "Default", where runs go that name none.
    Status ensureDefault();

    Result<Experiment> find(std::int64_t id) const; ///< NotFound
    Result<std::optional<Experiment>> byName(std::string_view name) const;

    Status rename(const access::Actor& actor, std::int64_t id, std::string_view name);
    /// With all its runs. FailedPrecondition when it is so already.
    Status setDeleted(const access::Actor& actor, std::int64_t id, bool deleted);
    Status setTag(std::int64_t id, std::string_view key, std::string_view value);
    Status deleteTag(std::int64_t id, std::string_view key); ///< NotFound

    struct Search {
        Filter filter;
        std::vector<Order> order; ///< none: newest first
        View view = View::Active;
        std::int64_t offset = 0, limit = 1000;
    };
    struct Page {
        std::vector<Experiment> experiments;
        bool more = false;
    };
    Result<Page> search(const Search& wanted) const;

private:
    Result<Experiment> active(std::int64_t id) const;

    Ledger& m_ledger;
};

} // namespace slipway::track
