"""Data, not a test: a program that imports every module of the library and says what came of it, a line each."""

from __future__ import annotations

import sys


def main(library: list[str]) -> None:
    """From the module with the number that is the first argument: one may end the process."""
    every = sorted({*library, *sys.builtin_module_names, *sys.stdlib_module_names} - {"antigravity", "this"})
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
