#include "core/feature/feature_schema.h"

namespace slipway::feature {

const std::string_view kSchemaV1 = R"(
CREATE TABLE feature_group (
  name TEXT PRIMARY KEY COLLATE NOCASE,
  entity TEXT NOT NULL,
  event_time_column TEXT NOT NULL,
  sql TEXT NOT NULL,
  dataset TEXT NOT NULL,
  description TEXT NOT NULL,
  ttl_seconds INTEGER NOT NULL CHECK (ttl_seconds >= 0),
  features TEXT NOT NULL CHECK (json_valid(features)),
  statistics TEXT NOT NULL CHECK (json_valid(statistics)),
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  materialized_at INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  offline_hash TEXT NOT NULL
) STRICT;

CREATE TABLE online_row (
  feature_group TEXT NOT NULL COLLATE NOCASE REFERENCES feature_group(name),
  key TEXT NOT NULL,
  event_time INTEGER NOT NULL,
  created INTEGER NOT NULL,
  payload TEXT NOT NULL,
  PRIMARY KEY (feature_group, key)
) STRICT, WITHOUT ROWID;
)";

} // namespace slipway::feature
