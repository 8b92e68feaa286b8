#!/bin/sh
# Build examples/hello with its profile, run it, change a line of a copy, build again.
set -eu
wizard="$BIN/graalpy-wizard"
now() { "$BIN/python" -c 'import time; print(time.time())'; }

mkdir -p out
echo "Building examples/hello (the first time an engine is built: 5 to 10 minutes on two cores; later a second)"
"$wizard" build examples/hello --trust -o out/hello
echo
echo '$ out/hello --table'
out/hello --table
echo
echo '$ out/hello Ada --language English'
out/hello Ada --language English

rm -rf out/changed
cp -R examples/hello out/changed
sed 's/edge = "+" + "-"/edge = "*" + "="/' examples/hello/greetings/cards.py > out/changed/greetings/cards.py
echo
echo "A line is changed in a copy, out/changed:"
diff examples/hello/greetings/cards.py out/changed/greetings/cards.py || true
begin=$(now)
"$wizard" build out/changed --trust --quiet -o out/hello
end=$(now)
echo
echo '$ out/hello Ada --language English'
out/hello Ada --language English
echo
"$BIN/python" - "$begin" "$end" out/hello <<'END'
import os
import sys

begin, end, path = sys.argv[1:]
size = os.path.getsize(path) / 1e6
print(f"That took {float(end) - float(begin):.1f} s, two runs of the program for its [check] included. {os.path.abspath(path)}: {size:.1f} MB.")
print("Change a line of out/changed yourself: graalpy-wizard build out/changed --trust -o out/hello")
END
