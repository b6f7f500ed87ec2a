"""One target under atheris (libFuzzer), guided by the coverage of mockint's own code."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import atheris  # type: ignore[import-not-found]

with atheris.instrument_imports(include=["mockint"]):
    # Loaded inside of the block, so that what they load is instrumented, too.
    import importlib
    import pkgutil

    import mockint

    for found in pkgutil.walk_packages(mockint.__path__, "mockint."):
        if found.name.split(".")[1] in {"importers", "authoring", "store", "models", "reports", "bulk", "grading", "domain"}:  # noqa: E501
            try:
                importlib.import_module(found.name)
            except ImportError:
                pass  # an extra that is not installed
    from targets import TARGETS, seeds

if __name__ == "__main__":
    name = sys.argv.pop(1)
    target = TARGETS[name]
    target(seeds(name)[-1])
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
