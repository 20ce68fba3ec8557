#include "core/registry/registry_schema.h"

namespace slipway::registry {

const std::string_view kSchemaV1 = R"sql(
CREATE TABLE model_version (
    model TEXT NOT NULL CHECK (length(model) BETWEEN 1 AND 64),
    version INTEGER NOT NULL CHECK (version > 0),
    status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'archived')),
    run_id TEXT NOT NULL,
    run_actor TEXT NOT NULL,
    metrics TEXT NOT NULL CHECK (json_valid(metrics)),
    created_at INTEGER NOT NULL,
    registered_by TEXT NOT NULL,
    decided_by TEXT NOT NULL DEFAULT '',
    decided_at INTEGER NOT NULL DEFAULT 0,
    effective_at INTEGER NOT NULL DEFAULT 0,
    decision_event INTEGER NOT NULL DEFAULT 0,
    self_approved INTEGER NOT NULL DEFAULT 0 CHECK (self_approved IN (0, 1)),
    note TEXT NOT NULL DEFAULT '',
    bundle_hash TEXT NOT NULL CHECK (length(bundle_hash) = 64),
    PRIMARY KEY (model, version),
    UNIQUE (model, run_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX model_version_by_status ON model_version (status, created_at);
CREATE INDEX model_version_by_time ON model_version (created_at);

-- Which version runs in a stage now.
CREATE TABLE model_stage (
    model TEXT NOT NULL,
    stage TEXT NOT NULL CHECK (length(stage) > 0),
    version INTEGER NOT NULL,
    PRIMARY KEY (model, stage),
    FOREIGN KEY (model, version) REFERENCES model_version (model, version)
) STRICT, WITHOUT ROWID;

-- What people decided, never changed: taking a decision back adds a row.
CREATE TABLE model_decision (
    id INTEGER PRIMARY KEY,
    model TEXT NOT NULL,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    note TEXT NOT NULL,
    FOREIGN KEY (model, version) REFERENCES model_version (model, version)
) STRICT;
CREATE INDEX model_decision_by_version ON model_decision (model, version, id);
)sql";

} // namespace slipway::registry
