#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/track/filter.h"

namespace slipway {
class Ledger;
}

namespace slipway::track {

/// What a traced call did, as its client described it. Its spans are an artifact.
struct Trace {
    std::string id;
    std::int64_t experiment = 0;
    Timestamp requestAt = 0;
    std::string info; ///< the client's JSON object, without tags
    std::map<std::string, std::string> tags;
    std::vector<std::string> runs; ///< that it belongs to
    std::string artifactUri;
};

/// Traces of one workspace. Same thread as the ledger's database.
class Traces {
public:
    explicit Traces(Ledger& ledger) : m_ledger(ledger) {}

    /// One with the same id is replaced; its tags and runs stay beside the new ones. NotFound for an unknown
    /// experiment.
    Result<Trace> put(const Trace& trace);
    Result<Trace> find(std::string_view id) const; ///< NotFound

    Status setTag(std::string_view id, std::string_view key, std::string_view value);
    Status deleteTag(std::string_view id, std::string_view key); ///< NotFound
    /// Unknown traces are NotFound, and nothing is linked then.
    Status link(std::span<const std::string> ids, std::string_view run);

    struct Search {
        std::vector<std::int64_t> experiments;
        Filter filter;
        std::vector<Order> order; ///< ties: newest first
        std::int64_t offset = 0, limit = 100;
    };
    struct Page {
        std::vector<Trace> traces;
        bool more = false;
    };
    Result<Page> search(const Search& wanted) const;

    /// These, or the oldest `most` that are not younger than `until`. Answers what is gone; their artifacts are the
    /// caller's.
    struct Doomed {
        std::vector<std::string> ids; ///< none: by time
        std::optional<Timestamp> until;
        std::optional<std::int64_t> most;
    };
    Result<std::vector<Trace>> remove(std::int64_t experiment, const Doomed& doomed);

private:
    Result<std::int64_t> numberOf(std::string_view id) const;
    Result<Trace> load(std::int64_t number) const;

    Ledger& m_ledger;
};

} // namespace slipway::track
