"""Writing an answer in the user's own editor.

The words lie for that time in a file that only the user can read, and nowhere after.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import SettingsError

if TYPE_CHECKING:
    from textual.app import App


def command() -> list[str]:
    """The editor of `$VISUAL` or `$EDITOR`; SettingsError if there is none that can be run."""
    told = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        words = shlex.split(told)
    except ValueError as error:
        raise SettingsError(
            f"cannot be read as a command: {error}", where="$EDITOR", remedy="mend its quotes"
        ) from None
    if not words:
        raise SettingsError(
            "no editor is set", where="$EDITOR", remedy="set it, for example: export EDITOR=nano"
        )
    return words


def edit_outside(app: App[Any], text: str) -> str:
    """Hand the terminal to the editor; SettingsError as `edit`, SuspendNotSupported."""
    command()
    failed: SettingsError
    with app.suspend():
        try:
            return edit(text)
        except SettingsError as error:
            # Textual takes the terminal back only where nothing is raised in here.
            failed = error
    raise failed


def edit(text: str) -> str:
    """`text` as the editor left it; SettingsError if the editor cannot be run or fails."""
    words = command()
    try:
        return _edited(words, text)
    except OSError as error:
        raise SettingsError(
            f"the editor cannot be given your words: {error.strerror or error}",
            where="$TMPDIR",
            remedy="free some space there, or name a folder that you may write to",
        ) from error


def _edited(words: list[str], text: str) -> str:
    with tempfile.TemporaryDirectory(prefix="mockint-") as folder:
        path = Path(folder) / "answer.txt"
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
        try:
            done = subprocess.run([*words, str(path)], check=False)  # noqa: S603 - the user's own
        except OSError as error:
            raise SettingsError(
                f"the editor cannot be run: {error.strerror}", where="$EDITOR"
            ) from error
        if done.returncode:
            raise SettingsError(
                f"the editor ended with status {done.returncode}; your words are as they were",
                where="$EDITOR",
            )
        return path.read_text(encoding="utf-8", errors="replace").rstrip("\n")
