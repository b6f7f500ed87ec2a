"""Fixtures for everything that talks to a model: a server that breaks on request."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
import pytest_asyncio

CANARY = "sk-canary-3f9c1d7be2a84c55"


def load(name: str, path: Path) -> ModuleType:
    """A module beside the tests, loaded once."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


load("fault_server", Path(__file__).parents[1] / "faults" / "server.py")
load("gguf_files", Path(__file__).with_name("gguf_files.py"))


@pytest_asyncio.fixture
async def fault_server():
    """A running `FaultServer` on a free loopback port."""
    async with sys.modules["fault_server"].FaultServer() as server:
        yield server


@pytest.fixture
def canary():
    """A key that must not turn up anywhere."""
    return CANARY
