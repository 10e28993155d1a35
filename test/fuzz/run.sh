#!/bin/bash
# Builds the fuzzing harnesses into build-fuzz/ and runs all of them, on every core:
#
#   test/fuzz/run.sh SECONDS     so many seconds of wall clock in all; the stack gets twice as long as each of the others
#
# What a harness finds is kept in build-fuzz/fuzz/<name>/found/ and used again; an input that fails is left beside it, and
#   SYNFIN_FUZZ_SHOW=1 build-fuzz/bin/synfin-fuzz-<name> INPUT
# runs it alone (that of the stack prints every step). Not 0 when one fails.
set -euo pipefail
if ! [[ $# = 1 && $1 =~ ^[1-9][0-9]{0,5}$ ]]; then
    words=$(export LC_ALL=C; printf %.60s "$*" | tr -c ' -~' '?')
    echo "test/fuzz/run.sh: '$words': give a number of seconds" >&2
    exit 2
fi
cd "$(dirname "$0")/../.."

jobs=$(nproc)
names=(stack header ini link options)
share=$(($1 * jobs / (${#names[@]} + 1)))
[ "$share" -gt 0 ] || share=1

CMAKE_GENERATOR=Ninja cmake -S . -B build-fuzz -DSYNFIN_FUZZ=ON -DBUILD_TESTING=ON \
    -DCMAKE_C_COMPILER=clang-19 -DCMAKE_CXX_COMPILER=clang++-19
cmake --build build-fuzz -j "$jobs" --target synfin-fuzz

fuzz() {
    local name=$1 seconds=$2 folder=build-fuzz/fuzz/$1
    mkdir -p "$folder/found"
    rm -f "$folder/failed"
    build-fuzz/bin/synfin-fuzz-"$name" -max_total_time="$seconds" -max_len=4000 -timeout=20 -print_final_stats=1 \
        -artifact_prefix="$folder/" "$folder/found" test/fuzz/corpus/"$name" >"$folder/log" 2>&1 || touch "$folder/failed"
}
export -f fuzz
for name in "${names[@]}"; do
    [ "$name" = stack ] && echo "$name $((2 * share))" || echo "$name $share"
done | xargs -P "$jobs" -L 1 bash -c 'fuzz "$@"' fuzz

status=0
for name in "${names[@]}"; do
    folder=build-fuzz/fuzz/$name
    executions=$(awk '/^stat::number_of_executed_units/ { print $2 }' "$folder/log")
    edges=$(grep -o 'cov: [0-9]*' "$folder/log" | tail -1 | cut -d ' ' -f 2)
    echo "fuzz $name: ${executions:-0} executions, ${edges:-0} edges covered"
    if [ -e "$folder/failed" ]; then
        status=1
        tail -n 40 "$folder/log"
        echo "fuzz $name: FAILED, $(grep -o 'Test unit written to .*' "$folder/log" || echo "see $folder/log")"
    fi
done
exit $status
