#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/actor.h"
#include "core/base/result.h"
#include "core/track/filter.h"
#include "core/track/model_metric_store.h"
#include "core/track/run.h"

namespace slipway {
class Ledger;
}

namespace slipway::track {

enum class LoggedModelStatus { Pending, Ready, UploadFailed };
std::string_view name(LoggedModelStatus status); ///< "LOGGED_MODEL_PENDING", "LOGGED_MODEL_READY", …

struct LoggedModel {
    std::string id; ///< "m-" and 32 hex digits
    std::string name;
    std::int64_t experiment = 0;
    std::string artifactUri;
    std::string modelType, sourceRun; ///< "" when not said
    LoggedModelStatus status = LoggedModelStatus::Pending;
    std::string statusMessage;
    Timestamp createdAt = 0, updatedAt = 0;
    bool deleted = false;
    std::map<std::string, std::string> parameters, tags;
    std::vector<ModelMetricStore::Measured> metrics; ///< the latest of each key and dataset
    std::string lineageId() const { return "logged-model/" + id; }
};

/// Models that runs log, before (or without) being registered. Same thread as the ledger's database.
class LoggedModels {
public:
    explicit LoggedModels(Ledger& ledger) : m_ledger(ledger) {}

    struct New {
        std::int64_t experiment = 0;
        std::string name; ///< "" to make one up
        std::string modelType, sourceRun;
        std::map<std::string, std::string> parameters, tags;
    };
    /// NotFound for an unknown experiment, InvalidArgument for a name with / : . % " or '. Names may meet.
    Result<LoggedModel> create(const access::Actor& actor, const New& wanted);

    enum class Deleted { Hidden, Shown };
    Result<LoggedModel> find(std::string_view id, Deleted deleted = Deleted::Hidden) const; ///< NotFound

    Result<LoggedModel> finish(const access::Actor& actor, std::string_view id, LoggedModelStatus status);
    Status remove(const access::Actor& actor, std::string_view id); ///< keeps everything, but hides it
    Status setTags(std::string_view id, const std::map<std::string, std::string>& tags);
    Status deleteTag(std::string_view id, std::string_view key); ///< NotFound
    /// InvalidArgument when a parameter has another value already.
    Status addParameters(std::string_view id, const std::map<std::string, std::string>& parameters);

    /// Limits which metrics count; "" as digest for any.
    struct Dataset {
        std::string name, digest;
    };
    /// By an attribute or a metric, the metric measured on a dataset if there is one.
    struct OrderItem {
        Order order;
        std::optional<Dataset> dataset;
    };
    struct Search {
        std::vector<std::int64_t> experiments;
        Filter filter;
        std::vector<Dataset> datasets; ///< none: all. Without a metric in the filter: models with any metric on one
        std::vector<OrderItem> order;  ///< ties: newest first
        std::int64_t offset = 0, limit = 50;
    };
    struct Page {
        std::vector<LoggedModel> models;
        bool more = false;
    };
    Result<Page> search(const Search& wanted) const;

private:
    Result<std::int64_t> numberOf(std::string_view id, Deleted deleted) const;
    Result<LoggedModel> load(std::int64_t number) const;

    Ledger& m_ledger;
};

} // namespace slipway::track
