#include "core/workspace/schema.h"

#include <array>
#include <string>

#include "core/access/access_schema.h"
#include "core/data/data_schema.h"
#include "core/deploy/deploy_schema.h"
#include "core/event/event_schema.h"
#include "core/feature/feature_schema.h"
#include "core/label/label_schema.h"
#include "core/lineage/lineage_schema.h"
#include "core/monitor/monitor_schema.h"
#include "core/pipeline/pipeline_schema.h"
#include "core/registry/registry_schema.h"
#include "core/track/track_schema.h"

namespace slipway::workspace {

std::span<const store::Migration> migrations() {
    static const std::string first = [] {
        std::string sql;
        for (const auto part :
            {access::kSchemaV1, event::kSchemaV1, lineage::kSchemaV1, data::kSchemaV1, feature::kSchemaV1,
                track::kSchemaV1, registry::kSchemaV1, deploy::kSchemaV1, monitor::kSchemaV1, pipeline::kSchemaV1}) {
            sql += part;
            sql += '\n';
        }
        return sql;
    }();
    static const std::string fourth = std::string(track::kSchemaV4) + '\n' + std::string(registry::kSchemaV4);
    static const std::array<store::Migration, 5> steps{{{1, "first tables", first}, {2, "labeling", label::kSchemaV2},
        {3, "labeling together", label::kSchemaV3}, {4, "tracking", fourth}, {5, "looking at runs", track::kSchemaV5}}};
    return steps;
}

} // namespace slipway::workspace
