# Warnings and sanitizers as interface targets; every target of ours links slipway_warnings.
add_library(slipway_warnings INTERFACE)
target_compile_options(slipway_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wno-missing-field-initializers)
target_include_directories(slipway_warnings INTERFACE ${CMAKE_SOURCE_DIR})

# Undefined behaviour ends the program, or a test would pass over its message.
if(SLIPWAY_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
if(SLIPWAY_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

# slipway_add_core(NAME SOURCES a.cpp … DEPENDS slipway_base … PRIVATE_DEPENDS …): one core folder, one static library.
# DEPENDS states the allowed direction; a missing one fails to link.
function(slipway_add_core name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
  add_library(slipway_${name} STATIC ${ARG_SOURCES})
  target_link_libraries(slipway_${name} PUBLIC ${ARG_DEPENDS} PRIVATE slipway_warnings ${ARG_PRIVATE_DEPENDS})
  target_include_directories(slipway_${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(slipway_core INTERFACE slipway_${name})
endfunction()
