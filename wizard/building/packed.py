"""The executable as the answers want it: plain, or packed behind the loader; and how it starts then."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from wizard.building import packed_start
from wizard.building.engine import Engine
from wizard.building.events import Listener, ignore
from wizard.building.product import Product, join
from wizard.ground import atomic
from wizard.ground.steps import Step
from wizard.packing import loading, pack
from wizard.packing.loading import Loader
from wizard.planning.model import Plan
from wizard.programs.model import Program, Wheel
from wizard.reports.model import Packed, Start

FORMAT = 1


def joined(
    engine: Engine, plan: Plan, program: Program, wheels: tuple[Wheel, ...], jars: Mapping[str, Path], target: Path,
    listener: Listener, *, measured: bool = True,
) -> Product:  # fmt: skip
    """Engine and payload in one file. `measured`: with the start of a packed one, which takes seconds once an engine.

    Exit 3: the loader cannot be compiled, or the disk refuses.
    """
    if plan.answers["packed"].value != "yes":
        return join(engine, plan, program, wheels, jars, target, listener)
    loader = loading.loader()
    with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as folder:
        plain = join(engine, plan, program, wheels, jars, Path(folder, "plain"), listener)
        layout = pack.pack(plain.path, engine.size, engine.folder, loader, target, listener)
    starts = _starts(engine, plan, jars, loader, listener) if measured else (None, None)
    told = Packed(loader.method.name.lower(), plain.size, layout.loader, *starts, loader.why)
    return replace(plain, path=target, size=layout.packed, packed=told)


@contextmanager
def plain_of(product: Product, engine: Engine) -> Iterator[Path]:
    """The product as it is when it runs: itself, or where it is packed a temporary file."""
    if product.packed is None:
        yield product.path
        return
    with pack.unpacked(product.path, engine=engine.executable) as plain:
        yield plain


def _starts(
    engine: Engine, plan: Plan, jars: Mapping[str, Path], loader: Loader, listener: Listener
) -> tuple[Start | None, Start | None]:
    """`print("hi")` packed and plain, measured in turn; kept beside the engine."""
    kept = engine.folder / "packed-start.json"
    key = f"{FORMAT} {loader.path.name}"
    found = _kept(kept, key)
    if found is None:
        listener(Step("start-up", f"packed and plain, median of {packed_start.RUNS}"))
        found = _measured(engine, plan, jars, loader)
        if found is not None:
            import msgspec

            whole = {"key": key, "starts": msgspec.to_builtins(found)}
            atomic.write_text(kept, json.dumps(whole, indent=1, sort_keys=True))
    return found or (None, None)


def _kept(file: Path, key: str) -> tuple[Start, Start] | None:
    import msgspec

    try:
        whole = json.loads(file.read_bytes())
        return msgspec.convert(whole["starts"], tuple[Start, Start]) if whole["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _measured(engine: Engine, plan: Plan, jars: Mapping[str, Path], loader: Loader) -> tuple[Start, Start] | None:
    """None where one of them does not run: the proof says why."""
    from wizard.building.proving import program_of
    from wizard.reports.proof import HI

    with tempfile.TemporaryDirectory(prefix="graalpy-wizard-") as folder:
        plain, packed = Path(folder, "plain"), Path(folder, "packed")
        join(engine, plan, program_of(HI), (), jars, plain, ignore)
        pack.pack(plain, engine.size, engine.folder, loader, packed)
        return packed_start.measured(packed, plain)
