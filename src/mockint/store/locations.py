"""Where things lie: the only place that asks for user directories or the checkout.

In a checkout, sessions are saved in its `sessions/` folder, where the person who
cloned it will look for them; an installed mockint uses the user's data directory.
`--home` or `MOCKINT_HOME` puts everything below one directory.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent.parent
_CHECKOUT = _PACKAGE.parent.parent


@dataclass(frozen=True, slots=True)
class Locations:
    """Directories; those for writing need not exist yet."""

    sessions: Path
    cache: Path
    config: Path
    weights: Path
    rubrics: tuple[Path, ...]
    prompts: tuple[Path, ...]
    examples: Path

    @property
    def calibrations(self) -> Path:
        """What judges were found to be worth."""
        return self.config / "calibrations"


def is_checkout() -> bool:
    """True where the package runs from a source tree with its data folders beside it."""
    return (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "rubrics").is_dir()


def data_folder(name: str) -> Path:
    """A shipped folder (`prompts`, `rubrics`, `examples`): in the checkout, else in the wheel."""
    if is_checkout():
        return _CHECKOUT / ("sessions/examples" if name == "examples" else name)
    return _PACKAGE / "data" / name


def locate(
    home: str | None = None,
    *,
    rubrics: tuple[str, ...] = (),
    prompts: str | None = None,
    environ: dict[str, str] | None = None,
) -> Locations:
    """The locations for `--home` (else `MOCKINT_HOME`, else user directories)."""
    env = os.environ if environ is None else environ
    chosen = home or env.get("MOCKINT_HOME")
    more_rubrics = tuple(Path(folder).expanduser() for folder in rubrics)
    more_prompts = (Path(prompts).expanduser(),) if prompts else ()
    if chosen:
        base = Path(chosen).expanduser()
        sessions, cache, config = base / "sessions", base / "cache", base / "config"
        weights = base / "models"
    else:
        user = platformdirs.PlatformDirs("mockint", appauthor=False)
        data = Path(user.user_data_dir)
        sessions = _CHECKOUT / "sessions" if is_checkout() else data / "sessions"
        cache, config = Path(user.user_cache_dir), Path(user.user_config_dir)
        weights = data / "models"
    return Locations(
        sessions=sessions,
        cache=cache,
        config=config,
        weights=weights,
        rubrics=(*more_rubrics, data_folder("rubrics")),
        prompts=(*more_prompts, data_folder("prompts")),
        examples=data_folder("examples"),
    )
