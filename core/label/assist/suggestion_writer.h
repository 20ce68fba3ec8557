#pragma once

// For core/label/assist only.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/access/actor.h"
#include "core/base/result.h"
#include "core/label/project.h"

namespace slipway {
class Ledger;
}

namespace slipway::label {

struct Suggestion {
    std::int64_t task = 0;
    std::optional<Prediction> prediction; ///< nothing: only what it replaces goes away
    std::optional<double> uncertainty;    ///< nothing: stays as it is
};

/// Stores what models suggest, a batch of tasks in one audited change.
class SuggestionWriter {
public:
    /// `replaces`: suggestions of models whose names start so go away; empty: only those of the same model.
    SuggestionWriter(Ledger& ledger, const access::Actor& actor, const Project& project, std::string action,
        std::string replaces = {})
        : m_ledger(ledger),
          m_actor(actor),
          m_project(project),
          m_action(std::move(action)),
          m_replaces(std::move(replaces)) {}

    Status write(const std::string& model, const std::vector<Suggestion>& suggestions);

private:
    Ledger& m_ledger;
    const access::Actor& m_actor;
    const Project& m_project;
    std::string m_action, m_replaces;
};

} // namespace slipway::label
