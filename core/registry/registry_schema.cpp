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

// The registry that MLflow's clients see beside: models without versions, tags, aliases, versions without a bundle of
// ours. Constraints cannot be altered, so that the tables of versions are made anew; nobody refers to them from
// outside. A version that is deleted leaves no row: last_version keeps its number from being given again.
const std::string_view kSchemaV4 = R"sql(
CREATE TABLE registered_model (
    name TEXT NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 256),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    last_version INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX registered_model_by_change ON registered_model (updated_at, name);
INSERT INTO registered_model (name, created_at, updated_at, last_version)
    SELECT model, min(created_at), max(max(created_at, decided_at)), max(version) FROM model_version GROUP BY model;

CREATE TABLE old_model_version AS SELECT * FROM model_version;
CREATE TABLE old_model_stage AS SELECT * FROM model_stage;
CREATE TABLE old_model_decision AS SELECT * FROM model_decision;
DROP TABLE model_stage;
DROP TABLE model_decision;
DROP TABLE model_version;

CREATE TABLE model_version (
    model TEXT NOT NULL REFERENCES registered_model (name) ON UPDATE CASCADE ON DELETE CASCADE,
    version INTEGER NOT NULL CHECK (version > 0),
    status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'archived')),
    run_id TEXT NOT NULL DEFAULT '',
    run_actor TEXT NOT NULL DEFAULT '',
    metrics TEXT NOT NULL CHECK (json_valid(metrics)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    registered_by TEXT NOT NULL,
    decided_by TEXT NOT NULL DEFAULT '',
    decided_at INTEGER NOT NULL DEFAULT 0,
    effective_at INTEGER NOT NULL DEFAULT 0,
    decision_event INTEGER NOT NULL DEFAULT 0,
    self_approved INTEGER NOT NULL DEFAULT 0 CHECK (self_approved IN (0, 1)),
    note TEXT NOT NULL DEFAULT '',
    bundle TEXT NOT NULL DEFAULT '',      -- below artifacts/models; '' without one of ours
    bundle_hash TEXT NOT NULL DEFAULT '' CHECK (length(bundle_hash) IN (0, 64)),
    source TEXT NOT NULL DEFAULT '',      -- as the client said
    location TEXT NOT NULL DEFAULT '',    -- the storage that it means
    run_link TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '',
    current_stage TEXT NOT NULL DEFAULT 'None' CHECK (current_stage IN ('None', 'Staging', 'Production', 'Archived')),
    model_id TEXT NOT NULL DEFAULT '',    -- of a logged model
    CHECK ((bundle = '') = (bundle_hash = '')),
    PRIMARY KEY (model, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX model_version_by_status ON model_version (status, created_at);
CREATE INDEX model_version_by_time ON model_version (created_at);
CREATE INDEX model_version_by_change ON model_version (updated_at);
CREATE INDEX model_version_by_run ON model_version (run_id, model) WHERE run_id <> '';
CREATE INDEX model_version_by_source ON model_version (source);
CREATE UNIQUE INDEX model_version_by_bundle ON model_version (bundle) WHERE bundle <> '';
INSERT INTO model_version (model, version, status, run_id, run_actor, metrics, created_at, updated_at, registered_by,
        decided_by, decided_at, effective_at, decision_event, self_approved, note, bundle, bundle_hash, current_stage)
    SELECT model, version, status, run_id, run_actor, metrics, created_at, max(created_at, decided_at), registered_by,
        decided_by, decided_at, effective_at, decision_event, self_approved, note, model || '/' || version, bundle_hash,
        CASE WHEN EXISTS (SELECT 1 FROM old_model_stage s WHERE s.model = o.model AND s.version = o.version
                          AND lower(s.stage) = 'production') THEN 'Production'
             WHEN EXISTS (SELECT 1 FROM old_model_stage s WHERE s.model = o.model AND s.version = o.version
                          AND lower(s.stage) = 'staging') THEN 'Staging'
             ELSE 'None' END
    FROM old_model_version o;
UPDATE model_version SET source = coalesce((SELECT CASE WHEN x.artifact_location = '' THEN 'mlflow-artifacts:/' || x.id
        ELSE x.artifact_location END || '/' || r.id || '/artifacts/model'
    FROM run r JOIN experiment x ON x.id = r.experiment WHERE r.id = run_id), '');
UPDATE model_version SET location = source;

CREATE TABLE model_stage (
    model TEXT NOT NULL,
    stage TEXT NOT NULL CHECK (length(stage) > 0),
    version INTEGER NOT NULL,
    PRIMARY KEY (model, stage),
    FOREIGN KEY (model, version) REFERENCES model_version (model, version) ON UPDATE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX model_stage_by_version ON model_stage (model, version);
INSERT INTO model_stage (model, stage, version) SELECT model, stage, version FROM old_model_stage;

CREATE TABLE model_decision (
    id INTEGER PRIMARY KEY,
    model TEXT NOT NULL,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    note TEXT NOT NULL,
    FOREIGN KEY (model, version) REFERENCES model_version (model, version) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;
CREATE INDEX model_decision_by_version ON model_decision (model, version, id);
INSERT INTO model_decision (id, model, version, at, actor, kind, note)
    SELECT id, model, version, at, actor, kind, note FROM old_model_decision;

DROP TABLE old_model_version;
DROP TABLE old_model_stage;
DROP TABLE old_model_decision;

CREATE TABLE model_version_tag (
    model TEXT NOT NULL,
    version INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (model, version, key),
    FOREIGN KEY (model, version) REFERENCES model_version (model, version) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE registered_model_tag (
    model TEXT NOT NULL REFERENCES registered_model (name) ON UPDATE CASCADE ON DELETE CASCADE,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (model, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE registered_model_alias (
    model TEXT NOT NULL,
    alias TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (model, alias),
    FOREIGN KEY (model, version) REFERENCES model_version (model, version) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX registered_model_alias_by_version ON registered_model_alias (model, version);

CREATE TABLE webhook (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    events TEXT NOT NULL CHECK (json_valid(events)),
    description TEXT NOT NULL DEFAULT '',
    secret TEXT NOT NULL DEFAULT '',
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    after_event INTEGER NOT NULL, -- told about what comes behind it
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
)sql";

} // namespace slipway::registry
