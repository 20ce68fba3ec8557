# DuckDB::DuckDB from an installed DuckDB, from SLIPWAY_DUCKDB_ROOT, or from where packaging/setup.sh put it.
if(DEFINED ENV{XDG_CACHE_HOME})
  set(_cache "$ENV{XDG_CACHE_HOME}/slipway")
else()
  set(_cache "$ENV{HOME}/.cache/slipway")
endif()
find_path(DuckDB_INCLUDE_DIR duckdb.h HINTS ${SLIPWAY_DUCKDB_ROOT}/include PATHS ${_cache}/duckdb-1.4.4/include)
find_library(DuckDB_LIBRARY duckdb HINTS ${SLIPWAY_DUCKDB_ROOT}/lib PATHS ${_cache}/duckdb-1.4.4/lib)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(DuckDBLibrary REQUIRED_VARS DuckDB_LIBRARY DuckDB_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "Run packaging/setup.sh, or set SLIPWAY_DUCKDB_ROOT to a DuckDB 1.4 folder.")
if(DuckDBLibrary_FOUND AND NOT TARGET DuckDB::DuckDB)
  add_library(DuckDB::DuckDB SHARED IMPORTED)
  set_target_properties(DuckDB::DuckDB PROPERTIES IMPORTED_LOCATION ${DuckDB_LIBRARY} IMPORTED_NO_SONAME ON
    INTERFACE_INCLUDE_DIRECTORIES ${DuckDB_INCLUDE_DIR})
endif()
