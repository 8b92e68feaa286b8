"""Which methods a Java class declares, and the digest that native-image puts into a method's symbol.

The digest is a hash (Murmur3, 128 bits, in base 62) over loader, class, name and signature. native-image promises
nothing of it: a symbol whose digest is not found is only less sure.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LENGTH = 11  # digits of 64 bits
LOADERS = ("'app'", "", "'platform'")  # of the class path; of the JDK; of the JIT compiler
VARIANTS = (
    "",
    "%%D",
)  # a method as it is; compiled once more for where the JIT's code gives up, in engines with the JIT
_MAGIC = 0xCAFEBABE
_UTF8 = 1
_SIZES = {3: 4, 4: 4, 5: 8, 6: 8, 7: 2, 8: 2, 9: 4, 10: 4, 11: 4, 12: 4, 15: 3, 16: 2, 17: 4, 18: 4, 19: 2, 20: 2}
_WIDE = (5, 6)  # long and double take two places
_TYPE = re.compile(r"\[*(?:L[^;]+;|[BCDFIJSZV])")
_PRIMITIVE = {
    "B": "byte", "C": "char", "D": "double", "F": "float", "I": "int", "J": "long", "S": "short", "Z": "boolean",
    "V": "void",
}  # fmt: skip


def digests(name: str, data: bytes) -> Iterator[str]:
    """Of every method that the class file `data` of the class `name` declares, for each loader."""
    try:
        declared = list(_methods(data))
    except (struct.error, IndexError, KeyError, UnicodeDecodeError, ValueError):
        return
    for method, descriptor in declared:
        arguments, _, result = descriptor.removeprefix("(").partition(")")
        signature = "".join(f"{_class_name(kind)}," for kind in _TYPE.findall(arguments))
        ending = "" if method == "<init>" else _class_name(result)
        for loader in LOADERS:
            for variant in VARIANTS:
                yield _digest(f"{loader}{name}.{method}{variant}({signature}){ending}")


def _digest(text: str) -> str:
    import mmh3

    halves = mmh3.hash64(text.encode("utf-8", "surrogatepass"), signed=False)
    return "".join(DIGITS[half // 62**place % 62] for half in halves for place in range(LENGTH))


def _class_name(kind: str) -> str:
    """As Class.getName() says it: `int`, `java.lang.String`, `[Ljava.lang.String;`."""
    if kind.startswith("["):
        return kind.replace("/", ".")
    return _PRIMITIVE[kind] if kind in _PRIMITIVE else kind[1:-1].replace("/", ".")


def _methods(data: bytes) -> Iterator[tuple[str, str]]:
    """Name and descriptor; a class file that is cut off raises."""
    magic, _, _, count = struct.unpack_from(">IHHH", data)
    if magic != _MAGIC:
        raise ValueError("no class file")
    texts, at = _constants(data, count)
    (interfaces,) = struct.unpack_from(">H", data, at + 6)
    at = _skip_members(data, at + 8 + 2 * interfaces)
    (methods,) = struct.unpack_from(">H", data, at)
    at += 2
    for _ in range(methods):
        _, name, descriptor, attributes = struct.unpack_from(">HHHH", data, at)
        yield texts[name], texts[descriptor]
        at = _skip_attributes(data, at + 8, attributes)


def _constants(data: bytes, count: int) -> tuple[dict[int, str], int]:
    """The texts of the constant pool, and where it ends."""
    texts: dict[int, str] = {}
    at, index = 10, 1
    while index < count:
        tag = data[at]
        if tag == _UTF8:
            (length,) = struct.unpack_from(">H", data, at + 1)
            texts[index] = data[at + 3 : at + 3 + length].decode("utf-8", "replace")
            at += 3 + length
        else:
            at += 1 + _SIZES[tag]
        index += 2 if tag in _WIDE else 1
    return texts, at


def _skip_members(data: bytes, at: int) -> int:
    (count,) = struct.unpack_from(">H", data, at)
    at += 2
    for _ in range(count):
        (attributes,) = struct.unpack_from(">H", data, at + 6)
        at = _skip_attributes(data, at + 8, attributes)
    return at


def _skip_attributes(data: bytes, at: int, count: int) -> int:
    for _ in range(count):
        (length,) = struct.unpack_from(">I", data, at + 2)
        at += 6 + length
    return at
