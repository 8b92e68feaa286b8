# ruff: noqa: B018
"""Whether a statement that waits does nothing but bind names: what it does besides would come too late for others."""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# Methods and functions that change something, also where they give a value.
VERBS = (
    "set", "add", "register", "unregister", "append", "insert", "extend", "update", "pop", "clear", "remove", "install",
    "enable", "disable", "seed", "basicConfig", "dictConfig", "fileConfig", "signal", "filterwarnings", "simplefilter",
    "warn", "start", "patch", "sort", "reverse", "write", "next", "delattr", "exec", "eval", "globals", "locals",
    "vars", "send", "throw", "reload", "import_module", "copy_context", "run", "acquire", "shuffle", "heappush", "push",
)  # fmt: skip
MADE = (
    "__init__",
    "__new__",
    "__post_init__",
    "__init_subclass__",
    "__set_name__",
)
HOOKS = ("__init_subclass__",)
PLAIN = (str, bytes, int, float, complex, bool, tuple, frozenset, type(None), type(...))
SIMPLE = ("Pass", "Break", "Continue", "TypeAlias")
NESTED = ("If", "Try", "TryStar", "While", "ExceptHandler", "Assert", "Raise")
NOTHING: "Any" = object()
FUNCTION, MODULE = type(lambda: None), type(sys)
BUILT_IN = type(len)


class Harmless:
    """`why_not`: "" for a statement of a module with these names. `absent`: those that wait, too."""

    def __init__(self, module: "Any", parts: "Any", absent: "set[str]", waits: "Any") -> None:
        self.module, self.parts, self.absent, self.waits = module, parts, absent, waits
        self.is_theirs: Callable[[Any], bool] = waits.is_theirs

    def why_not(self, nodes: "list[Any]") -> str:
        """What one of them does besides."""
        return next((why for node in nodes if (why := self.statement(node))), "")

    def statement(self, node: "Any") -> str:
        """One, with those in it."""
        kind = type(node).__name__
        if kind in ("Import", "ImportFrom"):
            return self.imported(node)
        if kind in SIMPLE:
            return ""
        if kind in ("FunctionDef", "AsyncFunctionDef", "ClassDef"):
            return self.definition(node)
        if kind in ("Assign", "AnnAssign", "AugAssign", "Delete", "For"):
            if self.changes(node):
                return "it changes what others hold"
        elif kind == "Expr":
            if is_call(node.value) and self.root(node.value.func) not in self.absent:
                return "it is there for what it does"
        elif kind not in NESTED and not (kind == "With" and all(is_call(one.context_expr) for one in node.items)):
            return f"it is more than names ({kind})"
        inner = [part for field in ("body", "orelse", "handlers", "finalbody") for part in getattr(node, field, [])]
        outer = [part for part in self.waits.below(node) if part not in inner]
        return next((why for one in outer if (why := self.expression(one))), "") or self.why_not(inner)

    def imported(self, node: "Any") -> str:
        """Of an import: what a module does that is left to the run as a whole is not known."""
        if node.names[0].name == "*":
            return "it takes all names"
        names = [one.name for one in node.names]
        if type(node).__name__ == "ImportFrom":
            source = self.waits.whole_name(self.module, "." * node.level + (node.module or ""))
            names = [source, *(f"{source}.{name}" for name in names)]
        left = [name for name in names if name in self.waits.whole]
        return f"it imports {left[0]}, {self.waits.FOLLOWS}" if left else ""

    def changes(self, node: "Any") -> bool:
        """Whether it sets more than names: `a.b = 1`, or `a += [1]`."""
        targets = getattr(node, "targets", None) or [node.target]
        if any(type(part).__name__ in ("Attribute", "Subscript") for one in targets for part in self.waits.walked(one)):
            return True
        return type(node).__name__ == "AugAssign" and not isinstance(self.value(node.target), PLAIN)

    def definition(self, node: "Any") -> str:
        """A function or class: what makes it may be the library's only."""
        for one in node.decorator_list:
            if (why := self.expression(one)) or (why := self.call(one)):
                return why
        if type(node).__name__ != "ClassDef":
            return next((why for one in self.outside(node) if (why := self.expression(one))), "")
        for base in node.bases:
            if (why := self.expression(base)) or self.derived(base):
                return why or "its class has a hook"
        if node.bases and self.waits.is_said(b"__subclasses__"):
            return "the program asks for classes that are derived from others"
        if any(self.is_own(self.value(word.value)) for word in node.keywords):
            return "its class has a hook"
        return self.why_not(node.body)

    def outside(self, node: "Any") -> "list[Any]":
        """What of a function is evaluated when it is defined."""
        args = node.args
        everyone = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
        told = [one.annotation for one in everyone if one] + [node.returns]
        values = [*args.defaults, *args.kw_defaults, *([] if self.parts.later else told)]
        return [one for one in values if one]

    def derived(self, base: "Any") -> bool:
        """Whether own code runs where a class is derived from it."""
        name = self.root(base)
        if name in self.absent:
            return self.own_absent(name, HOOKS)
        value = self.value(base)
        hook = getattr(getattr(value, "__init_subclass__", None), "__func__", None)
        return self.is_unknown(value, name) or self.is_own(type(value)) or self.is_own(hook)

    def is_unknown(self, value: "Any", root: str) -> bool:
        """Whether there is no value yet, and not as it is in a module of the library that is loaded later."""
        owner = self.names(root)
        return value is NOTHING and (type(owner) is not MODULE or self.is_own(owner))

    def own_absent(self, name: str, made: "tuple[str, ...]" = MADE) -> bool:
        """Whether own code, one of `made`, runs where a name that waits is called, or a class is derived from it."""
        if any(self.runs(node, made) for node in self.parts.functions.get(name, ())):
            return True
        return any(name in one.binds and not self.is_safe(one, name) for one in self.parts.statements)

    def is_safe(self, one: "Any", name: str) -> bool:
        """What binds it: the import of the library's, or a class that was looked at."""
        if one.source:
            return not self.waits.is_own(self.waits.whole_name(self.module, one.source))
        return name in self.parts.functions

    def runs(self, node: "Any", made: "tuple[str, ...]") -> bool:
        """Whether a function is called, or a class has one of `made`."""
        if type(node).__name__ != "ClassDef":
            return True
        names = {getattr(part, "name", "") for part in self.waits.walked(node)}
        return bool(names & set(made) or node.keywords) or any(self.base_runs(base, made) for base in node.bases)

    def base_runs(self, base: "Any", made: "tuple[str, ...]") -> bool:
        """The same of a class that it is derived from."""
        name = self.root(base)
        if name in self.absent:
            return self.own_absent(name, made)
        kind: Any = self.value(base)
        found = [getattr(kind, one, None) for one in made]
        return self.is_unknown(kind, name) or any(
            self.is_own(getattr(one, "__func__", one)) for one in (type(kind), *found)
        )

    def expression(self, node: "Any") -> str:
        """Calls of the library's that only give values; nothing of an object of the program's."""
        for part in self.waits.walked(node):
            kind = type(part).__name__
            if kind == "Call" and (why := self.call(part.func) or self.given(part)):
                return why
            if kind == "Name" and self.is_object(self.names(part.id)):
                return f"it asks {part.id}"
        return ""

    def call(self, func: "Any") -> str:
        """Of what is called."""
        if type(func).__name__ == "Call":  # a decorator with arguments
            return self.call(func.func)
        name = getattr(func, "attr", "") or getattr(func, "id", "")
        if any(name.lstrip("_").startswith(verb) for verb in VERBS):
            return f"it calls {name}()"
        root = self.root(func)
        if root in self.absent:
            return f"it calls {root}()" if root == name and self.own_absent(root) else ""
        value = self.value(func)
        if value is NOTHING and (type(func).__name__ == "Name" or self.is_own(self.names(root))):
            return f"it calls {name}()"
        return f"it calls {name}()" if self.is_own(value) or self.is_object(value) else ""

    def given(self, call: "Any") -> str:
        """Of what is handed over: who gets a list, or an own function, may do something with it."""
        for one in [*call.args, *(word.value for word in call.keywords)]:
            for part in self.waits.walked(one):
                value = self.names(part.id) if type(part).__name__ == "Name" and part.id not in self.absent else None
                if value is NOTHING or isinstance(value, (*PLAIN, MODULE, BUILT_IN)):
                    continue
                if self.is_own(value) or not (type(value) is FUNCTION or isinstance(value, type)):
                    return f"it hands over {part.id}"
        return ""

    def names(self, name: str) -> "Any":
        """The value of a name; NOTHING where there is none yet."""
        if name in self.module.__dict__:
            value = self.module.__dict__[name]
            # isinstance() would load one that is loaded at its first use; it is the library's.
            return sys if issubclass(type(value), MODULE) and type(value) is not MODULE else value
        return sys.modules["builtins"].__dict__.get(name, NOTHING)

    def value(self, node: "Any") -> "Any":
        """Of `a` or `a.b.c`, as far as that is a module's or a class's; NOTHING else."""
        kind = type(node).__name__
        if kind == "Subscript":
            return self.value(node.value)
        if kind == "Name":
            return NOTHING if node.id in self.absent else self.names(node.id)
        if kind != "Attribute":
            return NOTHING
        owner = self.value(node.value)
        if type(owner) is not MODULE and not isinstance(owner, type):
            return NOTHING
        return owner.__dict__.get(node.attr, NOTHING) if type(owner) is MODULE else getattr(owner, node.attr, NOTHING)

    def root(self, node: "Any") -> str:
        """`a` of `a.b().c[0]`."""
        while type(node).__name__ in ("Attribute", "Subscript", "Call"):
            node = node.func if type(node).__name__ == "Call" else node.value
        return node.id if type(node).__name__ == "Name" else ""

    def is_own(self, value: "Any") -> bool:
        """Whether a module, a function or a class is the program's."""
        if isinstance(value, MODULE):
            return self.is_theirs(value)
        value = getattr(value, "__wrapped__", value)  # by functools.cache, for example
        named = type(value) is FUNCTION or isinstance(value, type)
        return named and self.is_theirs(sys.modules.get(getattr(value, "__module__", None) or ""))

    def is_object(self, value: "Any") -> bool:
        """Whether a value is an object of one of the program's classes, or one that is used up."""
        return not isinstance(value, type) and (self.is_own(type(value)) or hasattr(type(value), "__next__"))


def is_call(node: "Any") -> bool:
    """Whether it is `f()`."""
    return type(node).__name__ == "Call"


Harmless
