#include "core/lineage/lineage_schema.h"

namespace slipway::lineage {

const std::string_view kSchemaV1 = R"sql(
CREATE TABLE lineage_node (
    id TEXT PRIMARY KEY CHECK (length(id) > 0),
    kind TEXT NOT NULL CHECK (length(kind) > 0),
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX lineage_node_by_name ON lineage_node (name);
CREATE INDEX lineage_node_by_kind ON lineage_node (kind, id);

CREATE TABLE lineage_edge (
    from_id TEXT NOT NULL REFERENCES lineage_node (id),
    to_id TEXT NOT NULL REFERENCES lineage_node (id),
    relation TEXT NOT NULL CHECK (relation IN ('Produced', 'ContributedTo', 'DerivedFrom', 'AssociatedWith')),
    action TEXT NOT NULL,
    actor TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (from_id, to_id, relation, action)
) STRICT, WITHOUT ROWID;
CREATE INDEX lineage_edge_by_target ON lineage_edge (to_id);
)sql";

} // namespace slipway::lineage
