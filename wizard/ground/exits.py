"""The exit codes of the command line (documented in docs/exit-codes.md)."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What an exit status says; `rehearse` may end with the program's own status instead."""

    DONE = 0
    BUILD_FAILED = 1  # native-image failed
    INPUT = 2  # usage, profile, program, requirement, an import that an answer breaks
    ENVIRONMENT = 3  # toolchain, compiler, network, disk, permissions, lock
    CONSENT = 4  # a shared file wants what needs the user's consent
    BUDGET = 5
    PROOF = 6  # the executable breaks a promise
    MEMORY = 7
    TIMEOUT = 8
    BUG = 70
    INTERRUPTED = 130
