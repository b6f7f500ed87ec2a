"""What is fuzzed: every reader of strangers' bytes, and the writers of reports.

A target takes bytes and may end with an error of mockint's own tree; anything else that
it raises is a fault. `SEEDS` gives each one files to start from.
"""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import stage

from mockint.errors import MockintError

Target = Callable[[bytes], None]
_SCRATCH = Path(tempfile.gettempdir()) / f"mockint-fuzz-{os.getpid()}"


def importers(data: bytes) -> None:
    """All transcript formats, told apart by themselves and with flags."""
    from mockint.importers.registry import read_parts

    with suppress(MockintError):
        read_parts(data, "file", {})
    with suppress(MockintError):
        read_parts(data, "file", {"candidate": "Dora"})


def every_importer(data: bytes) -> None:
    """Each importer that would take the file, not the surest alone."""
    from mockint.importers.registry import importers as known
    from mockint.importers.source_file import SourceFile

    for one in known():
        with suppress(MockintError):
            file = SourceFile(data, "file")
            if one.sniff(file) > 0:
                one.read(file, {})


def rubric(data: bytes) -> None:
    """A rubric and a guide file."""
    from mockint.authoring import yaml_file
    from mockint.domain.guide import Guide
    from mockint.domain.rubric import Rubric

    path = _file("rubric.yaml", data)
    for model in (Rubric, Guide):
        with suppress(MockintError):
            yaml_file.load(model, yaml_file.parse(yaml_file.read_text(path), "rubric.yaml"))


def guide_page(data: bytes) -> None:
    """A guide page in any form, up to the drafts made of it."""
    from mockint.authoring.drafting import draft_files
    from mockint.authoring.guide_reader import read_guide
    from mockint.authoring.source import read_page

    with suppress(MockintError):
        draft_files(read_guide(read_page(data, "page")))


def pdf(data: bytes) -> None:
    """The lines of a PDF page, whatever the file says that it is."""
    from mockint.authoring.page_pdf import pdf_lines

    with suppress(MockintError):
        pdf_lines(data, "page.pdf")


def word_body(data: bytes) -> None:
    """The XML inside of a Word file, as both of its readers meet it."""
    from mockint.authoring.page_docx import docx_lines
    from mockint.importers.docx_text import docx_text

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", data)
    with suppress(MockintError):
        docx_lines(packed.getvalue(), "page.docx")
    with suppress(MockintError):
        docx_text(packed.getvalue(), "page.docx")


def foreign_rubric(data: bytes) -> None:
    """Rubrics of other tools: JSON and CSV."""
    from mockint.authoring.interchange.foreign import foreign, read_foreign
    from mockint.authoring.interchange.wide_csv import from_csv

    with suppress(MockintError):
        form = foreign(data, "grid")
        if form is not None:
            read_foreign(data, "grid", form)
    with suppress(MockintError):
        from_csv(data.decode("utf-8", "replace"), "grid.csv")


def session_journal(data: bytes) -> None:
    """A session's journal, as the store opens, lists and rescues it."""
    from mockint.store.sessions import SessionStore

    path = _file("20260101-0000-fuzz-0000.journal", data)
    store = SessionStore(path.parent)
    with suppress(MockintError):
        store.rescue(path)
    with suppress(MockintError):
        store.read(path)


def bulk_journal(data: bytes) -> None:
    """A bulk run's journal and all rows in it."""
    from mockint.store.results import ResultLog

    path = _file("results.journal", data)
    with suppress(MockintError), ResultLog.read(path) as log:
        for place in log.places():
            json.loads(log.row(place))


def result_rows(data: bytes) -> None:
    """A results.jsonl and a file of overrides."""
    from mockint.bulk.folder import read_rows
    from mockint.bulk.override_file import read_overrides

    with suppress(MockintError):
        list(read_rows(_file("results.jsonl", data)))
    with suppress(MockintError):
        read_overrides(_file("overrides.csv", data))


def settings(data: bytes) -> None:
    """A settings file and a price list."""
    from mockint.models.prices import _entries
    from mockint.store.settings_change import change
    from mockint.store.settings_file import read_file

    with suppress(MockintError):
        read_file(_file("mockint.toml", data))
    with suppress(MockintError):
        change(_file("mockint.toml", data), "model", "another")
    with suppress(MockintError):
        _entries(data, "prices.toml")


def reply_body(data: bytes) -> None:
    """The body of a response, in pieces, up to the reply."""
    from mockint.models.assemble import Assembler
    from mockint.models.body import BodyReader, Caps

    reader = BodyReader(Caps(reply=20_000, event=20_000, body=20_000, wire=60_000))
    made = Assembler(most=20_000)
    with suppress(MockintError):
        items = [item for at in range(0, len(data), 7) for item in reader.feed(data[at : at + 7])]
        for item in [*items, *reader.finish()]:
            if item.whole:
                made.whole(item.value)
            elif not item.done:
                made.piece(item.value)
        made.flush()
        made.reply()


def judge_reply(data: bytes) -> None:
    """What a judge answers."""
    from mockint.grading.replies import ReplyError, read_reply

    with suppress(ReplyError):
        read_reply(data.decode("utf-8", "replace"), ("one", "two"), ("flag",))


def reports(data: bytes) -> None:
    """Foreign words in every report: they make no tag and no cell that runs."""
    from mockint.reports.csv_table import columns_of, csv_lines
    from mockint.reports.markdown import scorecard_markdown
    from mockint.reports.text import scorecard_text

    words = data.decode("utf-8", "surrogateescape")[:3_000]
    result = _result(words)
    assert result.card is not None
    scorecard_markdown(result.card)
    scorecard_text(result.card)
    table = "".join(csv_lines([result], columns_of([result])))
    for row in csv.reader(io.StringIO(table, newline="")):
        assert not any(c[:1] in "=+-@\t\r" for c in row if c), "a cell that a spreadsheet runs"
    assert _tags(result, words) <= _harmless(), "words became markup"


TARGETS: dict[str, Target] = {
    one.__name__: one
    for one in (importers, every_importer, rubric, guide_page, pdf, word_body, foreign_rubric,
                session_journal, bulk_journal, result_rows, settings, reply_body, judge_reply,
                reports)
}  # fmt: skip


def seeds(name: str) -> list[bytes]:
    """Files to start from; b"" is always among them."""
    found = [b"", *_SEEDS.get(name, lambda: iter(()))()]
    return [one for one in found if len(one) <= 40_000]


def _transcripts() -> Iterator[bytes]:
    stage.use("importers")
    from fixture_files import data_of, names

    yield from map(data_of, names())


def _files(*patterns: str) -> Callable[[], Iterator[bytes]]:
    def read() -> Iterator[bytes]:
        for pattern in patterns:
            for path in sorted(stage.ROOT.glob(pattern)):
                yield path.read_bytes()

    return read


def _session() -> Iterator[bytes]:
    stage.use("store")
    from session_samples import answer, header

    from mockint.store.codec import event_to_json
    from mockint.store.header import header_to_json
    from mockint.store.scan import encode

    first = header_to_json(header(id="20260101-0000-fuzz-0000"))
    yield encode(0, first) + encode(1, event_to_json(answer()))
    for example in _files("sessions/examples/*.journal")():
        yield example[:30_000]


def _bulk() -> Iterator[bytes]:
    from mockint.store.results import JOURNAL, Entry, ResultLog, State

    with tempfile.TemporaryDirectory() as folder:
        with ResultLog.open(Path(folder)) as log:
            log.add_rubric("d", {"id": "x"})
            log.add(Entry("k", 0, 1, State.GRADED, "a.txt", json.dumps(_card_json())))
        yield (Path(folder) / JOURNAL).read_bytes()


def _rows() -> Iterator[bytes]:
    yield json.dumps(_card_json()).encode() + b"\n"
    yield b"transcript,signal,level,who,why\na.txt,plans,3,Ann,heard it\n"


def _replies() -> Iterator[bytes]:
    yield b'{"signals": [{"id": "one", "evidence": [{"turn": "t1", "quote": "a b"}], "rationale": "r", "status": "scored", "level": 3, "raise_it": ""}], "red_flags": []}'  # noqa: E501


def _bodies() -> Iterator[bytes]:
    piece = {
        "id": "c",
        "choices": [{"index": 0, "delta": {"content": "Tell"}, "finish_reason": None}],
    }
    done = {"id": "c", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    yield (
        b"".join(b"data: %b\n\n" % json.dumps(p).encode() for p in (piece, done))
        + b"data: [DONE]\n\n"
    )
    whole = {
        "id": "c",
        "choices": [{"index": 0, "message": {"content": "x"}, "finish_reason": "stop"}],
    }
    yield json.dumps(whole).encode()


def _pdfs() -> Iterator[bytes]:
    stage.use("authoring")
    from pdf_files import pdf_of, with_own_font

    shown = b"BT /F1 12 Tf 14 TL 40 700 Td (Round 1: Screen) Tj T* (Why us?) Tj ET"
    yield pdf_of(shown)
    yield pdf_of(zlib.compress(shown), b"/Filter/FlateDecode", pages=3)
    yield with_own_font()


def _word_bodies() -> Iterator[bytes]:
    stage.use("importers")
    import word_files

    for text in ("Interviewer: Why us?\n\nCandidate: I met them.", "Questions\n\n1. Why us?"):
        with zipfile.ZipFile(io.BytesIO(word_files.word_file(text))) as archive:
            yield archive.read("word/document.xml")


def _words() -> Iterator[bytes]:
    stage.use("tui", "")
    from test_hostile_text import HOSTILE

    for text in HOSTILE:
        yield text.encode("utf-8", "replace")


_SEEDS: dict[str, Callable[[], Iterator[bytes]]] = {
    "importers": _transcripts,
    "every_importer": _transcripts,
    "rubric": _files("tests/data/acme/**/*.yaml"),
    "guide_page": _files(
        *(f"tests/authoring/pages/*.{end}" for end in ("md", "txt", "html", "csv"))
    ),
    "pdf": _pdfs,
    "word_body": _word_bodies,
    "foreign_rubric": lambda: iter(
        [b"criterion,1 Poor,2 Good\nPlans,no,yes\n", b'{"rubricId": "x", "criteria": []}']
    ),
    "session_journal": _session,
    "bulk_journal": _bulk,
    "result_rows": _rows,
    "settings": _files("src/mockint/models/prices.toml", "docs/examples/*.toml"),
    "reply_body": _bodies,
    "judge_reply": _replies,
    "reports": _words,
}


def _file(name: str, data: bytes) -> Path:
    _SCRATCH.mkdir(exist_ok=True)
    path = _SCRATCH / name
    path.write_bytes(data)
    return path


@cache
def _card() -> str:
    """A scorecard of the built-in judge, as JSON."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        talk = stage.talks(home / "talks", 1) / "talk-000.txt"
        rubrics = ("--rubrics", str(stage.TESTS / "data"))
        return stage.here(
            home, *rubrics, "grade", str(talk), "--rubric", "delivery", "--format", "json"
        ).out


def _card_json() -> dict[str, Any]:
    value: dict[str, Any] = json.loads(_card())
    return value


def _result(words: str) -> Any:
    from mockint.domain.result import read_result

    card = _card_json()
    for place in (card, *card["signals"], *card["criteria"], *card["red_flags"]):
        for key in ("title", "why", "text", "rationale", "raise_it"):
            if place.get(key):
                place[key] = words or "-"
    card["transcript"]["source"] = words
    card["transcript"]["notes"] = [words]
    card["provenance"]["limits"] = [words]
    return read_result(card, "row")


@cache
def _harmless() -> set[str]:
    """The tags of reports on words that look like nothing else, long and short."""
    return {tag for w in ("plain", "many words. " * 250) for tag in _tags(_result(w), w)}


def _tags(result: Any, words: str) -> set[str]:
    """The tags of the HTML report of one result, with the names of their attributes."""
    from mockint.reports.cohort import Cohort
    from mockint.reports.html import Shown, report_html

    cohort, shown = Cohort(), Shown(inline=True)
    cohort.add(result)
    shown.add(result)
    turns = [("interviewer", None, words), ("candidate", words, words)]
    made = _Tags()
    made.feed("".join(report_html(cohort, shown, lambda _: turns, title=words, notes=[words])))
    return made.seen


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(f"{tag} {sorted(name for name, _ in attrs)}")
