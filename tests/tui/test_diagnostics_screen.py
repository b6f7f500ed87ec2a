"""Diagnostics: what the doctor says; nothing is sent unless asked for."""

from __future__ import annotations

from mockint import diagnosis
from mockint.diagnosis import Check
from mockint.tui.diagnostics import DiagnosticsScreen


def shown(app) -> str:
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def some_checks(services):
    yield Check("rubrics", "ok", "12 rounds")
    yield Check("sessions", "fail", "no room", "make room on the disk")


async def test_checks_are_shown_with_words_and_what_to_do(app, until, monkeypatch):
    monkeypatch.setattr(diagnosis, "checks", some_checks)
    async with app.run_test() as pilot:
        app.open_place("diagnostics")
        await until(pilot, lambda: "1 to mend" in shown(app))
        text = shown(app)
        for told in (
            "✓ ok",
            "rubrics: 12 rounds",
            "✗ fail",
            "to do: make room",
            "Nothing has been sent",
        ):
            assert told in text


async def test_endpoints_are_asked_only_on_request_and_silence_is_offline(app, until, monkeypatch):
    asked = []

    async def probe(services):
        asked.append(services)
        return [Check("endpoint", "fail", "http://127.0.0.1:9/v1: no answer")]

    monkeypatch.setattr(diagnosis, "checks", some_checks)
    monkeypatch.setattr(diagnosis, "probe", probe)
    async with app.run_test() as pilot:
        app.open_place("diagnostics")
        await until(pilot, lambda: "1 to mend" in shown(app))
        await pilot.press("r")
        await until(pilot, lambda: "1 to mend" in shown(app))
        assert asked == []
        await pilot.press("p")
        await until(pilot, lambda: "no answer" in shown(app))
        assert "You can go on without it" in shown(app)
    assert len(asked) == 1


async def test_a_look_that_fails_is_told_and_can_be_taken_again(app, until, monkeypatch):
    def broken(services):
        raise RuntimeError("[@click=app.quit]bug[/]")
        yield

    monkeypatch.setattr(diagnosis, "checks", broken)
    async with app.run_test() as pilot:
        app.open_place("diagnostics")
        await until(pilot, lambda: "r looks again" in shown(app))
        assert any("RuntimeError" in n.message for n in app._notifications)
        monkeypatch.setattr(diagnosis, "checks", some_checks)
        await pilot.press("r")
        await until(pilot, lambda: "1 to mend" in shown(app))
        assert isinstance(app.screen, DiagnosticsScreen)
