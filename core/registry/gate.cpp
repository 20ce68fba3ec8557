#include "core/registry/gate.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/access/access_policy.h"
#include "core/access/people.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/registry/bundle_copy.h"
#include "core/track/runs.h"

namespace slipway::registry {

namespace {

std::string shortNumber(double value) {
    return std::isfinite(value) ? fmt::format("{:.4g}", value) : toText(value);
}

std::string tagOr(const track::Run& run, std::initializer_list<const char*> keys) {
    for (const char* key : keys)
        if (const auto found = run.tags.find(key); found != run.tags.end() && !found->second.empty())
            return found->second;
    return {};
}

/// " on census-test:1 (16,281 rows)" as far as the run knows.
std::string heldOutData(const track::Run& run, const track::Tracker& tracker) {
    auto text = tagOr(run, {"slipway.evaluation.dataset", "slipway.test.dataset"});
    if (!text.empty()) text = " on " + text;
    const auto file = tracker.artifactFile(run.id, "evaluation.json");
    if (!file) return text;
    const auto evaluation = readJsonFile(*file);
    if (const auto rows = evaluation ? integerOr(*evaluation, "rows", 0) : 0; rows > 0)
        text += fmt::format(" ({} rows)", withThousands(rows));
    return text;
}

Evidence atLeast(const GateInput& input, const track::Run* run, const std::string& metric, double minimum) {
    Evidence evidence{fmt::format("{} at least {}", metric, shortNumber(minimum))};
    const auto& metrics = input.row.version.metrics;
    const auto found = metrics.find(metric);
    if (found == metrics.end()) {
        evidence.fact = fmt::format("the run has no metric {}: evaluate it on held-out data", metric);
        return evidence;
    }
    evidence.state = found->second >= minimum ? EvidenceState::Pass : EvidenceState::Fail; // NaN fails
    evidence.fact = shortNumber(found->second) + (run ? heldOutData(*run, input.tracker) : std::string());
    return evidence;
}

std::optional<Evidence> beatsProduction(const GateInput& input) {
    if (!input.policy.beatsProduction || input.policy.atLeast.empty()) return {};
    const auto& metric = input.policy.atLeast.begin()->first;
    Evidence evidence{fmt::format("beats production on {}", metric)};
    const auto& own = input.row.version;
    if (!input.production) {
        evidence.state = EvidenceState::Warn;
        evidence.fact = "nothing is in production to compare with";
        return evidence;
    }
    if (input.production->version == own.version) {
        evidence.state = EvidenceState::Pass;
        evidence.fact = "it is the version in production";
        return evidence;
    }
    const auto mine = own.metrics.find(metric);
    const auto theirs = input.production->metrics.find(metric);
    if (mine == own.metrics.end()) {
        evidence.fact = "the run has no such metric";
        return evidence;
    }
    if (theirs == input.production->metrics.end() || std::isnan(theirs->second)) {
        evidence.state = EvidenceState::Warn;
        evidence.fact = fmt::format("{} in production has no such metric", input.production->reference());
        return evidence;
    }
    const double ahead = mine->second - theirs->second;
    evidence.state = ahead >= -input.policy.tolerance ? EvidenceState::Pass : EvidenceState::Fail;
    evidence.fact = fmt::format("{} against {} of {} in production", shortNumber(mine->second),
        shortNumber(theirs->second), input.production->reference());
    return evidence;
}

const Json* member(const Json& object, std::string_view key) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

Evidence biasOf(const Json& report, const std::string& file, double limit) {
    const auto* facet = member(report, "facet");
    const auto column = facet ? textOr(*facet, "column") : std::string();
    Evidence evidence{"bias on " + (column.empty() ? file : column), EvidenceState::Warn};
    const auto* metrics = member(report, "post_training");
    const auto* dppl = metrics ? member(*metrics, "DPPL") : nullptr;
    if (!dppl) {
        evidence.fact = "the report has no DPPL: it could not be computed";
        return evidence;
    }
    const auto value = std::abs(numberFromJson(*dppl));
    if (value <= limit) evidence.state = EvidenceState::Pass;
    evidence.fact = fmt::format(
        "positive predictions differ by {} between groups, limit {}", shortNumber(value), shortNumber(limit));
    return evidence;
}

Status addBias(const GateInput& input, const track::Run* run, Gate& gate) {
    if (!input.policy.maxBiasDppl) return {};
    bool any = false;
    const auto artifacts = run ? input.tracker.artifacts(run->id)
                               : Result<std::vector<track::ArtifactInfo>>(std::vector<track::ArtifactInfo>());
    if (artifacts)
        for (const auto& artifact : *artifacts) {
            if (artifact.folder || !artifact.path.starts_with("bias-") || !artifact.path.ends_with(".json")) continue;
            SLIPWAY_ASSIGN(const auto file, input.tracker.artifactFile(input.row.version.runId, artifact.path));
            any = true;
            const auto report = readJsonFile(file);
            if (report)
                gate.evidence.push_back(biasOf(*report, artifact.path, *input.policy.maxBiasDppl));
            else
                gate.evidence.push_back({"bias report " + artifact.path, EvidenceState::Fail, toLine(report.error())});
        }
    if (!any)
        gate.evidence.push_back(
            {"bias between groups", EvidenceState::NotRun, "no bias report is stored with the run", false});
    return {};
}

Evidence bundleIntact(const ModelVersion& version) {
    Evidence evidence{"model file intact", EvidenceState::Fail};
    if (!version.hasBundle()) {
        evidence.state = EvidenceState::NotRun;
        evidence.required = false;
        evidence.fact = "it has no bundle of Slipway's: its files are not watched";
        return evidence;
    }
    const auto hash = hashOfFolder(version.bundle);
    if (!hash)
        evidence.fact = toLine(hash.error());
    else if (*hash != version.bundleHash)
        evidence.fact = fmt::format(
            "its files were changed: SHA-256 {} instead of {}", hash->substr(0, 12), version.bundleHash.substr(0, 12));
    else {
        evidence.state = EvidenceState::Pass;
        evidence.fact = fmt::format("SHA-256 {}… as registered", hash->substr(0, 12));
    }
    return evidence;
}

Evidence reproducible(const ModelVersion& version, const track::Run* run) {
    Evidence evidence{"reproducible", EvidenceState::Warn};
    if (run == nullptr) {
        evidence.fact = version.runId.empty() ? "it was registered without a run" : "the run is gone";
        return evidence;
    }
    const auto code = tagOr(*run, {"mlflow.source.git.commit", "slipway.version"});
    const auto data = tagOr(*run, {"slipway.dataset.hash"});
    if (!code.empty() && !data.empty()) {
        evidence.state = EvidenceState::Pass;
        evidence.fact = fmt::format("code {}, data {}", code.substr(0, 12), data.substr(0, 12));
    } else {
        evidence.fact =
            code.empty() ? "the run does not say which code made it" : "the run does not say which data it saw";
    }
    return evidence;
}

std::vector<std::string> otherReviewers(const GateInput& input) {
    std::vector<std::string> names;
    const auto everybody = input.people.all();
    if (!everybody) return names;
    for (const auto& person : *everybody) {
        const bool decides = std::ranges::any_of(
            person.roles, [](access::Role role) { return access::grants(role, access::Permission::DecideModel, {}); });
        if (decides && !isAuthor(input.row, {person.name})) names.push_back(person.name);
    }
    return names;
}

/// In a personal workspace nobody else is there to ask; the approval is marked as self-approved instead.
std::optional<Evidence> fourEyes(const GateInput& input) {
    if (input.people.isPersonal()) return {};
    Evidence evidence{"reviewer is not the author"};
    const auto others = otherReviewers(input);
    const auto author = input.row.version.registeredBy;
    if (input.reviewer && isAuthor(input.row, *input.reviewer)) {
        evidence.state = EvidenceState::Fail;
        evidence.fact = fmt::format("{} made or registered it", input.reviewer->name);
    } else if (others.empty()) {
        evidence.state = EvidenceState::Fail;
        evidence.fact = fmt::format("registered by {}, and nobody else is a reviewer", author);
    } else {
        evidence.state = EvidenceState::Pass;
        evidence.fact = fmt::format("registered by {}, to be decided by {}", author, join(others, " or "));
    }
    return evidence;
}

} // namespace

bool isAuthor(const VersionRow& row, const access::Actor& actor) {
    return actor.name == row.version.registeredBy || actor.name == row.runActor;
}

Result<Gate> evaluateGate(const GateInput& input) {
    const auto found = track::Runs(input.tracker.ledger()).find(input.row.version.runId);
    const auto* run = found ? &*found : nullptr;
    Gate gate;
    for (const auto& [metric, minimum] : input.policy.atLeast)
        gate.evidence.push_back(atLeast(input, run, metric, minimum));
    if (auto evidence = beatsProduction(input)) gate.evidence.push_back(std::move(*evidence));
    SLIPWAY_TRY(addBias(input, run, gate));
    gate.evidence.push_back(bundleIntact(input.row.version));
    gate.evidence.push_back(reproducible(input.row.version, run));
    if (auto evidence = fourEyes(input)) gate.evidence.push_back(std::move(*evidence));
    return gate;
}

} // namespace slipway::registry
