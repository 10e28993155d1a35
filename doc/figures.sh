#!/bin/bash
# Makes pictures of README and the manual anew: doc/figures/*.png and networks as SVG (not topology.svg, which is topology.py's,
# state-pairs.png, which is model-checking.py's, nor live-kernel.png, which is test/kernel/figure.py's). Wants the programs in build/bin.
set -euo pipefail
if [ $# != 0 ]; then
    word=$(export LC_ALL=C; printf %.60s "$1" | tr -c ' -~' '?')
    echo "figures.sh: unknown argument '$word': give nothing" >&2
    exit 2
fi
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# How long the handshake takes under loss: quickstart's loss rates.
for loss in 0 0.01 0.02 0.05 0.1 0.15 0.2 0.25 0.3; do
    build/bin/synfin-run --path direct --loss "$loss" --connections 10000 --rate 1000 --clients 10 \
        --out "$scratch/loss/$loss" >/dev/null
done
build/bin/synfin-plot "$scratch/loss" handshake-vs-loss --out "$scratch" >/dev/null

# One client whose 28,232 ports cannot keep up with 600 connections per second.
build/bin/synfin-run --path direct --clients 1 --rate 600 --connections 120000 --out "$scratch/wait" >/dev/null
build/bin/synfin-plot "$scratch/wait" time-wait-population --out "$scratch" >/dev/null

# One connection that loses its first SYN-ACK, and the last ACK.
build/bin/synfin-run --connections 1 --hold 100ms --lose-reverse synack --lose-forward ack2 --trace segments \
    --out "$scratch/ladder" >/dev/null
build/bin/synfin-plot "$scratch/ladder" ladder --out "$scratch" >/dev/null

# Clients behind a NAT, and a server with tcp_tw_recycle.
SYNFIN_BIN="$PWD/build/bin" examples/tw-recycle.py "$scratch/recycle" >/dev/null
cp "$scratch/recycle/tw-recycle.png" "$scratch"

# Short transfers with TCP Fast Open and without.
SYNFIN_BIN="$PWD/build/bin" examples/fast-open.py "$scratch/fast" >/dev/null
cp "$scratch/fast/fast-open.png" "$scratch"

# The cookbook's: two views of an outage, an upload that fills the buffer, timers of 1 s and of 3 s.
scenario() { build/bin/synfin-run --config "examples/scenarios/$1.ini" "${@:3}" --out "$scratch/cookbook/$1/$2" >/dev/null; }
scenario outage-2-s open
scenario outage-2-s closed --arrivals closed --concurrency 10 --think 96ms
scenario bufferbloat long
scenario bufferbloat short --queue-forward 20p
scenario syn-loss 1s
scenario syn-loss 3s --set rto_initial=3s
for figure in outage-2-s,arrivals bufferbloat,queue-forward syn-loss,rto_initial; do
    name=${figure%,*}
    build/bin/synfin-plot "$scratch/cookbook/$name" handshake-ecdf --by "${figure#*,}" --out "$scratch/drawn/$name" >/dev/null
    cp "$scratch/drawn/$name/handshake-ecdf.png" "$scratch/cookbook-$name.png"
done

# Who guesses at sequence numbers, by a sweep and at random, with RFC 5961 and without: windows of 64 MiB.
cat >"$scratch/blind.ini" <<END
bandwidth = none
[profile]
timer_hz = 0
rmem = 67108864
[group sessions]
arrivals = burst
rate = 1
connections = 200
request = 100
response = 100
hold = 100s
[group forger]
kind = rst-blind
victims = sessions
arrivals = constant
rate = 10000
begin = 1s
END
for insecure in false true; do
    for guess in sweep random; do
        for guesses in 1 2 4 8 16 32 64 128 256; do
            build/bin/synfin-run --config "$scratch/blind.ini" --set insecure_rst=$insecure --group.forger.guess $guess \
                --group.forger.connections $((200 * guesses)) --trace none --out "$scratch/blind/$insecure-$guess-$guesses" >/dev/null
        done
    done
done
build/bin/synfin-plot "$scratch/blind" blind-attack --by insecure_rst --out "$scratch" >/dev/null

# Networks: those of scripts, and the scenario that doc/groups.rst shows.
for name in custom-topology dumbbell-ranks web-users kernel-on-tap; do
    dot -Tsvg "doc/networks/$name.dot" -o "doc/figures/$name.svg"
    echo "doc/figures/$name.svg"
done
build/bin/synfin-run --config examples/users.ini --draw >doc/figures/groups.svg
echo doc/figures/groups.svg

# Its kinds of users, each with a curve of its own.
build/bin/synfin-run --config examples/users.ini --out "$scratch/users" >/dev/null
build/bin/synfin-plot "$scratch/users" handshake-ecdf --by group --out "$scratch/by-group" >/dev/null
cp "$scratch/by-group/handshake-ecdf.png" "$scratch/by-group.png"

# A flood against a SYN queue, without and with cookies: who gets in, and what is in the queue.
build/bin/synfin-sweep --config examples/pressure.ini --vary group.flood.rate=5,10,20,50,100,200 --vary server.web.syncookies=0,1 --runs 3 \
    --out "$scratch/pressure" >/dev/null
build/bin/synfin-plot "$scratch/pressure" legitimate-share --width 5.6 --out "$scratch" >/dev/null
build/bin/synfin-run --config examples/pressure.ini --out "$scratch/pressed" >/dev/null
build/bin/synfin-plot "$scratch/pressed" queue-over-time --out "$scratch" >/dev/null

# Figures of one's own: doc/grammar.rst's sweep.
build/bin/synfin-sweep --vary loss=0.01,0.02,0.05,0.1,0.2,0.3 --vary profile=rfc9293,linux,freebsd --vary delay=10ms,50ms --runs 5 \
    --connections 1000 --set timer_hz=0 --out "$scratch/study" >/dev/null
own() { build/bin/synfin-plot "$scratch/study" "${@:2}" --name "grammar-$1" --out "$scratch" >/dev/null; }
own line --x loss --y handshake_latency_s.p99 --series profile --panel delay --log y
own ccdf --kind ccdf --y handshake_s --series profile --where loss=0.2 --where delay=10ms --log xy
own box --kind box --x loss --y handshake_s --series profile --where delay=10ms --log y
own heat --kind heat --x loss --series profile --panel delay --y handshake_latency_s.mean

mkdir -p doc/figures
for name in handshake-vs-loss time-wait-population ladder tw-recycle fast-open by-group blind-attack \
    grammar-line grammar-ccdf grammar-box grammar-heat cookbook-outage-2-s cookbook-bufferbloat cookbook-syn-loss legitimate-share queue-over-time; do
    # 64 colours are enough, and a third of the size.
    /usr/bin/python3 -c 'import sys; from PIL import Image
Image.open(sys.argv[1]).convert("RGB").quantize(64).save(sys.argv[2], optimize=True)' \
        "$scratch/$name.png" "doc/figures/$name.png"
    echo "doc/figures/$name.png"
done
