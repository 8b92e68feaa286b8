# ruff: noqa: N802
"""Data: runs one module of CPython's own tests and says how each test ended, in a line of JSON.

Arguments: the module, and tests to leave out: they end the interpreter, or do not end."""

import json
import sys
import unittest

from test import support  # type: ignore[import-not-found]

support.use_resources = []  # as `python -m test` without -u: nothing that takes minutes, no network
NAME, OUT = sys.argv[1], frozenset(sys.argv[2:])
SAYS = sys.stdout


def say(*words: object) -> None:
    SAYS.write(json.dumps(words) + "\n")
    SAYS.flush()


class Result(unittest.TestResult):
    def startTest(self, test: unittest.TestCase) -> None:
        super().startTest(test)
        say("started", test.id())

    def addSuccess(self, test: unittest.TestCase) -> None:
        say("passed", test.id())

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:
        say("skipped", test.id(), reason)

    def addError(self, test: unittest.TestCase, err: tuple) -> None:  # type: ignore[type-arg]
        say("error", test.id(), err[0].__name__)

    def addFailure(self, test: unittest.TestCase, err: tuple) -> None:  # type: ignore[type-arg]
        say("failed", test.id(), err[0].__name__)

    def addExpectedFailure(self, test: unittest.TestCase, err: tuple) -> None:  # type: ignore[type-arg]
        say("expected failure", test.id())

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:
        say("unexpected success", test.id())

    def addSubTest(self, test: unittest.TestCase, subtest: unittest.TestCase, err: "tuple | None") -> None:  # type: ignore[type-arg]
        if err is not None:
            say("failed in part", test.id(), str(subtest._subDescription()), err[0].__name__)  # type: ignore[attr-defined]


def tests(suite: "unittest.TestSuite | unittest.TestCase") -> "list[unittest.TestCase]":
    if isinstance(suite, unittest.TestCase):
        return [suite]
    return [test for part in suite for test in tests(part)]


found = unittest.defaultTestLoader.loadTestsFromName(NAME)
chosen = unittest.TestSuite([test for test in tests(found) if test.id() not in OUT])
sys.stdout = sys.stderr
chosen.run(Result())
say("done")
