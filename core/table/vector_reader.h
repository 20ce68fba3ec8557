#pragma once

#include <duckdb.h>

#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/table/value.h"

namespace slipway::table {

struct DestroyType {
    void operator()(duckdb_logical_type type) const noexcept { duckdb_destroy_logical_type(&type); }
};
using LogicalType = std::unique_ptr<std::remove_pointer_t<duckdb_logical_type>, DestroyType>;

struct DestroyChunk {
    void operator()(duckdb_data_chunk chunk) const noexcept { duckdb_destroy_data_chunk(&chunk); }
};
using Chunk = std::unique_ptr<std::remove_pointer_t<duckdb_data_chunk>, DestroyChunk>;

Type typeOf(duckdb_type type);
/// "DECIMAL(10,2)", "BIGINT[]" …
std::string sqlTypeOf(duckdb_logical_type type);
/// Whether appendCells can read it; others are to be cast to VARCHAR in SQL.
bool isReadable(duckdb_type type);
bool isNumeric(duckdb_type type);

/// The first `rows` cells of a vector behind `cells`.
void appendCells(duckdb_vector vector, std::size_t rows, std::vector<Value>& cells);
/// As doubles, NaN for null, at target[0], target[stride] … The vector's type must be numeric.
void copyNumbers(duckdb_vector vector, std::size_t rows, double* target, std::size_t stride);
/// Non-null cells behind `values`; returns how many were null.
std::size_t appendNumbers(duckdb_vector vector, std::size_t rows, std::vector<double>& values);

} // namespace slipway::table
