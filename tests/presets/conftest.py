"""Presets are built through the same command line as the other real engines."""

from __future__ import annotations

from tests.graalpy.conftest import wizard

__all__ = ["wizard"]
