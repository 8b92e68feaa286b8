"""Fails when more than LIMIT percent of the lines below the folders given stand more than once."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path


def main() -> int:
    """`duplication.py LIMIT FOLDER...`; measured by pylint's symilar, runs of six lines and more."""
    limit, folders = float(sys.argv[1]), sys.argv[2:]
    files = sorted(str(p) for folder in folders for p in Path(folder).rglob("*.py"))
    options = ["--duplicates=6", "--ignore-comments", "--ignore-docstrings", "--ignore-imports", "--ignore-signatures"]
    symilar = Path(sys.executable).with_name("symilar")
    text = subprocess.run([symilar, *options, *files], capture_output=True, text=True, check=True).stdout
    found = re.search(r"TOTAL lines=(\d+) duplicates=(\d+) percent=([\d.]+)", text)
    if not found:
        print(text)
        return 1
    percent = float(found[3])
    print(f"{percent:.2f} % of {found[1]} lines are duplicates (limit {limit} %)")
    if percent > limit:
        print(text)
    return int(percent > limit)


if __name__ == "__main__":
    sys.exit(main())
