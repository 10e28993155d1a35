#!/bin/bash
# Runs packetdrill scripts against the core: libsynfin-packetdrill.so behind a packetdrill binary, in virtual time.
#
#   run.sh --packetdrill BIN [OPTION]... PATH...
#
#   --packetdrill BIN        the packetdrill program (doc/packetdrill.rst says where it comes from)
#   --profile P              rfc9293, linux (default), linux-4 or freebsd
#   --ip-version V           ipv4 (default) or ipv6
#   --set NAME=VALUE         a field of the profile
#   --live                   against the kernel of this machine instead, each script in a network namespace of its own,
#                            as google's runner does it; for root
#   --dialect D              linux (default) or freebsd: #ifdef, names and numbers of FreeBSD's scripts, its SO_RCVBUF
#   -D NAME                  NAME is defined for #ifdef of that dialect; FreeBSD is, and IPV6 where it is so
#   -D NAME=VALUE            packetdrill puts VALUE in the place of NAME (--define)
#   --tolerance-percent T    how much times may be off (packetdrill has 12.5), or
#   --tolerance-usecs T      the same as a time (packetdrill has 4000); the greater counts
#   PATH                     scripts (*.pkt), or folders in which all are run
#
# Prints TAP, and last the total; ends with 0 when all passed. The library is taken from $SYNFIN_LIB, else build/lib.
#
# packetdrill runs a script's commands for real. So everything happens in network and mount namespaces of its own:
# commands/ comes first in PATH, and a folder stands in for /proc/sys/net, from which the host takes its profile.
set -u

here=$(cd "$(dirname "$0")" && pwd)
library=$(realpath -m "${SYNFIN_LIB:-$here/../../build/lib}/libsynfin-packetdrill.so")

# One line, whatever was typed.
refuse() {
    echo "run.sh: $(export LC_ALL=C; printf %.190s "$*" | tr -c ' -~' '?')" >&2
    exit 2
}

arguments=("$@")
packetdrill=
profile=linux
version=ipv4
live=
settings=
dialect=linux
defined=()
passed_on=()
paths=()
while [ $# -gt 0 ]; do
    case "$1" in
        --packetdrill | --profile | --ip-version | --set | --dialect | -D | --tolerance-percent | --tolerance-usecs)
            [ $# -ge 2 ] || refuse "$1 needs a value"
            case "$1" in
                --packetdrill) packetdrill=$2 ;;
                --profile) profile=$2 ;;
                --ip-version) version=$2 ;;
                --set) settings+=,$2 ;;
                --dialect) dialect=$2 ;;
                -D)
                    [[ "$2" =~ ^[A-Za-z_][A-Za-z0-9_]*(=.+)?$ ]] || refuse "-D '$2' is not NAME or NAME=VALUE"
                    if [[ "$2" == *=* ]]; then passed_on+=("--define=$2"); else defined+=("$2"); fi
                    ;;
                --tolerance-*)
                    [[ "$2" =~ ^[0-9]+(\.[0-9]+)?$ ]] || refuse "$1 '$2' is not a number from 0 on"
                    name=${1#--}
                    passed_on+=("--${name//-/_}=$2")
                    ;;
            esac
            shift 2
            ;;
        --live)
            live=1
            shift
            ;;
        -*)
            refuse "unknown option '$1': give --packetdrill, --profile, --ip-version, --set, --live, --dialect, -D," \
                "--tolerance-*"
            ;;
        *)
            paths+=("$1")
            shift
            ;;
    esac
done
[ -n "$packetdrill" ] || refuse "--packetdrill is missing: give the packetdrill program"
[ -f "$packetdrill" ] && [ -x "$packetdrill" ] || refuse "--packetdrill '$packetdrill' is not a program"
[ -n "$live" ] || [ -f "$library" ] || refuse "'$library' is missing: build it, or set SYNFIN_LIB to its folder"
[ ${#paths[@]} -gt 0 ] || refuse "no PATH: give scripts (*.pkt) or folders"
case "$profile" in
    rfc9293 | linux | linux-4 | freebsd) ;;
    *) refuse "--profile '$profile' is not rfc9293, linux, linux-4 or freebsd" ;;
esac
[ -z "$live" ] || [ -z "$settings" ] || refuse "--live: a kernel has no fields to set (--set ${settings#,})"
case "$version" in
    # As packetdrill's own runner does it: a link on which IPv6, too, has an MSS of 1460.
    ipv4) options=(--ip_version=ipv4) ;;
    ipv6) options=(--ip_version=ipv6 --mtu=1520) settings=,mss=1480$settings ;;
    *) refuse "--ip-version '$version' is not ipv4 or ipv6" ;;
esac
case "$dialect" in
    linux) [ ${#defined[@]} -eq 0 ] || refuse "-D NAME is for --dialect freebsd; -D NAME=VALUE is for packetdrill" ;;
    freebsd) defined+=(FreeBSD "${version/ipv/IPV}") ;;
    *) refuse "--dialect '$dialect' is not linux or freebsd" ;;
esac
if [ -n "$live" ]; then
    [ "$dialect" = linux ] || refuse "--live is Linux: no --dialect $dialect"
    [ "$(id -u)" = 0 ] || refuse "--live is for root: it changes the sysctls of its network namespaces"
fi
# Of google's runner; Fast Open's cookies depend on them. A script's own come first.
case "$version" in
    ipv4) addresses=(--local_ip=192.168.0.1 --gateway_ip=192.168.0.1 --netmask_ip=255.255.0.0 --remote_ip=192.0.2.1) ;;
    ipv6) addresses=(--local_ip=fd3d:0a0b:17d6::1 --gateway_ip=fd3d:0a0b:17d6:8888::1 --remote_ip=fd3d:fa7b:d17d::1) ;;
esac
addresses_for() { grep -q '^--local_ip' "$1" || printf '%s\n' "${addresses[@]}"; }
for path in "${paths[@]}"; do
    [ -d "$path" ] || { [ -f "$path" ] && [[ "$path" == *.pkt ]]; } || refuse "'$path' is neither a folder nor a .pkt file"
done

if [ -z "${SYNFIN_ISOLATED:-}" ]; then
    isolation=(unshare -n -m)
    [ "$(id -u)" = 0 ] || isolation=(unshare -r -n -m)
    "${isolation[@]}" true 2>/dev/null || refuse "${isolation[*]} is not allowed here"
    SYNFIN_ISOLATED=1 exec "${isolation[@]}" "$0" "${arguments[@]}"
fi

packetdrill=$(realpath "$packetdrill")
scratch=$(mktemp -d)
trap 'umount /proc/sys/net 2>/dev/null; rm -rf "$scratch"' EXIT
if [ -n "$live" ]; then
    sysctl -qw net.ipv4.tcp_congestion_control=cubic 2>/dev/null ||
        refuse "cubic is not for namespaces here; outside: sysctl net.ipv4.tcp_allowed_congestion_control='reno cubic'"
fi

# What packetdrill does with a script, in a network namespace of its own, with the congestion control of profile linux.
run_live() {
    local prepare='ip link set lo up && sysctl -qw net.ipv4.tcp_congestion_control=cubic'
    unshare -n sh -c "$prepare"' && exec timeout -k 5 300 "$@"' - \
        "$packetdrill" "${options[@]}" "${own[@]}" "${passed_on[@]}" --send_omit_free "$1"
}

run_simulated() {
    LD_PRELOAD=$library timeout -k 5 60 "$packetdrill" "${options[@]}" "${own[@]}" "${passed_on[@]}" --so_filename="$library" \
        --so_flags="profile=$profile,folder=$scratch,dialect=$dialect$settings" "$1"
}

runner=run_live
host="Linux $(uname -r)"
if [ -z "$live" ]; then
    runner=run_simulated
    host="profile $profile"
    mkdir "$scratch/net" "$scratch/sysctls"
    # The names that a Linux host has; their values are the profile's where it has one.
    for part in core ipv4 ipv6; do
        mkdir "$scratch/sysctls/$part"
        find "/proc/sys/net/$part" -maxdepth 1 -type f -perm -u=rw -exec cp --no-preserve=all {} "$scratch/sysctls/$part" \; 2>/dev/null
    done
    mount --bind "$scratch/net" /proc/sys/net || refuse "cannot put a folder in the place of /proc/sys/net"
    export SYNFIN_FOLDER=$scratch
    export PATH=$here/commands:$PATH
fi

mapfile -t scripts < <(find "${paths[@]}" -name '*.pkt' -printf '%p\n' | sort)
passed=0
number=0
for script in "${scripts[@]}"; do
    number=$((number + 1))
    rm -rf "$scratch"/net/* "$scratch"/{kern,sockets,counters,drop,flush}
    [ -n "$live" ] || cp -r "$scratch"/sysctls/* "$scratch/net"
    translated=$(basename "$script")
    mapfile -t own < <(addresses_for "$script")
    if [ "$dialect" = freebsd ]; then
        translated=$scratch/$translated
        "$here/dialect.py" "$script" "${defined[@]}" >"$translated" || exit 2
    fi
    if output=$(cd "$(dirname "$script")" && "$runner" "$translated" 2>&1 </dev/null); then
        passed=$((passed + 1))
        echo "ok $number - $script"
    else
        status=$?
        # The message of packetdrill, or of the Python in which it runs a script's assertions.
        reason=$(grep -E '\.pkt:[0-9]+:|Error' <<<"$output" | tail -1)
        [ -n "$reason" ] || reason=$(tail -1 <<<"$output")
        [ $status != 124 ] || reason="no end in time"
        echo "not ok $number - $script # ${reason:-status $status}"
    fi
done
echo "1..$number"
echo "# $host, $version: $passed of $number passed"
[ "$number" -gt 0 ] && [ "$passed" = "$number" ]
