#include "core/pipeline/pipeline_schema.h"

namespace slipway::pipeline {

const std::string_view kSchemaV1 = R"sql(
CREATE TABLE pipeline (
    name TEXT PRIMARY KEY,
    definition TEXT NOT NULL CHECK (json_valid(definition)),
    saved_at INTEGER NOT NULL,
    saved_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE pipeline_run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pipeline TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled')),
    triggered_by TEXT NOT NULL,
    actor TEXT NOT NULL,
    parameters TEXT NOT NULL CHECK (json_valid(parameters)),
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL DEFAULT 0,
    owner TEXT NOT NULL,
    cancel_requested INTEGER NOT NULL DEFAULT 0 CHECK (cancel_requested IN (0, 1))
) STRICT;
CREATE INDEX pipeline_run_by_pipeline ON pipeline_run (pipeline, id);
CREATE INDEX pipeline_run_open ON pipeline_run (id) WHERE state = 'running';
CREATE INDEX pipeline_run_by_state ON pipeline_run (state);

CREATE TABLE pipeline_step (
    run INTEGER NOT NULL REFERENCES pipeline_run (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL
        CHECK (state IN ('waiting', 'running', 'done', 'cached', 'failed', 'skipped', 'cancelled')),
    started_at INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER NOT NULL DEFAULT 0,
    outputs TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(outputs)),
    log TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (run, position)
) STRICT, WITHOUT ROWID;

-- What a kind of step made from the same parameters and inputs. Steps are deterministic or have no fingerprint.
CREATE TABLE step_cache (
    key TEXT PRIMARY KEY,
    outputs TEXT NOT NULL CHECK (json_valid(outputs)),
    run INTEGER NOT NULL,
    step TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

} // namespace slipway::pipeline
