#!/usr/bin/env bash
# Installs what the tests need, builds everything and runs the tests. Its exit code is ctest's; options go to ctest
# (packaging/test.sh -R tst_json). Fuzz targets are apart: see tests/fuzz/README.md.
#
# With CI set, a test that skips itself fails the run unless it says "SKIPPED: … cannot be installed: …": there, what the
# tests need is installed, so any other reason is a fault that would go unseen.
set -euo pipefail
source "$(dirname "$0")/build_env.sh"

"$top/packaging/setup.sh" --tests
configure_release --log-level=WARNING
build_release

results=$build/test-results.xml
rm -f "$results"
status=0
ctest --test-dir "$build" --output-on-failure --no-tests=error --parallel "$(nproc)" --output-junit "$results" \
    --test-output-size-passed 1000000 "$@" </dev/null || status=$?

# A whole program ("SKIPPED: why") or one function of it ("SKIP   : Test::function() SKIPPED: why").
skipped=$(grep -sE '^[[:space:]]*(<system-out>)?(SKIPPED:|SKIP   :)' "$results" || true)
if [ -z "${CI:-}" ]; then
    [ -z "$skipped" ] || printf '\nskipped:\n%s\n' "$skipped"
elif [ $status -eq 0 ]; then
    avoidable=$(grep -v 'SKIPPED: .*cannot be installed:' <<<"$skipped" || true)
    if [ -n "$avoidable" ]; then
        printf 'test: error: skipped although it could have run:\n%s\n' "$avoidable" >&2
        status=1
    fi
fi
exit $status
