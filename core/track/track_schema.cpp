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

} // namespace slipway::track
