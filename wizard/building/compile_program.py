"""The program that an engine runs to compile modules of its own payload: it reads from there, as other files may be
withheld from it, and writes to standard output. Names come on standard input, one a line; for each, in their order, a
length of four bytes and as many bytes of .pyc; none where it is no Python of this version."""

import _frozen_importlib_external as external
import _imp
import sys


def compiled(name: str) -> bytes:
    """The .pyc as `python -m compileall --invalidation-mode unchecked-hash` would write it."""
    path = "/graalpy/" + name
    with open(path, "rb") as file:  # noqa: PTH123  # pathlib takes longer to import than a module to compile
        source = file.read()
    try:
        code = compile(source, path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, OverflowError, LookupError):
        return b""
    digest = _imp.source_hash(external._RAW_MAGIC_NUMBER, source)  # type: ignore[attr-defined]
    return bytes(external._code_to_hash_pyc(code, digest, False))  # type: ignore[attr-defined]


def main() -> None:
    """All of them. Flushed one by one: what is there when the process dies is used, and tells which one it was."""
    for line in sys.stdin:
        data = compiled(line.rstrip("\n"))
        sys.stdout.buffer.write(len(data).to_bytes(4, "big") + data)
        sys.stdout.buffer.flush()


main()
