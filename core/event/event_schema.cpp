#include "core/event/event_schema.h"

namespace slipway::event {

const std::string_view kSchemaV1 = R"sql(
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    effective_at INTEGER NOT NULL,
    type TEXT NOT NULL CHECK (length(type) > 0),
    subject TEXT NOT NULL,
    actor TEXT NOT NULL,
    payload TEXT NOT NULL CHECK (json_valid(payload)),
    withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1))
) STRICT;
CREATE INDEX event_by_type ON event (type, id);

-- Rules have looked at every event up to this one …
CREATE TABLE rule_cursor (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    event_id INTEGER NOT NULL
) STRICT;
INSERT INTO rule_cursor VALUES (1, 0);

-- … except for these, whose time had not come.
CREATE TABLE rule_waiting (
    event_id INTEGER PRIMARY KEY REFERENCES event (id),
    effective_at INTEGER NOT NULL
) STRICT;
CREATE INDEX rule_waiting_by_time ON rule_waiting (effective_at);

CREATE TABLE firing (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    rule TEXT NOT NULL,
    event_id INTEGER NOT NULL REFERENCES event (id),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    attempts INTEGER NOT NULL DEFAULT 0,
    owner TEXT NOT NULL DEFAULT '',
    started_at INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER NOT NULL DEFAULT 0,
    message TEXT NOT NULL DEFAULT '',
    UNIQUE (rule, event_id)
) STRICT;
CREATE INDEX firing_by_event ON firing (event_id);
CREATE INDEX firing_open ON firing (id) WHERE state IN ('waiting', 'running');
)sql";

} // namespace slipway::event
