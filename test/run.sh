#!/bin/bash
# Installs what is needed, builds, and runs every test; --help tells which. Ends with the totals of each part, not 0 when
# anything failed.
set -euo pipefail

usage() {
    cat <<'END'
test/run.sh: builds and runs the tests.

    test/run.sh          every test as Release; those of what is written in C++ that neither count time nor draw
                         samples of millions again under AddressSanitizer and UndefinedBehaviorSanitizer
    test/run.sh --long   the long ones instead: those with ctest's label "long" (10,000,000 random scenarios, explorations),
                         and fuzzing for an hour
    test/run.sh --help   prints this
END
}

long=false
for argument in "$@"; do
    case "$argument" in
        --help)
            usage
            exit 0
            ;;
        --long) long=true ;;
        *)
            word=$(export LC_ALL=C; printf %.60s "$argument" | tr -c ' -~' '?')
            echo "test/run.sh: unknown argument '$word': give --long, --help, or nothing" >&2
            exit 2
            ;;
    esac
done

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
    # One more than there are cores: some wait for a browser, a scheduler, or a clock.
    ctest --test-dir "$folder" --output-on-failure --no-tests=error -j $((jobs + 1)) "$@" 2>&1 | tee "$log" || status=1
    totals+=("$name: $(awk '/ tests failed out of / { print $NF - $4 " passed, " $4 " failed"; found = 1 }
                            END { if (!found) print "ctest did not finish" }' "$log")")
}

# fuzz <seconds>
fuzz() {
    local log=build-fuzz/fuzz.log
    mkdir -p build-fuzz
    test/fuzz/run.sh "$1" 2>&1 | tee "$log" || status=1
    mapfile -t -O "${#totals[@]}" totals < <(grep '^fuzz ' "$log" || echo "fuzz: did not finish")
}

if $long; then
    build_and_test long build -DCMAKE_BUILD_TYPE=Release -- -C Long -L long --verbose
    fuzz 3600
else
    build_and_test release build -DCMAKE_BUILD_TYPE=Release --
    build_and_test sanitized build-sanitize -DSYNFIN_SANITIZE=ON -- \
        -L 'unit|program' -E '^(bench|hostile|install|plot|python|report|statistics|sweep|why)/|^doc/.*-test$|^program/(custom-topology|examples)-test'
fi

echo
printf '%s\n' "${totals[@]}"
exit $status
