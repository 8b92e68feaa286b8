"""A proof and a platform in a few words."""

from __future__ import annotations

from wizard.reports.model import Proof, RunsOn


def tally(proof: Proof) -> str:
    """`112 promises hold`, `1 of 112 promises is broken`."""
    count, broken = len(proof.lines), len(proof.broken)
    if broken:
        return f"{broken} of {count} promises {'is' if broken == 1 else 'are'} broken"
    return f"{count} promises hold" if count != 1 else "1 promise holds"


def platform_text(where: RunsOn) -> str:
    """`Linux, x86-64-v3, glibc 2.34 or later, with libz.so.1, libc.so.6`."""
    told = [where.system, where.level or where.machine]
    if where.glibc:
        told.append(f"glibc {where.glibc} or later")
    if where.libraries:
        told.append(f"with {', '.join(where.libraries)}")
    return ", ".join(told)
