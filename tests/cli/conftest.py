"""Wheels made on the spot, as for tests/programs."""

from tests.programs.conftest import index, make_wheel

__all__ = ["index", "make_wheel"]
