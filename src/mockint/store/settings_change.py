"""Changing one setting in the user's `mockint.toml`; imported when something is changed.

A file that breaks the rules is never written over.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import tomlkit

from .atomic import write_text
from .disk import SYSTEM_DISK, Disk, make_private_directory
from .settings_file import Value, check, read_file


def change(path: Path, name: str, value: Value | None, disk: Disk = SYSTEM_DISK) -> None:
    """Make the file say `value` for `name`, or nothing where it is None.

    The rest, comments included, stays; the file is replaced in one step. A link is
    followed, so that a file kept elsewhere stays there. SettingsError where the file
    or the value is off, DiskError where the disk refuses.
    """
    if value is not None:
        check(name, value, str(path))
    read_file(path)
    target = path.resolve()
    if not target.parent.exists():
        make_private_directory(disk, target.parent)
    text = target.read_text(encoding="utf-8") if target.exists() else ""
    document = tomlkit.parse(text)
    if value is None:
        document.pop(name, None)
    elif isinstance(value, Mapping):
        document[name] = dict(sorted(value.items()))
    else:
        document[name] = value
    write_text(target, tomlkit.dumps(document), disk)
