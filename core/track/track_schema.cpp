#include "core/track/track_schema.h"

namespace slipway::track {

// Points are clustered by (run, key, step) so that a curve is one range of the file; the summary is what lists and
// orderings read. SQLite has no NaN: is_nan says it, with 0 as value; the summary's nullable columns hold NULL for it.
const std::string_view kSchemaV1 = R"sql(
CREATE TABLE experiment (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (length(name) > 0),
    created_at INTEGER NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1))
) STRICT;

CREATE TABLE run (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 32),
    experiment INTEGER NOT NULL REFERENCES experiment(id),
    name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('RUNNING', 'FINISHED', 'FAILED', 'KILLED')),
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL DEFAULT 0,
    actor TEXT NOT NULL,
    owner TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1))
) STRICT;
CREATE INDEX run_by_start ON run(started_at, number);
CREATE INDEX run_by_start_kept ON run(started_at, number) WHERE deleted = 0;
CREATE INDEX run_of_experiment ON run(experiment, started_at, number);
CREATE INDEX run_of_experiment_kept ON run(experiment, started_at, number) WHERE deleted = 0;
CREATE INDEX run_by_name ON run(name);
CREATE INDEX run_running ON run(number) WHERE status = 'RUNNING';

CREATE TABLE run_parameter (
    run INTEGER NOT NULL REFERENCES run(number),
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_tag (
    run INTEGER NOT NULL REFERENCES run(number),
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE metric_key (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE metric_point (
    run INTEGER NOT NULL REFERENCES run(number),
    key INTEGER NOT NULL REFERENCES metric_key(id),
    step INTEGER NOT NULL,
    at INTEGER NOT NULL,
    is_nan INTEGER NOT NULL CHECK (is_nan IN (0, 1)),
    value REAL NOT NULL,
    PRIMARY KEY (run, key, step, at, is_nan, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE metric_summary (
    run INTEGER NOT NULL REFERENCES run(number),
    key INTEGER NOT NULL REFERENCES metric_key(id),
    experiment INTEGER NOT NULL REFERENCES experiment(id),
    latest REAL,
    latest_step INTEGER NOT NULL,
    latest_at INTEGER NOT NULL,
    minimum REAL,
    maximum REAL,
    points INTEGER NOT NULL CHECK (points > 0),
    PRIMARY KEY (run, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX metric_summary_order ON metric_summary(key, latest, run) WHERE latest IS NOT NULL;
CREATE INDEX metric_summary_order_in_experiment ON metric_summary(experiment, key, latest, run)
    WHERE latest IS NOT NULL;
)sql";

// What MLflow's clients send beside. A CHECK cannot be altered: the column is made anew.
const std::string_view kSchemaV4 = R"sql(
DROP INDEX run_running;
ALTER TABLE run ADD COLUMN state TEXT NOT NULL DEFAULT 'RUNNING'
    CHECK (state IN ('RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'));
UPDATE run SET state = status;
ALTER TABLE run DROP COLUMN status;
ALTER TABLE run RENAME COLUMN state TO status;
CREATE INDEX run_running ON run(number) WHERE status = 'RUNNING';

ALTER TABLE experiment ADD COLUMN artifact_location TEXT NOT NULL DEFAULT '';
ALTER TABLE experiment ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
UPDATE experiment SET updated_at = created_at;
CREATE INDEX experiment_by_time ON experiment(created_at, id);

CREATE TABLE experiment_tag (
    experiment INTEGER NOT NULL REFERENCES experiment(id),
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (experiment, key)
) STRICT, WITHOUT ROWID;

ALTER TABLE run ADD COLUMN user_id TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN deleted_at INTEGER NOT NULL DEFAULT 0;
UPDATE run SET user_id = actor;

CREATE TABLE input_dataset (
    id INTEGER PRIMARY KEY,
    experiment INTEGER NOT NULL REFERENCES experiment(id),
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    source_type TEXT NOT NULL,
    source TEXT NOT NULL,
    schema TEXT,
    profile TEXT,
    UNIQUE (experiment, name, digest)
) STRICT;

CREATE TABLE run_dataset_input (
    run INTEGER NOT NULL REFERENCES run(number),
    dataset INTEGER NOT NULL REFERENCES input_dataset(id),
    PRIMARY KEY (run, dataset)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_of_dataset ON run_dataset_input(dataset, run);

CREATE TABLE run_input_tag (
    run INTEGER NOT NULL,
    dataset INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (run, dataset, key),
    FOREIGN KEY (run, dataset) REFERENCES run_dataset_input(run, dataset)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_model (
    run INTEGER NOT NULL REFERENCES run(number),
    role TEXT NOT NULL CHECK (role IN ('input', 'output')),
    model TEXT NOT NULL,
    step INTEGER NOT NULL,
    PRIMARY KEY (run, role, model, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE logged_model (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 34),
    experiment INTEGER NOT NULL REFERENCES experiment(id),
    name TEXT NOT NULL,
    model_type TEXT NOT NULL,
    source_run TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('PENDING', 'READY', 'UPLOAD_FAILED')),
    status_message TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1))
) STRICT;
CREATE INDEX logged_model_of_experiment ON logged_model(experiment, created_at, number);

CREATE TABLE logged_model_parameter (
    model INTEGER NOT NULL REFERENCES logged_model(number),
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (model, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE logged_model_tag (
    model INTEGER NOT NULL REFERENCES logged_model(number),
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (model, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE logged_model_metric (
    model INTEGER NOT NULL REFERENCES logged_model(number),
    key INTEGER NOT NULL REFERENCES metric_key(id),
    run INTEGER NOT NULL REFERENCES run(number),
    step INTEGER NOT NULL,
    at INTEGER NOT NULL,
    is_nan INTEGER NOT NULL CHECK (is_nan IN (0, 1)),
    value REAL NOT NULL,
    dataset_name TEXT NOT NULL,
    dataset_digest TEXT NOT NULL,
    PRIMARY KEY (model, key, run, step, at, is_nan, value, dataset_name, dataset_digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE trace (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 250),
    experiment INTEGER NOT NULL REFERENCES experiment(id),
    request_at INTEGER NOT NULL,
    info TEXT NOT NULL CHECK (json_valid(info))
) STRICT;
CREATE INDEX trace_of_experiment ON trace(experiment, request_at, number);

CREATE TABLE trace_tag (
    trace INTEGER NOT NULL REFERENCES trace(number) ON DELETE CASCADE,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (trace, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE trace_run (
    trace INTEGER NOT NULL REFERENCES trace(number) ON DELETE CASCADE,
    run TEXT NOT NULL,
    PRIMARY KEY (trace, run)
) STRICT, WITHOUT ROWID;
)sql";

// Parameters and tags by key, so that their names, values and groups are read without a look at every run. A sketch is
// made anew from the points when it is missing: it holds nothing of its own.
const std::string_view kSchemaV5 = R"sql(
CREATE INDEX run_parameter_by_key ON run_parameter(key, value, run);
CREATE INDEX run_tag_by_key ON run_tag(key, run);
CREATE INDEX run_deleted ON run(deleted_at, number) WHERE deleted = 1;
ALTER TABLE run ADD COLUMN heartbeat_at INTEGER NOT NULL DEFAULT 0;

CREATE TABLE metric_sketch (
    run INTEGER NOT NULL REFERENCES run(number),
    key INTEGER NOT NULL REFERENCES metric_key(id),
    points INTEGER NOT NULL CHECK (points > 0),
    last_step INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    parts BLOB NOT NULL,
    PRIMARY KEY (run, key)
) STRICT;

CREATE TABLE run_view (
    name TEXT PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 200),
    definition TEXT NOT NULL CHECK (json_valid(definition)),
    saved_by TEXT NOT NULL,
    saved_at INTEGER NOT NULL
) STRICT;
)sql";

} // namespace slipway::track
