#!/bin/bash
# Installs what is needed, builds, and runs every test: all of them as Release, then those of what is written in C++
# that do not count time again under AddressSanitizer and UndefinedBehaviorSanitizer.
# Ends with ctest's totals; not 0 when anything failed.
set -euo pipefail
cd "$(dirname "$0")/.."
examples/install.sh test

jobs=$(nproc)
status=0
totals=()

# build_and_test <name> <folder> <cmake options> -- <ctest options>
build_and_test() {
    local name=$1 folder=$2 options=() log
    shift 2
    while [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    shift
    CMAKE_GENERATOR=Ninja cmake -S . -B "$folder" -DBUILD_TESTING=ON "${options[@]}"
    cmake --build "$folder" -j "$jobs"
    log=$folder/test.log
    ctest --test-dir "$folder" --output-on-failure --no-tests=error -j "$jobs" "$@" 2>&1 | tee "$log" || status=1
    totals+=("$name: $(awk '/ tests failed out of / { print $NF - $4 " passed, " $4 " failed"; found = 1 }
                            END { if (!found) print "ctest did not finish" }' "$log")")
}

build_and_test release build -DCMAKE_BUILD_TYPE=Release --
build_and_test sanitized build-sanitize -DSYNFIN_SANITIZE=ON -- -L 'unit|program' -E '^(bench|statistics|plot|report|sweep)/'

echo
printf '%s\n' "${totals[@]}"
exit $status
