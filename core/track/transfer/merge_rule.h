#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"
#include "core/track/logged_models.h"
#include "core/track/run.h"

namespace slipway::track::transfer {

// How two states of one run become one. The rule does not mind the order, nor how often a state comes:
//   merged(a, b) = merged(b, a), merged(a, merged(b, c)) = merged(merged(a, b), c), merged(a, a) = a.
// That is why no field asks "which side is newer" of a side as a whole: with a third side between the two, the answer
// would hang on who met whom first. Each field is the greater of two in an order of its own:
//   points, inputs, outputs   a set: all of both
//   parameters, tags          all keys of both; of two different values the longer one, of two as long the greater in
//                             bytes (a cut or earlier text is shorter than the whole). Each such case is reported
//   name                      the same; a name stood in for want of one gives way
//   start                     the earlier; end and status: an ended run beats one that goes on, then the later end,
//                             then FAILED, KILLED, FINISHED
//   deleted                   if one side deleted it: it is in the trash and can be restored, nothing is lost
//   artifacts                 files of both, see artifact_merge.h
// Experiments are the same by name; one is deleted when it is so in every store, for two stores' "Default" are not one
// thing; it is as old as the earliest that a store or one of its runs says. A run that is here stays in the experiment
// in which it is.

/// What two sides say differently, and what was kept.
struct Conflict {
    std::string subject; ///< "run ID", "experiment NAME"
    std::string field;   ///< "parameter lr"
    std::string kept, other;
};

class Conflicts {
public:
    void add(Conflict conflict);
    std::int64_t count() const { return m_count; }
    const std::vector<Conflict>& first() const { return m_first; } ///< 200

private:
    std::int64_t m_count = 0;
    std::vector<Conflict> m_first;
};

using Pairs = std::map<std::string, std::string>;

/// The longer, then the greater.
const std::string& greaterText(const std::string& a, const std::string& b);

/// The conflicts are told with `subject` and `what` ("parameter").
Pairs mergedPairs(
    const Pairs& a, const Pairs& b, std::string_view subject, std::string_view what, Conflicts& conflicts);

struct RunFacts {
    std::string id, name;
    RunStatus status = RunStatus::Running;
    Timestamp startedAt = 0, endedAt = 0;
    std::string userId;
    bool deleted = false;
    Timestamp deletedAt = 0;
    Pairs parameters, tags;
    bool operator==(const RunFacts&) const = default;
};
RunFacts merged(const RunFacts& a, const RunFacts& b, Conflicts& conflicts);

/// Earlier of two times of which 0 says nothing.
Timestamp earlier(Timestamp a, Timestamp b);

/// READY beats UPLOAD_FAILED beats PENDING.
LoggedModelStatus merged(LoggedModelStatus a, LoggedModelStatus b);

} // namespace slipway::track::transfer
