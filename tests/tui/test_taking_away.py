"""What leaves the screens: comparing two sessions, copying, exporting."""

from __future__ import annotations

import stat

import pytest

from mockint.domain.scorecard import Scorecard
from mockint.domain.transcript import Role, Transcript, Turn
from mockint.tui import clipboard, export
from mockint.tui.compare import CompareScreen
from mockint.tui.levels import Manner

WHEN = ("1 Mar 2026", "2 Mar 2026")


def shown(app) -> str:
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


@pytest.fixture
def cards(make):
    """A scorecard and a changed copy of it."""

    def pair(**changes) -> tuple[Scorecard, Scorecard]:
        a = make.scorecard(talk())
        return a, a.model_copy(update=changes)

    return pair


async def told(app, until, a, b, manner=None) -> str:
    async with app.run_test(size=(120, 60)) as pilot:
        app.push_screen(CompareScreen(a, b, WHEN, manner))
        await until(pilot, lambda: "Comparison" in shown(app) and "Criteria" in shown(app))
        return shown(app)


async def test_two_sessions_graded_alike_show_what_moved_and_which_way(app, until, cards):
    a, b = cards()
    levels = [one.level for one in a.signals]
    moved = next(n for n, level in enumerate(levels) if level and level > 1)
    signals = [
        one.model_copy(update={"level": levels[moved] - 1}) if n == moved else one
        for n, one in enumerate(a.signals)
    ]
    text = await told(app, until, a, b.model_copy(update={"signals": type(a.signals)(signals)}))
    assert "Both were graded in the same way." in text
    assert "↓ down" in text
    assert "1 signal moved" in text
    assert all(one in text for one in WHEN)


async def test_two_sessions_of_other_rubrics_and_engines_are_not_passed_off_as_alike(
    app, until, cards
):
    a, b = cards(rubric="acme/engineering-manager/screening")
    b = b.model_copy(update={"provenance": b.provenance.model_copy(update={"engine": "openai"})})
    text = await told(app, until, a, b)
    assert "Not made alike" in text
    assert "What moved may be due to this, and not to you" in text
    assert f"{a.rubric} → acme/engineering-manager/screening" in " ".join(text.split())
    assert f"{a.provenance.engine} → openai" in " ".join(text.split())


async def test_a_comparison_without_figures_has_none(app, until, cards):
    a, b = cards()
    text = await told(app, until, a, b, Manner(figures=False))
    assert " of 4" not in text


# -- the clipboard --------------------------------------------------------------------


@pytest.fixture
def desktop(tmp_path):
    """A folder of programs that note what they are given; some fail."""
    noted = tmp_path / "noted"

    def have(name, code=0):
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f'#!/bin/sh\n/bin/cat > "{noted}"\nexit {code}\n')
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return {"PATH": str(program.parent)}

    have.noted = noted
    return have


@pytest.mark.parametrize(
    ("program", "needed"),
    [("pbcopy", ""), ("wl-copy", "WAYLAND_DISPLAY"), ("xclip", "DISPLAY")],
)
def test_a_program_of_the_desktop_gets_the_text_to_the_letter(desktop, program, needed):
    environ = desktop(program) | ({needed: ":0"} if needed else {})
    said = clipboard.copy("naïve “quote”\n\t$(x)", pytest.fail, environ)
    assert said == f"copied with {program}"
    assert desktop.noted.read_text(encoding="utf-8") == "naïve “quote”\n\t$(x)"


@pytest.mark.parametrize(
    ("program", "code", "given"),
    [
        ("pbcopy", 0, {"SSH_TTY": "/dev/pts/0"}),  # it would copy to the other machine
        ("xclip", 0, {}),  # no display
        ("pbcopy", 1, {}),  # it fails
        ("other", 0, {"DISPLAY": ":0"}),  # there is none
    ],
)
def test_else_the_terminal_gets_it_and_that_is_said(desktop, program, code, given):
    got: list[str] = []
    said = clipboard.copy("words", got.append, desktop(program, code) | given)
    assert got == ["words"]
    assert "OSC 52" in said


# -- export ---------------------------------------------------------------------------


def names(folder) -> list[str]:
    return [one.name for one in folder.iterdir()]


def talk(source="20260314-150926-people-0001") -> Transcript:
    turns = (
        Turn(0, Role.INTERVIEWER, "Tell me about <b>one</b>."),
        Turn(1, Role.CANDIDATE, "I met him, # not a heading\n| no | table |"),
    )
    return Transcript(source, "mockint-session", turns)


def test_a_conversation_is_written_under_its_scorecard_into_this_folder(
    tmp_path, monkeypatch, make
):
    monkeypatch.chdir(tmp_path)
    path = export.conversation(talk(), "People", make.scorecard(talk()))
    assert names(tmp_path) == ["20260314-150926-people-0001-conversation.md"]
    text = (tmp_path / path).read_text(encoding="utf-8")
    assert text.index("Lean Hire") < text.index("Tell me about")
    assert "I met him" in text


@pytest.mark.parametrize("source", ["../../evil", "/etc/passwd", "a b", "con\n"])
def test_a_name_that_mockint_does_not_give_never_becomes_a_path(tmp_path, monkeypatch, source):
    monkeypatch.chdir(tmp_path)
    export.conversation(talk(source), "People")
    assert names(tmp_path) == ["conversation.md"]
