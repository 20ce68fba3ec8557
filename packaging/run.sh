#!/usr/bin/env bash
# From a fresh clone to the running program: installs what is missing, builds, carries one model through its whole life
# in a sample workspace and opens the desktop on it. Without a display it writes a picture of every panel instead.
#
#   packaging/run.sh                     the workspace is ~/Slipway-sample
#   SLIPWAY_SAMPLE=DIR packaging/run.sh  or DIR
set -euo pipefail
source "$(dirname "$0")/build_env.sh"

workspace=${SLIPWAY_SAMPLE:-$HOME/Slipway-sample}

"$top/packaging/setup.sh"
configure_release --log-level=WARNING
build_release --target slipway slipway-desktop

"$build/bin/slipway" --workspace "$workspace" tour

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec "$build/bin/slipway-desktop" --workspace "$workspace"
fi
QT_QPA_PLATFORM=offscreen "$build/bin/slipway-desktop" --workspace "$workspace" --screenshots "$workspace/screenshots"
echo "No display here: a picture of every panel, light and dark, is in $workspace/screenshots"
