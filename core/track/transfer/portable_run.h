#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/time.h"
#include "core/track/logged_models.h"
#include "core/track/run.h"

namespace slipway::track::transfer {

/// Experiments of different stores meet by name.
struct PortableExperiment {
    std::string name;
    Timestamp createdAt = 0, updatedAt = 0; ///< 0: the source does not say
    bool deleted = false;
    std::map<std::string, std::string> tags;
};

/// An artifact as its source has it: a file, a part of a file, or bytes.
struct PortableFile {
    std::string path; ///< below the artifacts of its run or model
    std::filesystem::path file;
    std::uint64_t offset = 0;
    std::optional<std::uint64_t> length; ///< none: all of the file
    std::string bytes;                   ///< when there is no file
};

using PointSink = std::function<Status(std::span<const MetricPoint>)>;

/// A run in no particular store's form. Texts are as the source has them; merging makes them fit.
struct PortableRun {
    std::string id;   ///< 32 hex digits, see id.h
    std::string name; ///< "" when it has none
    RunStatus status = RunStatus::Running;
    Timestamp startedAt = 0, endedAt = 0;
    std::string userId;
    bool deleted = false;
    Timestamp deletedAt = 0; ///< 0: the source does not say
    std::map<std::string, std::string> parameters, tags;
    std::vector<InputDataset> inputs;
    std::vector<ModelUse> inputModels, outputModels;
    /// Hands over all points, piece by piece, so that nobody holds all of them; valid until the next run is read. Fails
    /// only with the sink's error: what cannot be read is noted as a problem.
    std::function<Status(const PointSink&)> points;
    std::vector<PortableFile> files;
};

/// A logged model of MLflow 3, after the runs that it names.
struct PortableModel {
    std::string id; ///< "m-" and 32 hex digits
    std::string name, modelType, sourceRun;
    LoggedModelStatus status = LoggedModelStatus::Pending;
    std::string statusMessage;
    Timestamp createdAt = 0, updatedAt = 0;
    bool deleted = false;
    std::map<std::string, std::string> parameters, tags;
    std::vector<ModelMetricStore::Measured> metrics;
    std::vector<PortableFile> files;
};

/// Takes what a source reads. An error ends the reading.
class RunSink {
public:
    virtual ~RunSink() = default;
    virtual Status experiment(const PortableExperiment& experiment) = 0; ///< before its runs
    virtual Status run(const PortableExperiment& experiment, PortableRun&& run) = 0;
    virtual Status model(const PortableExperiment& experiment, PortableModel&& model) = 0;
};

} // namespace slipway::track::transfer
