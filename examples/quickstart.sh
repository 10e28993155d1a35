#!/bin/bash
# Installs what is needed, builds, and measures the handshake latency over a few loss rates:
# a table here, the runs and a figure in out/quickstart/. Run it as often as you like.
set -euo pipefail
cd "$(dirname "$0")/.."

losses="0 0.01 0.02 0.05 0.1 0.15 0.2 0.25 0.3"
out=out/quickstart

examples/install.sh plot
if [ ! -f build/CMakeCache.txt ]; then
    CMAKE_GENERATOR=Ninja cmake -S . -B build -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF
fi
cmake --build build -j "$(nproc)"

rm -rf "$out"
mkdir -p "$out"
for loss in $losses; do
    echo "synfin-run --loss $loss"
    build/bin/synfin-run --loss "$loss" --connections 10000 --rate 1000 --clients 10 --trace none \
        --out "$out/loss-$loss" >/dev/null
done
/usr/bin/python3 examples/quickstart-report.py "$out"
