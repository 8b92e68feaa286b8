"""`deny.py NAME[,NAME] ERRNO COMMAND...`: run a command to which the kernel refuses system calls (seccomp)."""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys

NUMBERS = {"memfd_create": 319, "execveat": 322}  # x86-64
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06  # of the kernel's filter language
ALLOW, ERRNO = 0x7FFF0000, 0x00050000


def program(numbers: list[int], error: int) -> bytes:
    """Load the number of the call; these fail with `error`, all others pass."""
    rules = [struct.pack("<HBBI", LOAD, 0, 0, 0)]
    for number in numbers:
        rules += [struct.pack("<HBBI", JUMP_IF_EQUAL, 0, 1, number), struct.pack("<HBBI", RETURN, 0, 0, ERRNO | error)]
    return b"".join([*rules, struct.pack("<HBBI", RETURN, 0, 0, ALLOW)])


def main() -> None:
    """Never returns."""
    names, error, *command = sys.argv[1:]
    code = program([NUMBERS[name] for name in names.split(",")], getattr(errno, error))
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0):
        sys.exit(f"no seccomp: {os.strerror(ctypes.get_errno())}")
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
