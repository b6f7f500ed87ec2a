"""Crash images: a real session's journal and a real bulk journal, cut and spoiled at every byte.

The images and the check of a session are the suite's own (tests/store).
"""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import stage
from outcome import LOST, UNCAUGHT, Budget, Outcome

MODELS = 5


def spoil_journals(outcome: Outcome, budget: Budget) -> None:
    """Every offset of both journals in random order, as far as the budget goes."""
    stage.use("store")
    with tempfile.TemporaryDirectory() as home:
        session, results = _journals(Path(home))
    _spoil(outcome, budget.share(0.5), "session", session, _session_check(session))
    with tempfile.TemporaryDirectory(dir=_fast()) as folder:
        check = _ResultsCheck(Path(folder), results)
        _spoil(outcome, budget.share(0.5), "bulk", results, check)


def _spoil(outcome: Outcome, budget: Budget, name: str, data: bytes, check: Any) -> None:
    from crash_images import images_at

    dice = random.Random(1)
    offsets = list(range(len(data)))
    dice.shuffle(offsets)
    done = 0
    for at in offsets:
        if budget.over:
            break
        for image in images_at(data, at, dice=dice):
            outcome.tried += 1
            where = f"{name} journal, {image.kind} at {image.offset}"
            try:
                check(image)
            except AssertionError as error:
                outcome.fail(LOST, f"{where}: {str(error)[:160]}")
            except Exception as error:
                outcome.fail(UNCAUGHT, f"{where}: {type(error).__name__}: {error}")
        done += 1
    share = "every offset" if done == len(data) else f"{done:,} offsets at random"
    outcome.note(f"{name} journal of {len(data):,} bytes: {share} × {MODELS} ways to spoil it")


def _journals(home: Path) -> tuple[bytes, bytes]:
    """The bytes of a session that was held and graded, and of a bulk run."""
    rubrics = stage.TESTS / "data"
    words = "\n".join(stage.ANSWER.format(n=n) for n in range(6)) + "\n/end\n"
    stage.here(
        home,
        "--rubrics",
        str(rubrics),
        "interview",
        "delivery",
        "--plain",
        "--seed",
        "3",
        stdin=words,
    )
    (session,) = stage.journals(home)
    talks, out = stage.talks(home / "talks", 3), home / "out"
    stage.here(
        home,
        "--rubrics",
        str(rubrics),
        "grade",
        str(talks),
        "--rubric",
        "delivery",
        "--out",
        str(out),
    )
    return session.read_bytes(), (out / "results.journal").read_bytes()


def _sample(data: bytes) -> Any:
    """The journal's bytes with the place and the value of each record."""
    from crash_images import Sample

    from mockint.store.scan import records

    spans = tuple(
        (range(start, stop - 1), record.value)
        for start, stop, record in records(lambda size, at: data[at : at + size])
    )
    return Sample(data, spans)


def _session_check(data: bytes) -> Any:
    from test_crash_images import check

    sample = _sample(data)
    return lambda image: check(sample, image)


class _ResultsCheck:
    """A bulk journal after a crash: rows of which every byte is there stand as they were."""

    def __init__(self, folder: Path, data: bytes) -> None:
        self.folder = folder
        self.sample = _sample(data)

    def __call__(self, image: Any) -> None:
        from mockint.errors import JournalDamagedError
        from mockint.store.results import JOURNAL, ResultLog

        path = self.folder / JOURNAL
        path.write_bytes(image.data)
        with suppress(FileNotFoundError):
            path.with_name(JOURNAL + ".corrupt").unlink()
        try:
            log = ResultLog.open(self.folder)
        except JournalDamagedError:
            assert path.read_bytes() == image.data, "a refused journal was changed"
            assert self._header_is_hurt(image), "a journal with its header was refused"
            return
        with log:
            held = {
                (key, part): json.loads(log.row(place))
                for key, _ in list(log.keyed_places())
                for part, place in log.known(key).places.items()
            }
        for value in self.sample.intact(image):
            if value.get("kind") == "result" and not self._header_is_hurt(image):
                assert held.get((value["key"], value["part"])) == value["row"], "a row is gone"
        was = {(v["key"], v["part"]): v["row"] for _, v in self.sample.records if "key" in v}
        assert all(was[key] == row for key, row in held.items()), "a row came out of nothing"

    def _header_is_hurt(self, image: Any) -> bool:
        return bool(image.hurt.start <= self.sample.records[0][0].stop)


def _fast() -> str | None:
    """A folder in memory, where there is one: the medium is not what is tried here."""
    return "/dev/shm" if shutil.os.access("/dev/shm", shutil.os.W_OK) else None  # type: ignore[attr-defined]
