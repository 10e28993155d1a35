#!/bin/sh
# Builds the manual for a browser: doc/build.sh [FOLDER], build/manual unless given. A warning is an error.
# examples/install.sh test has what it needs (Debian: python3-sphinx, doxygen).
set -eu
given=${1-}
if [ $# -gt 1 ] || [ "${given#-}" != "$given" ]; then
    word=$(export LC_ALL=C; printf %.60s "${2-$1}" | tr -c ' -~' '?')
    echo "build.sh: unknown argument '$word': give a folder, or nothing" >&2
    exit 2
fi
cd "$(dirname "$0")/.."
folder=${1:-build/manual}
for program in sphinx-build doxygen; do
    if ! command -v $program >/dev/null; then
        echo "build.sh: $program is missing: examples/install.sh test" >&2
        exit 1
    fi
done
sphinx-build -q -E -a -W --keep-going -n -b html -d "$folder/.doctrees" doc "$folder"
# The API beside it; what Doxygen has to say about comments is another check's.
{
    cat doc/doxygen.conf
    printf '%s\n' "OUTPUT_DIRECTORY = \"$folder\"" "HTML_OUTPUT = api" "GENERATE_XML = NO" "WARN_LOGFILE = \"$folder/.doxygen-warnings\""
} | doxygen - >/dev/null
echo "$folder/index.html"
