"""The questions that the shipped presets answer, without their words."""

from __future__ import annotations

from wizard.catalogue.model import Choice, Question

TABLE = {
    "network": "none client server", "crypto": "none hashes tls", "compression": "yes no",
    "encodings": "all common", "files": "payload read all", "environment": "yes no",
    "processes": "yes no", "posix": "java native", "jit": "on off",
    "startup": "plain bytecode preinitialised snapshot", "library": "full trimmed",
    "native_modules": "sqlite3 expat bz2 termios capi", "optimise": "speed size build",
    "cpu": "compatibility default native", "packed": "no yes", "contexts": "one shared",
    "async_actions": "automatic polled", "jni": "yes no",
}  # fmt: skip


def question(key: str, values: list[str], kind: str = "choice") -> Question:
    default: str | tuple[str, ...] = tuple(values) if kind == "set" else values[0]
    choices = tuple(Choice(value, value, value) for value in values)
    return Question(key, key, key, key, kind, default, choices)


QUESTIONS = tuple(
    question(key, values.split(), "set" if key == "native_modules" else "choice") for key, values in TABLE.items()
)
