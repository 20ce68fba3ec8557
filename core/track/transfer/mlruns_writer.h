#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/track/logged_models.h"
#include "core/track/run.h"
#include "core/track/transfer/portable_run.h"
#include "core/track/transfer/problems.h"

namespace slipway::track::transfer {

/// Writes an `mlruns` folder as MLflow's file store does. `folder` is where it is written, `home` where it will stand:
/// MLflow keeps whole addresses of artifacts.
class MlrunsWriter {
public:
    MlrunsWriter(std::filesystem::path folder, std::filesystem::path home, Problems& problems);

    Status begin();
    Status experiment(const Experiment& experiment);
    /// `points` hands over the run's points, a key's together.
    struct Counts {
        std::int64_t points = 0, files = 0, bytes = 0;
    };
    Result<Counts> run(const Experiment& experiment, const Run& run, Timestamp deletedAt,
        const std::vector<std::pair<std::string, std::vector<MetricPoint>>>& points,
        const std::vector<PortableFile>& files);
    Result<Counts> model(const Experiment& experiment, const LoggedModel& model,
        const std::vector<ModelMetricStore::Measured>& metrics, const std::vector<PortableFile>& files);

private:
    std::filesystem::path folderOf(const Experiment& experiment) const;
    std::string uriOf(const Experiment& experiment, std::string_view below) const;
    Status write(const std::filesystem::path& file, std::string_view text) const;
    Status writeValues(const std::filesystem::path& folder, const std::map<std::string, std::string>& values,
        const std::string& subject, std::string_view what);
    Status writeInputs(const std::filesystem::path& folder, const Experiment& experiment, const Run& run);
    Result<Counts> copy(const std::filesystem::path& folder, const std::vector<PortableFile>& files);

    std::filesystem::path m_folder, m_home;
    Problems& m_problems;
};

} // namespace slipway::track::transfer
