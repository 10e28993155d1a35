#!/bin/bash
# Installs what is needed and builds build/synfin-playground.html: one file for a browser, with synfin's core in it.
set -euo pipefail
if [ $# != 0 ]; then
    word=$(export LC_ALL=C; printf %.60s "$1" | tr -c ' -~' '?')
    echo "playground.sh: unknown argument '$word': give nothing" >&2
    exit 2
fi
cd "$(dirname "$0")/.."

examples/install.sh playground
if [ ! -f build/playground/CMakeCache.txt ]; then
    CMAKE_GENERATOR=Ninja cmake -S examples/playground -B build/playground
fi
cmake --build build/playground -j "$(nproc)"
echo "$PWD/build/synfin-playground.html"
