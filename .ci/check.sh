#!/bin/sh
# Everything that can be said without building an image; stops at the first thing that is wrong.
set -eu
say() { printf '\n== %s\n' "$1"; }
say "ruff"; "$BIN/ruff" check . ; "$BIN/ruff" format --check .
say "mypy"; "$BIN/mypy"
say "import-linter"; "$BIN/lint-imports" --no-cache
say "duplication"; "$BIN/python" .ci/duplication.py 2.5 wizard
say "documents made from the catalogue"; "$BIN/python" -m wizard.catalogue.documents --check
say "JSON Schemas made from the types"; "$BIN/python" -m wizard.cli.json_schemas --check
say "screenshots"; "$BIN/python" -m tests.tui.screenshots --check
say "packaging"; sh .ci/packaging.sh
say "coverage of the quick tests"
"$BIN/pytest" -m 'not graalpy and not presets and not native and not jvm and not html' --cov --cov-report=term:skip-covered --cov-fail-under=85
