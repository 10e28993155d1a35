#!/bin/bash
# Our own scripts, for every profile and both IP versions, when $SYNFIN_PACKETDRILL names a packetdrill program.
set -u
here=$(cd "$(dirname "$0")" && pwd)

# Bad usage is told in one line, whether there is a packetdrill or not.
for arguments in "" "--packetdrill" "--packetdrill /dev/null $here/all" "--packetdrill /bin/true" \
    "--packetdrill /bin/true --profile solaris $here/all" "--packetdrill /bin/true --speed 9 $here/all" \
    "--packetdrill /bin/true --live --set mss=1 $here/all" "--packetdrill /bin/true --live --dialect freebsd $here/all" \
    "--packetdrill /bin/true --dialect sunos $here/all" "--packetdrill /bin/true -D 9 $here/all" \
    "--packetdrill /bin/true -D NAME $here/all" "--packetdrill /bin/true --tolerance-percent much $here/all"; do
    # shellcheck disable=SC2086 # a list of words
    message=$("$here/run.sh" $arguments 2>&1 >/dev/null)
    status=$?
    if [ $status != 2 ] || [ "$(wc -l <<<"$message")" != 1 ] || [[ "$message" != run.sh:* ]]; then
        echo "run.sh $arguments: status $status, '$message'; expected 2 and one line"
        exit 1
    fi
done

# equals WHAT EXPECTED ACTUAL
equals() {
    [ "$2" = "$3" ] || { echo "$1: '$3', expected '$2'"; exit 1; }
}

# FreeBSD's scripts are translated, line by line.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf '%s\n' '#ifdef FreeBSD' 'TCP_NOOPT' '#else' 'no' '#endif' '#ifndef FreeBSD' 'no' '#endif' \
    'TCPI_CLOSING TCP_MAXSEG TCP_KEEPINIT' >"$folder/script.pkt"
equals "a translated script" "$(printf '%s\n' '' 8 '' '' '' '' '' '' 'TCP_CLOSING TCP_MAXSEG 128')" \
    "$("$here/dialect.py" "$folder/script.pkt" FreeBSD)"
echo '#ifdef FreeBSD' >"$folder/script.pkt"
equals "an #ifdef without end" "dialect.py: an #ifdef has no #endif" "$("$here/dialect.py" "$folder/script.pkt" 2>&1)"

# The commands: names of FreeBSD, connections of nobody.
export SYNFIN_FOLDER=$folder
mkdir -p "$folder/net/inet/tcp" "$folder/kern/ipc"
echo 0 | tee "$folder/net/inet/tcp/insecure_rst" >"$folder/kern/ipc/maxsockbuf"
"$here/commands/sysctl" -w net.inet.tcp.insecure_rst=1 kern.ipc.maxsockbuf=73728 || exit 1
equals "sysctl" "net.inet.tcp.insecure_rst = 1 73728" \
    "$("$here/commands/sysctl" net.inet.tcp.insecure_rst) $("$here/commands/sysctl" -n kern.ipc.maxsockbuf)"
equals "an unknown sysctl" "sysctl: a simulated host has no net.inet.tcp.warp" \
    "$("$here/commands/sysctl" net.inet.tcp.warp=9 2>&1)"
printf '%s\n' 'SYN_RCVD 0 0 192.168.0.1 8080 192.0.2.1 40000 ?' \
    'TIME_WAIT 0 0 192.168.0.1 9090 192.0.2.1 40001 packetdrill' >"$folder/sockets"
equals "sockstat" "? ? 192.168.0.1:8080 192.0.2.1:40000 SYN_RCVD" \
    "$("$here/commands/sockstat" -4 -P tcp -p 8080 -s | sed 1d | awk '{ print $1, $2, $6, $7, $8 }')"
equals "sockstat of IPv6" "" "$("$here/commands/sockstat" -6 | sed 1d)"

if [ -z "${SYNFIN_PACKETDRILL:-}" ]; then
    echo "skipped: set SYNFIN_PACKETDRILL to a packetdrill program (doc/packetdrill.rst) to run its scripts"
    exit 77
fi
if [ "${SYNFIN_SANITIZED:-0}" = 1 ]; then
    echo "skipped: packetdrill cannot load a library that is built with sanitizers"
    exit 77
fi

# Scripts say when things happen to 0.5 %, so Linux's timers must not ride the wheel.
run() {
    "$here/run.sh" --packetdrill "$SYNFIN_PACKETDRILL" --tolerance-percent 0.5 --set timer_hz=0 "$@"
}

status=0
for version in ipv4 ipv6; do
    for profile in rfc9293 linux linux-4; do
        run --profile $profile --ip-version $version "$here/all" "$here/$profile" || status=1
    done
    # ICMP has other names with IPv6.
    [ $version = ipv6 ] || run --profile linux "$here/linux-ipv4" || status=1
    run --profile freebsd --ip-version $version "$here/all" || status=1
    run --profile freebsd --dialect freebsd --ip-version $version "$here/freebsd" || status=1
    # What FreeBSD does otherwise than Linux: none of these scripts holds there.
    wrong=$(run --profile linux --dialect freebsd --ip-version $version "$here/freebsd/differs" | grep "^ok")
    [ -z "$wrong" ] || { echo "passes on linux, too: $wrong"; status=1; }
done
exit $status
