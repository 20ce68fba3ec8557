#include "core/monitor/monitor_schema.h"

namespace slipway::monitor {

const std::string_view kSchemaV1 = R"(
CREATE TABLE monitor (
  name TEXT PRIMARY KEY,
  endpoint TEXT NOT NULL,
  baseline TEXT NOT NULL,
  columns TEXT NOT NULL CHECK (json_valid(columns)),
  method TEXT NOT NULL,
  drift_share REAL NOT NULL CHECK (drift_share > 0 AND drift_share <= 1),
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT;

CREATE TABLE monitor_run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  monitor TEXT NOT NULL REFERENCES monitor(name),
  at INTEGER NOT NULL,
  window_from INTEGER NOT NULL,
  window_to INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  drift INTEGER NOT NULL,
  drifted_columns INTEGER NOT NULL,
  tested_columns INTEGER NOT NULL,
  report TEXT NOT NULL CHECK (json_valid(report)),
  actor TEXT NOT NULL
) STRICT;
CREATE INDEX monitor_run_by_monitor ON monitor_run(monitor, id);
)";

} // namespace slipway::monitor
