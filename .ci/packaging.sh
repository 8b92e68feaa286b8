#!/bin/sh
# A wheel, installed elsewhere without the checkout, gives the command with all its data.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$BIN/python" -m build --wheel --outdir "$folder" . >"$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
"$BIN/python" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "$folder"/*.whl
cd "$folder"
mkdir home
run() { HOME="$folder/home" XDG_CACHE_HOME= XDG_CONFIG_HOME= XDG_STATE_HOME= "$folder/venv/bin/$@"; }
run graalpy-wizard --version
run graalpy-wizard presets list >/dev/null
run python -m wizard explain --preset smallest >/dev/null
run python - <<'PY'
from importlib.resources import files
root = files("wizard")
for name in ("presets/smallest.toml", "catalogue/data/options.toml", "toolchains/kit/bin/native-image",
             "toolchains/kit/jars.toml", "reports/page/page.js", "reports/licences/UPL-1.0.txt", "building/launcher/Launcher.java", "tui/style.tcss", "py.typed"):
    assert root.joinpath(name).is_file(), f"the wheel lacks wizard/{name}"
archives = sum(1 for f in root.joinpath("toolchains/kit/jdk-static-libs/linux-amd64/glibc").iterdir())
assert archives >= 20, archives
print("the wheel holds the presets, the catalogue, the launcher and the kit")
PY
