#pragma once

#include <string_view>

namespace slipway::track {

/// What a search of runs reads of the schema beyond version 1.
inline constexpr std::string_view kInputTables = R"sql(
ALTER TABLE run ADD COLUMN user_id TEXT NOT NULL DEFAULT '';
CREATE TABLE dataset (id INTEGER PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL) STRICT;
CREATE TABLE run_dataset_input (run INTEGER NOT NULL, dataset INTEGER NOT NULL, PRIMARY KEY (run, dataset))
    STRICT, WITHOUT ROWID;
CREATE TABLE run_input_tag (run INTEGER NOT NULL, dataset INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (run, dataset, key)) STRICT, WITHOUT ROWID;
)sql";

} // namespace slipway::track
