#!/bin/bash
# Our own scripts, for every profile and both IP versions, when $SYNFIN_PACKETDRILL names a packetdrill program.
set -u
here=$(cd "$(dirname "$0")" && pwd)

# Bad usage is told in one line, whether there is a packetdrill or not.
for arguments in "" "--packetdrill" "--packetdrill /dev/null $here/all" "--packetdrill /bin/true" \
    "--packetdrill /bin/true --profile solaris $here/all" "--packetdrill /bin/true --speed 9 $here/all" \
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
    run --profile freebsd --ip-version $version "$here/all" || status=1
    run --profile freebsd --dialect freebsd --ip-version $version "$here/freebsd" || status=1
    # What FreeBSD does otherwise than Linux: none of these scripts holds there.
    wrong=$(run --profile linux --dialect freebsd --ip-version $version "$here/freebsd/differs" | grep "^ok")
    [ -z "$wrong" ] || { echo "passes on linux, too: $wrong"; status=1; }
done
exit $status
