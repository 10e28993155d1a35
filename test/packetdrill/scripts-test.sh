#!/bin/bash
# Our own scripts, for every profile and both IP versions, when $SYNFIN_PACKETDRILL names a packetdrill program.
set -u
here=$(cd "$(dirname "$0")" && pwd)

# Bad usage is told in one line, whether there is a packetdrill or not.
for arguments in "" "--packetdrill" "--packetdrill /dev/null $here/all" "--packetdrill /bin/true" \
    "--packetdrill /bin/true --profile solaris $here/all" "--packetdrill /bin/true --speed 9 $here/all"; do
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
status=0
for profile in rfc9293 linux linux-4 freebsd; do
    for version in ipv4 ipv6; do
        "$here/run.sh" --packetdrill "$SYNFIN_PACKETDRILL" --profile $profile --ip-version $version \
            "$here/all" "$here/$profile" || status=1
    done
done
exit $status
