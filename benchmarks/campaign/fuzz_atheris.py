"""One target under atheris (libFuzzer), guided by the coverage of mockint's own code."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import atheris  # type: ignore[import-not-found]
from targets import TARGETS, seeds

if __name__ == "__main__":
    name = sys.argv.pop(1)
    target = TARGETS[name]
    # Readers import on first use: what a first run loads is what is instrumented.
    with atheris.instrument_imports(include=["mockint"]):
        for data in seeds(name)[-3:]:
            target(data)
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
