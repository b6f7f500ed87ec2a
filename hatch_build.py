"""The build's one option: MOCKINT_COMPILE=1 puts compiled grading modules into the wheel.

Hatchling calls it (`[tool.hatch.build.targets.wheel.hooks.custom]` in pyproject.toml). The
modules are compiled by mypyc, in a temporary folder: nothing is written to the source tree.
Why, and why these: docs/architecture.md.
"""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OPTION = "MOCKINT_COMPILE"


class CompiledModules(BuildHookInterface):
    """Adds C extensions for the modules that pyproject.toml names as `compiled`."""

    def dependencies(self) -> list[str]:
        """What the build needs beside hatchling: nothing, unless it is to compile."""
        return ["mypy>=1.15", "setuptools>=77"] if self._is_wanted else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile; an editable install stays as it is, or edits would have no effect."""
        if version == "editable" or not self._is_wanted:
            return
        self._work = TemporaryDirectory(prefix="mockint-build-")
        lib = _compiled(Path(self.root), self.config["compiled"], Path(self._work.name))
        built = [path for path in lib.rglob("*") if path.suffix in {".so", ".pyd"}]
        build_data["force_include"].update(
            {str(path): path.relative_to(lib).as_posix() for path in built}
        )
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was made on the way."""
        del version, build_data, artifact_path
        if hasattr(self, "_work"):
            self._work.cleanup()

    @property
    def _is_wanted(self) -> bool:
        return os.environ.get(OPTION, "") not in {"", "0"}


def _compiled(root: Path, modules: list[str], work: Path) -> Path:
    """A folder with an extension for each of `modules`, laid out as packages are."""
    # Only a build that compiles has these.
    from mypyc.build import mypycify  # noqa: PLC0415
    from setuptools import Distribution  # noqa: PLC0415

    before = Path.cwd()
    os.chdir(root / "src")  # mypy tells modules by their paths from here
    try:
        # Libraries are not installed where a wheel is built; what they are does not matter here.
        options = ["--ignore-missing-imports", "--no-warn-unused-ignores"]
        options += ["--cache-dir", os.devnull]
        extensions = mypycify([*options, *modules], opt_level="3", target_dir=str(work / "c"))
        made = Distribution({"name": "mockint", "ext_modules": extensions})
        command = made.get_command_obj("build_ext")
        command.build_lib, command.build_temp = str(work / "lib"), str(work / "tmp")
        command.ensure_finalized()
        try:
            command.run()
        except Exception as error:
            raise RuntimeError(
                f"{OPTION}: the modules could not be compiled: {error}. It needs a C compiler and"
                f" Python's headers; without {OPTION}, mockint is installed as it stands."
            ) from error
    finally:
        os.chdir(before)
    return work / "lib"
