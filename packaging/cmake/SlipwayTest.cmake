# slipway_add_test(NAME SOURCES a.cpp … LIBRARIES slipway_x … [TIMEOUT s] [LABELS …] [GUI])
# One Qt Test program per source under test; GUI tests run offscreen. A test that needs what is not there prints
# "SKIPPED: why"; CI accepts only "SKIPPED: … cannot be installed: why" (packaging/test.sh).
function(slipway_add_test name)
  cmake_parse_arguments(ARG "GUI" "TIMEOUT" "SOURCES;LIBRARIES;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(${name} PRIVATE ${ARG_LIBRARIES} slipway_testkit Qt6::Test slipway_warnings)
  if(ARG_GUI)
    target_link_libraries(${name} PRIVATE Qt6::Widgets)
  endif()
  target_compile_definitions(${name} PRIVATE
    SLIPWAY_SOURCE_DIR="${CMAKE_SOURCE_DIR}" SLIPWAY_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8" SKIP_REGULAR_EXPRESSION "(^|\n)SKIPPED:")
endfunction()
