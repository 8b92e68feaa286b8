"""Data, not a part of the wizard: the program that runs inside an engine and tries what was promised.

It says each answer in a line of its own at once, as an import may end the whole process; it is then started again
behind that one. Until a task asks for it nothing is imported but what every engine has.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing itself would import a dozen modules that are to be tried one by one
    from collections.abc import Callable
    from typing import Any

MARK = '{"graalpy-wizard":'


def text(value: str) -> str:
    """A JSON string, without the module json."""
    safe = [c if " " <= c <= "~" and c not in '"\\' else f"\\u{ord(c):04x}" if ord(c) < 65536 else "?" for c in value]
    return '"' + "".join(safe[:400]) + '"'


def say(index: int, outcome: str, detail: str) -> None:
    """One line; `outcome` is "ok", "missing" (ImportError and its kind) or "error"."""
    print(f'{MARK} {index}, "outcome": {text(outcome)}, "detail": {text(detail)}}}', flush=True)


def main(tasks: list[tuple[str, str]], first_path: str) -> None:
    """`tasks`: (kind, name). `first_path`: where the product's own modules lie."""
    begin = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    packages = [path for path in sys.path if path.endswith("/site-packages")]
    sys.path[:] = [path for path in sys.path if path not in packages]
    for index in range(begin, len(tasks)):
        kind, name = tasks[index]
        if kind == "program" and first_path not in sys.path:
            sys.path[:] = [first_path, *sys.path, *packages]
        print(f"{MARK} {index}}}", flush=True)
        try:
            detail = OWN[kind][name]() if kind in OWN else imported(name, kind)
        except ImportError as error:
            say(index, "missing", f"{type(error).__name__}: {error}")
        except BaseException as error:
            say(index, "error", f"{type(error).__name__}: {error}")
        else:
            say(index, "ok", detail)


def imported(name: str, kind: str) -> str:
    """Import it, and let it do something where something is known."""
    __import__(name)
    uses = {"works": USES, "serves": USES | SERVES}.get(kind, {})
    return uses[name](sys.modules[name]) if name in uses else "imported"


def same(seen: object, expected: object) -> None:
    """ValueError where it computes wrongly."""
    if seen != expected:
        raise ValueError(f"{seen!r} instead of {expected!r}")


def use_hashlib(m: Any) -> str:
    """A known digest, and that the others are there; not BLAKE2, which needs BouncyCastle's jars."""
    same(m.sha256(b"abc").hexdigest()[:16], "ba7816bf8f01cfea")
    for name in ("md5", "sha1", "sha512", "sha3_256"):
        m.new(name, b"abc").hexdigest()
    return "sha256 is right"


def use_hmac(m: Any) -> str:
    """A known code."""
    same(m.new(b"key", b"message", "sha256").hexdigest()[:16], "6e9ef29b75fffc5b")
    return "sha256 is right"


def use_random(m: Any) -> str:
    """The same seed, the same number."""
    same(m.Random(7).random(), 0.32383276483316237)
    return "seeded numbers are right"


def use_secrets(m: Any) -> str:
    """A token of the length that was asked for."""
    same(len(m.token_hex(8)), 16)
    return "a token"


def use_compression(m: Any) -> str:
    """There and back."""
    same(m.decompress(m.compress(b"graalpy" * 100)), b"graalpy" * 100)
    return "there and back"


def use_json(m: Any) -> str:
    """There and back."""
    same(m.loads(m.dumps({"a": [1, None, "\u00e9"]})), {"a": [1, None, "\u00e9"]})
    return "there and back"


def use_re(m: Any) -> str:
    """A substitution."""
    same(m.sub(r"(\w+)-(\d+)", r"\2 \1", "a-1"), "1 a")
    return "substitutes"


def use_datetime(m: Any) -> str:
    """Over a leap day, and the clock."""
    same((m.date(2024, 2, 28) + m.timedelta(days=2)).isoformat(), "2024-03-01")
    m.datetime.now()
    return "dates are right"


def use_pathlib(m: Any) -> str:
    """A path taken apart."""
    same(m.Path("/a/b.py").with_suffix(".txt").name, "b.txt")
    return "paths are right"


def use_socket(m: Any) -> str:
    """Made and closed: where it would connect to is nobody's business."""
    m.socket().close()
    return "a socket is made"


def serve_socket(m: Any) -> str:
    """A connection to itself."""
    with m.socket() as server, m.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen(1)
        client.connect(server.getsockname())
        connection, _ = server.accept()
        with connection:
            client.sendall(b"hi")
            same(connection.recv(2), b"hi")
    return "two bytes over a loopback connection"


def use_select(m: Any) -> str:
    """Nothing to wait for."""
    same(m.select([], [], [], 0), ([], [], []))
    return "selects"


def use_selectors(m: Any) -> str:
    """The default one."""
    m.DefaultSelector().close()
    return "a selector is made"


def use_socketserver(m: Any) -> str:
    """Bound to a free port."""
    m.TCPServer(("127.0.0.1", 0), m.BaseRequestHandler).server_close()
    return "a server is bound"


def use_ssl(m: Any) -> str:
    """A context that verifies."""
    same(m.create_default_context().verify_mode, m.CERT_REQUIRED)
    return "a verifying context"


def use_signal(m: Any) -> str:
    """Ctrl-C has its number."""
    m.getsignal(m.SIGINT)
    return "handlers can be asked for"


def use_subprocess(m: Any) -> str:
    """A process and its status."""
    same(m.run(["/bin/sh", "-c", "exit 7"]).returncode, 7)
    return "a process ran"


def use_sqlite3(m: Any) -> str:
    """A database in memory."""
    same(m.connect(":memory:").execute("select 1 + 1").fetchone(), (2,))
    return "a query"


def use_pyexpat(m: Any) -> str:
    """An empty document."""
    m.ParserCreate().Parse(b"<a/>", True)
    return "parses"


USES: dict[str, Callable[[Any], str]] = {
    "hashlib": use_hashlib, "hmac": use_hmac, "random": use_random, "secrets": use_secrets, "zlib": use_compression,
    "gzip": use_compression, "lzma": use_compression, "bz2": use_compression, "json": use_json, "re": use_re,
    "datetime": use_datetime, "pathlib": use_pathlib, "socket": use_socket, "select": use_select,
    "selectors": use_selectors, "socketserver": use_socketserver, "ssl": use_ssl, "signal": use_signal,
    "subprocess": use_subprocess, "sqlite3": use_sqlite3, "pyexpat": use_pyexpat,
}  # fmt: skip
SERVES = {"socket": serve_socket}


def refused(what: str, action: Callable[[], object]) -> str:
    """PermissionError is what was promised."""
    try:
        action()
    except PermissionError as error:
        return f"{what}: {type(error).__name__}"
    raise ValueError(f"{what} is possible")


def no_files() -> str:
    """Neither folders nor files outside the payload."""
    import posix

    refused("listing /", lambda: posix.listdir("/"))
    return refused("opening a file outside the payload", lambda: open(sys.argv[0], "rb").close())  # noqa: PTH123


def no_writing() -> str:
    """The folder is one that the prover made."""
    return refused("writing a file", lambda: open("probe.txt", "w").close())  # noqa: PTH123


def no_environment() -> str:
    """Though the prover set some. The one name that GraalPy itself sets says nothing of the environment."""
    import posix

    same(set(posix.environ) - {b"UNSAFE_PYO3_SKIP_VERSION_CHECK"}, set())
    return "nothing of it is seen"


def interpreter() -> str:
    """The engine's build marks the interpreter that it keeps; one that starts anew has no mark."""
    if not getattr(sys.modules["__graalpython__"], "started_while_building", False):
        raise ValueError("it was not used: the interpreter started anew")
    return "the one that the engine holds"


def snapshot() -> str:
    """Its modules are there before anything imports them."""
    names = getattr(sys.modules["__graalpython__"], "snapshot", ())
    if not names:
        raise ValueError("it was not used: nothing was imported while building")
    missing = [name for name in names if name not in sys.modules]
    if missing:
        raise ValueError(f"not in it: {missing}")
    return f"{len(names)} modules"


OWN: dict[str, dict[str, Callable[[], str]]] = {
    "withheld": {"files": no_files, "writing": no_writing, "environment": no_environment},
    "started": {"interpreter": interpreter, "snapshot": snapshot},
}
