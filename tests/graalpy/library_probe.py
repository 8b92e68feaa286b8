"""Data, not a test: a program that imports every module of the library and says what came of it, a line each."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

HOME = "/graalpy/home/lib/python3.12"
LEFT_OUT = {"antigravity": "opens a browser", "this": "prints a poem", "idlelib.idle": "opens a window"}


def names(folder: str, prefix: str = "") -> Iterator[str]:
    """Modules and packages below `folder`, but for those that are started, not imported."""
    for entry in sorted(os.listdir(folder)):  # noqa: PTH208, pathlib is one of those that are tried
        path = f"{folder}/{entry}"
        base, _, ending = entry.partition(".")
        if ending == "py" and base not in ("__init__", "__main__"):
            yield prefix + base
        elif entry != "site-packages" and os.path.exists(f"{path}/__init__.py"):  # noqa: PTH110
            yield prefix + entry
            yield from names(path, f"{prefix}{entry}.")


def main() -> None:
    """From the module with the number that is the first argument: one may end the process."""
    every = sorted({*names(HOME), *sys.builtin_module_names, *sys.stdlib_module_names} - {*LEFT_OUT})
    for index in range(int(sys.argv[1]), len(every)):
        name = every[index]
        print(f"try\t{index}\t{name}", flush=True)
        try:
            __import__(name)
        except BaseException as error:
            print(f"got\t{type(error).__name__}\t{getattr(error, 'name', None)}", flush=True)
        else:
            print("got\timported", flush=True)
    print("end", flush=True)


if __name__ == "__main__":
    main()
