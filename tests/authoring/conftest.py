"""Where the helpers beside these tests lie, and where the shared guides may lie."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SHARED = ROOT.parent / "shared" / "guides"

sys.path.insert(0, str(HERE))  # the builder and the comparison beside the tests


@pytest.fixture(scope="session")
def shared_guides() -> Path:
    """The folder of the real guides; the test is skipped where it is not there."""
    if not (SHARED / "expected.json").is_file():
        pytest.skip("the shared guides are not beside the project")
    return SHARED
