"""Python's own pauses, kept out of the way of keys."""

from __future__ import annotations

import gc


def settle() -> None:
    """Take what is there out of the garbage collector's sight, until the next call.

    The app holds 300,000 objects that stay. In a flood of lines a full collection came every 0.7 s and took 45 ms, in
    which no key was answered; this takes as long, once.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
