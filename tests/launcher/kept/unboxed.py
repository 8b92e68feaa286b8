"""Data: numbers that no longer fit where they were, in functions of the library; and where these go back to."""

import sys
from fractions import Fraction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_pydatetime: "Any" = __import__("_pydatetime")
_pydecimal: "Any" = __import__("_pydecimal")

NUMBERS: "tuple[Any, ...]" = (3, 40, 2**31, 2**63, 2**80, 7.0, 2.5e300, True, Fraction(7, 2), "3")
SMALL: "tuple[Any, ...]" = (1, 30, 7.0, True, Fraction(5, 2), "3")
# Those whose work grows with a number get small ones.
FUNCTIONS: "dict[Any, tuple[tuple[Any, ...], ...]]" = {
    _pydatetime._days_before_year: (NUMBERS,),
    _pydatetime._is_leap: (NUMBERS,),
    _pydatetime._divide_and_round: (NUMBERS, NUMBERS),
    _pydatetime._days_in_month: (SMALL, SMALL),
    _pydatetime._ymd2ord: (NUMBERS, SMALL, SMALL),
    _pydatetime._ord2ymd: (NUMBERS,),
    _pydatetime._check_date_fields: (SMALL, SMALL, SMALL),
    _pydatetime.timedelta: (SMALL, NUMBERS, SMALL),
    _pydecimal._decimal_lshift_exact: (NUMBERS, SMALL),
    _pydecimal._rshift_nearest: (NUMBERS, SMALL),
    _pydecimal._div_nearest: (NUMBERS, NUMBERS),
    _pydecimal._sqrt_nearest: (SMALL, SMALL),
    _pydecimal._ilog: (SMALL, SMALL),
    _pydecimal._log10_lb: (NUMBERS,),
    _pydecimal._dlog10: (SMALL, SMALL, SMALL),
    _pydecimal._dexp: (SMALL, SMALL, SMALL),
    _pydecimal._convert_other: (NUMBERS,),
    _pydecimal._dec_from_triple: (SMALL, SMALL, SMALL),
}


def out(what: "Any", arguments: "tuple[Any, ...]") -> str:
    try:
        return f"{what(*arguments)!r}"[:40]
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:60]


def all_of(choices: "tuple[tuple[Any, ...], ...]") -> "list[tuple[Any, ...]]":
    found: list[tuple[Any, ...]] = [()]
    for one in choices:
        found = [(*start, value) for start in found for value in one]
    return found


for function, choices in FUNCTIONS.items():
    for _ in range(60):  # until it takes its numbers as they are
        function(*(one[0] for one in choices))
    print(function.__name__, [out(function, arguments) for arguments in all_of(choices)])
    print(function.__name__, [out(function, arguments) for arguments in reversed(all_of(choices))])

# Where instructions that take numbers as they are find those that gave them, in all functions of the modules.
TAKES = ("UNARY_OP", "BINARY_OP", "BINARY_SUBSCR", "STORE_SUBSCR", "STORE_FAST", "POP_AND_JUMP_IF")
Code = type(out.__code__)


def codes(value: "Any", seen: "set[int]") -> "Any":
    """The code of functions, and of those in it or in a class."""
    value = getattr(value, "__func__", getattr(value, "fget", value))
    value = getattr(value, "__code__", value)
    if isinstance(value, Code) and id(value) not in seen:
        seen.add(id(value))
        yield value
        for constant in value.co_consts:
            yield from codes(constant, seen)


NAMES: str  # given by the test, in the line before this text
count = 0
for name in sorted(NAMES.split(",")):  # noqa: F821
    __import__(name)
    seen: "set[int]" = set()
    owner: "Any"
    for owner in [sys.modules[name], *(value for value in vars(sys.modules[name]).values() if isinstance(value, type))]:
        for key, value in sorted(vars(owner).items(), key=repr):
            if getattr(owner, "__module__", name) == name:
                for code in codes(value, seen):
                    count += 1
                    for line in sys.modules["__graalpython__"].dis(code).splitlines():
                        if "generalizes" in line and any(word in line for word in TAKES):
                            print(name, owner.__name__, key, code.co_name, " ".join(line.split()))
print("functions", count)
