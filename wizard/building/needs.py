"""What a build needs, from the reference builds (2 processors, 24 GiB, GraalPy 25.0.3); bytes."""

from __future__ import annotations

from dataclasses import dataclass

MB, GB = 10**6, 10**9


@dataclass(frozen=True, slots=True)
class Needs:
    """`memory` is the builder's peak. `work` is what its folder holds at most: object file, image, temporary files."""

    memory: int
    engine: int
    work: int


# Peak RSS 11.78, 4.83 (the largest of six) and 0.95 GB; files of 295, 157 and 13.8 MB. The object file is as large
# as the image, and both are there at once with the linker's output.
SHIPPED = {
    "jit": Needs(11_800 * MB, 300 * MB, 900 * MB),
    "no-jit": Needs(4_830 * MB, 160 * MB, 480 * MB),
    "java": Needs(950 * MB, 14 * MB, 60 * MB),
}


def kind_of(*, jit: bool, java: bool = False) -> str:
    """The key of `SHIPPED` and of the catalogue's stage seconds."""
    if java:
        return "java"
    return "jit" if jit else "no-jit"


def gigabytes(size: int) -> str:
    """`11.8 GB`, decimal."""
    return f"{size / GB:.1f} GB"
