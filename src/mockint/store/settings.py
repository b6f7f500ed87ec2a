"""Settings: flags over environment over `mockint.toml` beside the work over the user's file.

Keys are read from the environment or from a file of mode 0600, never from a settings
file that may be shared, and never printed.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import SettingsError
from .settings_file import AUDIO, FILE, TEXTS, Value, read_file

KEY_FILE = "openai.key"
ENGINES = ("built-in", "openai", "local")


@dataclass(frozen=True, slots=True)
class Settings:
    """What was chosen. `origins` says for each name where it came from."""

    engine: str
    model: str = ""
    base_url: str = ""
    model_file: str = ""
    api_key: str = field(default="", repr=False)
    persona: str = "neutral"
    audio: dict[str, str] = field(default_factory=dict)
    audio_key: str = field(default="", repr=False)
    origins: dict[str, str] = field(default_factory=dict)


def read_settings(
    flags: Mapping[str, str | None],
    *,
    environ: Mapping[str, str],
    folder: Path,
    config: Path,
) -> Settings:
    """The settings; SettingsError with the file or variable that is at fault.

    Where no engine was named, a model file makes it `local`, else a key or a base URL
    `openai`, else it is `built-in`. A model file that is named as a flag is meant.
    """
    layers: list[tuple[str, Mapping[str, str]]] = [
        ("flag", {k: v for k, v in flags.items() if v}),
        ("environment", _environment(environ)),
        (FILE, _texts(read_file(folder / FILE))),
        (str(config / FILE), _texts(read_file(config / FILE))),
    ]
    chosen: dict[str, str] = {}
    origins: dict[str, str] = {}
    for origin, layer in reversed(layers):
        for name, value in layer.items():
            chosen[name], origins[name] = value, origin
    key = environ.get("OPENAI_API_KEY", "").strip()
    if key:
        origins["api_key"] = "environment"
    else:
        key = _key_file(config / KEY_FILE)
        if key:
            origins["api_key"] = str(config / KEY_FILE)
    engine = _engine(chosen, origins, key=key)
    if engine not in ENGINES:
        raise SettingsError(
            f'there is no engine "{engine}"',
            where=origins.get("engine", "engine"),
            remedy=f"choose from {', '.join(ENGINES)}",
        )
    return Settings(
        engine=engine,
        model=chosen.get("model", ""),
        base_url=chosen.get("base_url", ""),
        model_file=chosen.get("model_file", ""),
        api_key=key,
        persona=chosen.get("persona", "neutral"),
        audio={name: chosen[name] for name in AUDIO if name in chosen},
        audio_key=environ.get("MOCKINT_AUDIO_API_KEY", "").strip(),
        origins=origins,
    )


def _engine(chosen: Mapping[str, str], origins: Mapping[str, str], *, key: str) -> str:
    """The engine that the settings amount to."""
    file_flag = origins.get("model_file") == "flag"
    if "engine" in chosen and (origins["engine"] == "flag" or not file_flag):
        return chosen["engine"]
    if "model_file" in chosen and (file_flag or origins.get("base_url") != "flag"):
        return "local"
    return "openai" if key or "base_url" in chosen else "built-in"


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    found = {
        name: environ[variable]
        for name in TEXTS
        if (variable := f"MOCKINT_{name.upper()}") in environ and environ[variable]
    }
    if "base_url" not in found and environ.get("OPENAI_BASE_URL"):
        found["base_url"] = environ["OPENAI_BASE_URL"]
    return found


def _texts(found: Mapping[str, Value]) -> dict[str, str]:
    """Those that choose an engine; how things look is none of this module's business."""
    return {
        name: value
        for name, value in found.items()
        if name in TEXTS and isinstance(value, str) and value
    }


def _key_file(path: Path) -> str:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise SettingsError(
                "can be read by others, so the key in it is not used",
                where=str(path),
                remedy=f"chmod 600 {path}",
            )
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot be read: {error}", where=str(path)) from None


def work_folder() -> Path:
    """The current directory, or home where it is gone."""
    try:
        return Path.cwd()
    except OSError:
        return Path("~").expanduser()
