"""Crash images: a real session's journal and a real bulk journal, cut and spoiled at every byte.

The images and the check of a session are the suite's own (tests/store). The short mode
takes a sample of the offsets of each journal, the long mode every one.
"""

from __future__ import annotations

import json
import os
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import stage
from outcome import LOST, UNCAUGHT, Budget, Outcome
from workers import try_each

MODELS = ("truncate", "zeros", "garbage", "zero page", "flipped bit")
SHORT = 3_000
#: So many offsets go to a process at a time.
CHUNK = 50
Check = Callable[[Any], None]


def spoil_journals(outcome: Outcome, budget: Budget) -> None:
    """Offsets of both journals in random order × the ways to spoil what follows."""
    stage.use("store")
    with tempfile.TemporaryDirectory() as home:
        session, results = _journals(Path(home))
    for name, data, check in (("session", session, _session), ("bulk", results, _bulk)):
        offsets = list(range(len(data)))
        random.Random(budget.seed).shuffle(offsets)
        chosen = offsets if budget.long else offsets[:SHORT]
        outcome.plan(len(chosen) * len(MODELS))
        chunks = [tuple(chosen[at : at + CHUNK]) for at in range(0, len(chosen), CHUNK)]
        try_each(outcome, budget, partial(_spoil, name, data, check), chunks)
        outcome.note(
            f"{name} journal of {len(data):,} bytes: {len(chosen):,} of its offsets × "
            f"{', '.join(MODELS)}"
        )


def _spoil(
    name: str,
    data: bytes,
    checked: Callable[[bytes], AbstractContextManager[Check]],
    outcome: Outcome,
    offsets: tuple[int, ...],
) -> None:
    from crash_images import images_at

    with checked(data) as check:
        for at in offsets:
            for image in images_at(data, at, dice=random.Random(at)):
                outcome.did()
                where = f"{name} journal, {image.kind} at {image.offset}"
                try:
                    check(image)
                except AssertionError as error:
                    outcome.fail(LOST, f"{where}: {str(error)[:160]}")
                except Exception as error:
                    outcome.fail(UNCAUGHT, f"{where}: {type(error).__name__}: {error}")


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


@contextmanager
def _session(data: bytes) -> Iterator[Check]:
    from test_crash_images import check

    yield partial(check, _sample(data))


@contextmanager
def _bulk(data: bytes) -> Iterator[Check]:
    with tempfile.TemporaryDirectory(dir=_fast()) as folder:
        yield _ResultsCheck(Path(folder), data)


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
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
