"""The core stands without the app."""

from __future__ import annotations

import subprocess
import sys

EVERYTHING = """
import importlib, pkgutil, sys, wizard
names = [m.name for m in pkgutil.walk_packages(wizard.__path__, "wizard.") if not m.name.startswith("wizard.tui")]
alone = ("__main__", "probe_program", "supervise", "pip_for_graalpy")
for name in names:
    if not name.endswith(alone):
        importlib.import_module(name)
print(len(names), "textual" in sys.modules)
"""


def test_no_module_of_the_core_imports_textual() -> None:
    done = subprocess.run([sys.executable, "-c", EVERYTHING], capture_output=True, text=True, check=True)
    count, loaded = done.stdout.split()
    assert int(count) > 80
    assert loaded == "False"


def test_the_version_needs_next_to_nothing() -> None:
    """Light verbs answer before argparse is imported."""
    code = "import sys; from wizard.__main__ import main; sys.argv[1:] = ['--version']; main()"
    code += "; print('argparse' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"
