#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/access/actor.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/label/assist/model_endpoint.h"
#include "core/label/formats/label_format.h"
#include "core/label/project.h"

namespace slipway {
class Ledger;
}

namespace slipway::label {

class LabelService;

/// Asks a model server for suggestions. Same thread as the ledger's database.
class Suggester {
public:
    Suggester(Ledger& ledger, LabelService& labels) : m_ledger(ledger), m_labels(labels) {}

    struct Options {
        std::string question;     ///< of the classes that the model answers
        std::int64_t atMost = 0;  ///< tasks; 0: all
        int batch = 32;           ///< texts in one request, 1 … 1,000; pictures go one by one
        int timeoutSeconds = 120; ///< of one request
    };
    struct Suggested {
        std::int64_t asked = 0, stored = 0; ///< tasks
        std::vector<Problem> problems;      ///< the first 1,000: item and what is wrong with its answer
        std::int64_t problemCount = 0;
        std::optional<Error> stopped; ///< why it ended early: cancelled, or nobody answers any more
    };
    /// Asks about tasks that nobody has answered and that have no suggestion of this model yet, and about held-out ones
    /// (held_out.h), so that what it says of them can be measured. Texts go as {"instances":[{"text":"…"},…]}, pictures
    /// as the bytes of their file with its content type. Answers: model_answer.h. They are kept as suggestions with
    /// their uncertainties, every few seconds; whatever ends it, those stay. Unavailable when the very first request
    /// is not answered. FailedPrecondition for videos.
    Result<Suggested> suggest(const access::Actor& actor, const Project& project, const ModelEndpoint& endpoint,
        const Options& options, Progress& progress);

private:
    Ledger& m_ledger;
    LabelService& m_labels;
};

} // namespace slipway::label
