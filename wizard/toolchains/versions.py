"""What a GraalVM says of itself: editions and versions, read leniently, as their texts have changed often."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

OLDEST = (22, 3)  # the first with -H:BuildOutputJSONFile


@dataclass(frozen=True, slots=True)
class Said:
    """Empty: it did not say."""

    version: str = ""  # of GraalVM's native-image
    java: str = ""
    edition: str = ""


def from_release(facts: Mapping[str, str]) -> Said:
    """From the values of a `release` file."""
    vendor = f"{facts.get('IMPLEMENTOR_VERSION', '')} {facts.get('IMPLEMENTOR', '')}"
    version = facts.get("GRAALVM_VERSION", "")
    edition = edition_of(vendor)
    if not edition and version:
        edition = "Oracle GraalVM" if "Oracle" in vendor else "GraalVM CE" if "GraalVM" in vendor else "GraalVM"
    if edition in {"Mandrel", "Liberica NIK"} and not version:
        version = _after(edition, vendor)
    return Said(version, facts.get("JAVA_VERSION", ""), edition)


def from_output(text: str) -> Said:
    """From what `native-image --version` prints: three lines since 23.0, one before."""
    edition = edition_of(text)
    old = re.search(r"^(?:GraalVM|native-image) (\d[\d.]*)\S* .*\(Java Version (\d[\d.]*)", text, re.MULTILINE)
    if old:
        return Said(old[1].rstrip("."), old[2], edition or ("GraalVM CE" if " CE " in text else "GraalVM"))
    java = re.search(r"^native-image (\d[\d.]*)", text, re.MULTILINE)
    return Said(_after(edition, text), java[1] if java else "", edition)


def edition_of(text: str) -> str:
    """The edition that a text names; empty if none."""
    for needle, edition in (
        ("Oracle GraalVM", "Oracle GraalVM"),
        ("Mandrel", "Mandrel"),
        ("Liberica-NIK", "Liberica NIK"),
        ("GraalVM CE", "GraalVM CE"),
        ("GraalVM Community", "GraalVM CE"),
    ):
        if needle in text:
            return edition
    return ""


def fits(version: str, wanted: str) -> bool:
    """Whether "25.0.4" is a "25.0" (by components), or in a range such as ">=25.0.2"; anything is in ""."""
    if not wanted:
        return True
    if wanted[0] in "<>=!~":
        from packaging.specifiers import InvalidSpecifier, SpecifierSet

        try:
            return ".".join(map(str, numbers(version))) in SpecifierSet(wanted)
        except InvalidSpecifier:
            return False
    there, needed = numbers(version), numbers(wanted)
    return bool(needed) and there[: len(needed)] == needed


def numbers(version: str) -> tuple[int, ...]:
    """(25, 0, 4) of "25.0.4+10.1"."""
    match = re.match(r"\d+(\.\d+)*", version)
    return tuple(int(part) for part in match[0].split(".")) if match else ()


def _after(edition: str, text: str) -> str:
    word = edition.replace(" ", "[ -]") if edition else "GraalVM(?: CE)?"
    match = re.search(rf"{word}[ -](\d[\d.]*)", text)
    return match[1].rstrip(".") if match else ""
