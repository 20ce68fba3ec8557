#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "core/access/actor.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/track/tracker.h"
#include "core/train/code_version.h"
#include "core/train/environment.h"

namespace slipway::train {

/// Where a run comes from: code and machine, as tags in MLflow's words and as artifacts code/ and environment/.
class RunOrigin {
public:
    /// The code around `folder`, this machine, and who runs it.
    RunOrigin(const std::filesystem::path& folder, const access::Actor& actor);

    /// "mlflow.source.git.commit", "slipway.git.dirty", "slipway.host" …
    const std::map<std::string, std::string>& tags() const { return m_tags; }
    /// code/diff.patch, code/untracked.txt and environment/environment.json; and `program`, when it is a file of a
    /// sensible size, as code/NAME.
    Status store(track::Tracker& tracker, const std::string& run, const std::filesystem::path& program = {}) const;
    /// Completes environment/environment.json and adds environment/requirements.txt.
    Status storePython(track::Tracker& tracker, const std::string& run, const PythonFacts::Facts& facts) const;

private:
    std::optional<CodeVersion> m_code;
    std::string m_environment; ///< a JSON object
    std::map<std::string, std::string> m_tags;
};

/// A dataset as MLflow's clients see the inputs of a run; `use` is "train", "validate" …
track::InputDataset inputOf(const data::DatasetVersion& dataset, std::string_view use);

} // namespace slipway::train
