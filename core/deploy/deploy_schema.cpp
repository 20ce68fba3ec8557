#include "core/deploy/deploy_schema.h"

namespace slipway::deploy {

// A variant's row stays when it is retired: traffic and history name it. Weights are percent. `server` is the mark of
// the process that hosts the endpoint now (core/base/process_owner.h). Latencies are LatencyHistogram's text.
const std::string_view kSchemaV1 = R"sql(
CREATE TABLE endpoint(
    name TEXT NOT NULL PRIMARY KEY CHECK(length(name) BETWEEN 1 AND 64),
    stage TEXT NOT NULL,
    state TEXT NOT NULL CHECK(state IN ('creating','in_service','updating','failed')),
    message TEXT NOT NULL DEFAULT '',
    url TEXT NOT NULL DEFAULT '',
    server TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE endpoint_variant(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    endpoint TEXT NOT NULL REFERENCES endpoint(name) ON DELETE CASCADE,
    model TEXT NOT NULL,
    version INTEGER NOT NULL CHECK(version > 0),
    weight REAL NOT NULL CHECK(weight BETWEEN 0 AND 100),
    state TEXT NOT NULL CHECK(state IN ('starting','in_service','failed','stopped')),
    retired INTEGER NOT NULL DEFAULT 0 CHECK(retired IN (0,1)),
    invocations INTEGER NOT NULL DEFAULT 0 CHECK(invocations >= 0),
    errors INTEGER NOT NULL DEFAULT 0 CHECK(errors >= 0),
    latency TEXT NOT NULL DEFAULT '',
    added_at INTEGER NOT NULL
) STRICT;
CREATE INDEX endpoint_variant_by_endpoint ON endpoint_variant(endpoint, retired, id);

CREATE TABLE deployment(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    endpoint TEXT NOT NULL REFERENCES endpoint(name) ON DELETE CASCADE,
    variant INTEGER NOT NULL,
    model TEXT NOT NULL,
    version INTEGER NOT NULL,
    from_model TEXT NOT NULL DEFAULT '',
    from_version INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK(state IN ('running','finished','rolled_back')),
    is_canary INTEGER NOT NULL CHECK(is_canary IN (0,1)),
    is_rollback INTEGER NOT NULL CHECK(is_rollback IN (0,1)),
    plan TEXT NOT NULL,
    step INTEGER NOT NULL DEFAULT -1,
    interval_ms INTEGER NOT NULL CHECK(interval_ms >= 0),
    minimum_requests INTEGER NOT NULL CHECK(minimum_requests >= 0),
    max_error_share REAL NOT NULL CHECK(max_error_share BETWEEN 0 AND 1),
    reason TEXT NOT NULL DEFAULT '',
    actor TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX deployment_by_endpoint ON deployment(endpoint, id);

CREATE TABLE deployment_step(
    deployment INTEGER NOT NULL REFERENCES deployment(id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    percent REAL NOT NULL CHECK(percent BETWEEN 0 AND 100),
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL DEFAULT 0,
    invocations INTEGER NOT NULL DEFAULT 0,
    errors INTEGER NOT NULL DEFAULT 0,
    latency TEXT NOT NULL DEFAULT '',
    PRIMARY KEY(deployment, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE traffic_minute(
    endpoint TEXT NOT NULL REFERENCES endpoint(name) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    variant TEXT NOT NULL,
    invocations INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    latency TEXT NOT NULL,
    PRIMARY KEY(endpoint, at, variant)
) STRICT, WITHOUT ROWID;

CREATE TABLE endpoint_alarm(
    endpoint TEXT NOT NULL REFERENCES endpoint(name) ON DELETE CASCADE,
    name TEXT NOT NULL,
    state TEXT NOT NULL CHECK(state IN ('ok','firing','no_data')),
    message TEXT NOT NULL DEFAULT '',
    PRIMARY KEY(endpoint, name)
) STRICT, WITHOUT ROWID;
)sql";

} // namespace slipway::deploy
