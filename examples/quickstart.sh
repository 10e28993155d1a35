#!/bin/bash
# Installs what is needed, builds, and measures the handshake latency over a few loss rates, ten times each:
# a table here, the runs, figures and pages in out/quickstart/. Run it as often as you like.
set -euo pipefail
if [ $# != 0 ]; then
    word=$(export LC_ALL=C; printf %.60s "$1" | tr -c ' -~' '?')
    echo "quickstart.sh: unknown argument '$word': give nothing" >&2
    exit 2
fi
cd "$(dirname "$0")/.."

out=out/quickstart

examples/install.sh plot sweep
if [ ! -f build/CMakeCache.txt ]; then
    CMAKE_GENERATOR=Ninja cmake -S . -B build -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF
fi
cmake --build build -j "$(nproc)" --target synfin-run

rm -rf "$out"
build/bin/synfin-sweep --vary loss=0,0.01,0.02,0.05,0.1,0.15,0.2,0.25,0.3 --runs 10 \
    --connections 1000 --rate 1000 --trace none --out "$out"
/usr/bin/python3 examples/quickstart-report.py "$out"

# A single run, with every segment on record, for figures over time and the ladder of a connection.
build/bin/synfin-run --loss 0.2 --connections 2000 --trace segments --out "$out/one" >/dev/null

echo
echo "Figures, each with the table that it draws:"
build/bin/synfin-plot "$out" --out "$out/figures"
build/bin/synfin-plot "$out/one" --out "$out/one/figures"
echo
echo "Pages for the browser:"
build/bin/synfin-report "$out"
build/bin/synfin-report "$out/one"

echo
echo "The other programs and the examples, for what README shows next:"
cmake --build build -j "$(nproc)" --target synfin-programs
