#include "core/data/data_schema.h"

namespace slipway::data {

const std::string_view kSchemaV1 = R"(
CREATE TABLE dataset_version (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dataset TEXT NOT NULL COLLATE NOCASE,
  version INTEGER NOT NULL CHECK (version > 0),
  hash TEXT NOT NULL CHECK (length(hash) = 64),
  rows INTEGER NOT NULL CHECK (rows >= 0),
  bytes INTEGER NOT NULL,
  skipped_rows INTEGER NOT NULL,
  source TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  notes TEXT NOT NULL,
  columns TEXT NOT NULL CHECK (json_valid(columns)),
  skipped TEXT NOT NULL CHECK (json_valid(skipped)),
  profile TEXT CHECK (profile IS NULL OR json_valid(profile)),
  UNIQUE (dataset, version)
) STRICT;
CREATE INDEX dataset_version_by_size ON dataset_version(dataset, version DESC, rows);

CREATE TABLE dataset_filter (
  version_id INTEGER PRIMARY KEY REFERENCES dataset_version(id),
  parent TEXT NOT NULL,
  parent_rows INTEGER NOT NULL,
  dropped_hash TEXT NOT NULL
) STRICT;

CREATE TABLE dataset_filter_rule (
  version_id INTEGER NOT NULL REFERENCES dataset_filter(version_id),
  position INTEGER NOT NULL CHECK (position > 0),
  rule TEXT NOT NULL,
  keep TEXT NOT NULL,
  dropped INTEGER NOT NULL,
  kept INTEGER NOT NULL,
  PRIMARY KEY (version_id, position)
) STRICT, WITHOUT ROWID;
)";

} // namespace slipway::data
