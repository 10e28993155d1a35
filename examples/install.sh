#!/bin/sh
# Installs what synfin needs on Debian 12 or 13 or Ubuntu, and nothing when it is all there.
#
#   examples/install.sh          to build and run the programs
#   examples/install.sh plot     also to draw figures
#   examples/install.sh sweep    also to run sweeps on this machine's cores (plot sweep: both)
#   examples/install.sh bench    also to build synfin-microbench
#   examples/install.sh test     also to run every test
set -eu

# libns3-dev's CMake files name two programs that the package ns3 holds.
packages="cmake g++ gettext ninja-build libns3-dev ns3 libboost-program-options-dev nlohmann-json3-dev libzstd-dev python3"
plot="python3-matplotlib python3-pandas python3-scipy python3-zstandard graphviz libjs-chart.js"
playground="clang lld wasi-libc libc++-dev-wasm32 libclang-rt-dev-wasm32"
sweep="parallel python3-scipy python3-zstandard"
for part in "$@"; do
    case "$part" in
        plot) packages="$packages $plot" ;;
        sweep) packages="$packages $sweep" ;;
        bench) packages="$packages libbenchmark-dev" ;;
        playground) packages="$packages $playground" ;;
        test)
            packages="$packages $plot $sweep $playground nodejs slurm-wlm munge libgtest-dev libbenchmark-dev tshark clang-format-19 python3-sphinx"
            packages="$packages chromium chromium-driver python3-selenium clang-19 libclang-rt-19-dev"
            packages="$packages pkgconf man-db mandoc" # an installation
            packages="$packages iproute2 nftables curl util-linux procps" # a real kernel as peer
            packages="$packages git doxygen rsync zstd python3-nbclient python3-ipykernel python3-pip python3-setuptools python3-wheel"
            ;;
        *)
            word=$(export LC_ALL=C; printf %.60s "$part" | tr -c ' -~' '?')
            echo "install.sh: unknown argument '$word': give plot, sweep, bench, playground, test, or nothing" >&2
            exit 2
            ;;
    esac
done

missing=""
for package in $packages; do
    status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root="env"
elif command -v sudo >/dev/null; then
    as_root="sudo"
else
    echo "install.sh: run as root, or install:$missing" >&2
    exit 1
fi
echo "Installing:$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086 # a list of words
$as_root DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
