#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/time.h"

namespace slipway::registry {

enum class VersionStatus { Pending, Approved, Rejected, Archived };
std::string_view name(VersionStatus status); ///< "pending" …

struct ModelVersion {
    std::string model;
    int version = 0;
    VersionStatus status = VersionStatus::Pending;
    std::vector<std::string> stages;       ///< where it is deployed now
    std::string runId;                     ///< "" without one
    std::map<std::string, double> metrics; ///< of the run when it was registered; without a bundle, when it was decided
    Timestamp createdAt = 0;
    std::string registeredBy;
    std::string decidedBy; ///< "" while pending
    Timestamp decidedAt = 0;
    Timestamp effectiveAt = 0; ///< of the approval; until then undo() works
    bool selfApproved = false;
    std::string note;             ///< of the decision
    std::filesystem::path bundle; ///< own copy: <root>/artifacts/models/<model>/<version>/; empty without one
    std::string bundleHash;       ///< SHA-256 over the bundle's files; "" without one
    std::string source;           ///< where the model is, as who registered it said
    std::string location;         ///< the storage that `source` means
    std::string runLink, description;
    std::string currentStage = "None"; ///< MLflow's label: "None", "Staging", "Production", "Archived"
    std::string modelId;               ///< of a logged model, "" when unknown
    Timestamp updatedAt = 0;
    std::string lineageId() const { return "model/" + model + "/" + std::to_string(version); }
    std::string reference() const { return model + ":" + std::to_string(version); }
    /// Whether Slipway's own servers can load it.
    bool hasBundle() const { return !bundleHash.empty(); }
};

enum class EvidenceState { Pass, Warn, Fail, NotRun };
std::string_view name(EvidenceState state); ///< "pass", "warn", "fail", "not_run"

/// One line of the evidence beside the buttons.
struct Evidence {
    std::string check; ///< "roc_auc at least 0.90", "beats production", "bias on sex", "model file intact" …
    EvidenceState state = EvidenceState::NotRun;
    std::string fact; ///< one line: "0.9285 on census-test:1 (16,281 rows)"
    bool required = true;
};

struct Gate {
    std::vector<Evidence> evidence;
    bool open() const;      ///< no required check failed or is missing
    bool needsNote() const; ///< something warns
};

struct Decision {
    Timestamp at = 0;
    std::string actor, kind; ///< "registered", "approved", "rejected", "undone", "archived", "deployed"
    std::string note;
};

} // namespace slipway::registry
