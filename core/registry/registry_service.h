#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/actor.h"
#include "core/base/result.h"
#include "core/registry/model_version.h"
#include "core/track/tracker.h"

namespace slipway {
class Ledger;
}

namespace slipway::registry {

/// What a version must show before it may be approved; from `approval:` in slipway.yaml.
struct GatePolicy {
    std::map<std::string, double> atLeast{{"test_roc_auc", 0.90}}; ///< metric of the run -> minimum
    bool beatsProduction =
        true; ///< on the first metric of atLeast, by at least -tolerance; warns when there is nothing to compare with
    double tolerance = 0.005;
    std::optional<double> maxBiasDppl = 0.30; ///< |DPPL| of every stored bias report; warn (not fail) beyond
    std::int64_t undoMilliseconds = 30000;    ///< 0 … 300000
};

struct ModelSummary {
    std::string name;
    int versions = 0;
    int latest = 0;
    int pending = 0;
    std::map<std::string, int> stages;
};

/// Models, versions, gate and decisions. Same thread as the ledger's database.
class RegistryService {
public:
    RegistryService(Ledger& ledger, track::Tracker& tracker, std::filesystem::path root, GatePolicy policy);

    /// Copies the run's model/ bundle; the new version is pending. Event model.registered. Registering a run that is
    /// a version of this model already returns that version.
    Result<ModelVersion> registerRun(const access::Actor& actor, std::string_view model, std::string_view run);
    Result<Gate> gate(const ModelVersion& version) const;
    /// The same as `reviewer` would meet it: closed for authors unless the workspace is personal.
    Result<Gate> gate(const ModelVersion& version, const access::Actor& reviewer) const;

    /// CheckNotMet when the gate is closed; a note is needed when something warns or an optional check was not run
    /// (InvalidArgument without). Who trained or registered it is refused (PermissionDenied) unless the workspace is
    /// personal. Event model.approved, effective after the undo window (`undoMilliseconds` overrides the policy's).
    /// Approving what is approved returns it.
    Result<ModelVersion> approve(const access::Actor& actor, std::string_view model, int version, std::string_view note,
        std::optional<std::int64_t> undoMilliseconds = {});
    /// The reason has at least 10 characters. An approved version that runs nowhere is rejected too: its approval is
    /// revoked.
    Result<ModelVersion> reject(
        const access::Actor& actor, std::string_view model, int version, std::string_view reason);
    /// Takes an approval or a rejection back within its undo window: pending again, its event withdrawn, a new entry
    /// in the history. FailedPrecondition when the window is over.
    Result<ModelVersion> undo(const access::Actor& actor, std::string_view model, int version);
    /// Not while it runs in a stage.
    Result<ModelVersion> archive(
        const access::Actor& actor, std::string_view model, int version, std::string_view reason);

    /// Version 0 is the newest; `model` may also be "census-income:3" or "census-income:latest".
    Result<ModelVersion> find(std::string_view model, int version = 0) const;
    Result<std::vector<ModelSummary>> models() const;
    Result<std::vector<ModelVersion>> versions(
        std::string_view model = {}) const; ///< newest first; all models when empty
    Result<std::vector<ModelVersion>> pending() const;
    Result<std::vector<Decision>> history(std::string_view model, int version) const;
    /// Called by deploy, inside its change: which version runs in a stage now; version 0 empties the stage. A new one
    /// is noted in the version's history as deployed by `actor`. MLflow's label of the versions follows the stages
    /// "staging" and "production".
    Status setStage(std::string_view model, int version, std::string_view stage, std::string_view actor = {});
    Result<std::optional<ModelVersion>> inStage(std::string_view model, std::string_view stage) const;
    const GatePolicy& policy() const { return m_policy; }

    /// For what is beyond this class: ModelCatalog and Webhooks are made of it.
    Ledger& ledger() const { return m_ledger; }
    track::Tracker& tracker() const { return m_tracker; }
    const std::filesystem::path& root() const { return m_root; }

private:
    Result<Gate> gateFor(const ModelVersion& version, const std::optional<access::Actor>& reviewer) const;

    Ledger& m_ledger;
    track::Tracker& m_tracker;
    std::filesystem::path m_root;
    GatePolicy m_policy;
};

} // namespace slipway::registry
