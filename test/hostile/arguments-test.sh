#!/bin/bash
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

# Test programs refuse what they do not know in one line, with status 2, before they do anything.
set -u
failed=0

# refuses <word> <command>...
refuses() {
    local word=$1 status=0
    shift
    "$@" >out 2>err </dev/null || status=$?
    if [ $status != 2 ] || [ -s out ] || [ "$(wc -l <err)" != 1 ] || ! grep -qF -- "$word" err; then
        echo "$*: status $status, $(cat out err)"
        failed=1
    fi
}

refuses "'--lang'" "$SYNFIN_SOURCE/test/run.sh" --lang
refuses "'now'" "$SYNFIN_SOURCE/test/run.sh" --long now
refuses "'0'" "$SYNFIN_SOURCE/test/fuzz/run.sh" 0
refuses "''" "$SYNFIN_SOURCE/test/fuzz/run.sh"
refuses "--frob" "$SYNFIN_BIN/synfin-properties" --frob 1
refuses "--scenarios many" "$SYNFIN_BIN/synfin-properties" --scenarios many
refuses "--jobs 0" "$SYNFIN_BIN/synfin-properties" --jobs 0
refuses "--seed" "$SYNFIN_BIN/synfin-properties" --seed

"$SYNFIN_SOURCE/test/run.sh" --help | grep -q -- --long || { echo "--help does not tell of --long"; failed=1; }
"$SYNFIN_BIN/synfin-properties" --scenarios 10 --seed 5 | grep -q '^10 scenarios (seed 5 from 0)' || failed=1
"$SYNFIN_BIN/synfin-properties" --seed 5 --show 4 | grep -q 'CLOSED -> SYN_SENT' || { echo "--show shows nothing"; failed=1; }
exit $failed
