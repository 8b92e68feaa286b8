#!/bin/sh
# Build examples/hello with its profile, run it, change a line, build again.
set -eu
wizard="$BIN/graalpy-wizard"
mkdir -p out
echo "Building examples/hello (the first time an engine is built: 5 to 10 minutes on two cores; later a second)"
"$wizard" build examples/hello --trust -o out/hello
echo
echo '$ out/hello --table'
out/hello --table
echo
echo '$ out/hello Ada --language English'
out/hello Ada --language English
echo
size=$(wc -c < out/hello)
echo "The executable is $(pwd)/out/hello ($((size / 1000000)) MB). Change examples/hello and type 'make demo' again."
