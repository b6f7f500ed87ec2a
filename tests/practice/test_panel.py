"""Loops on disk: begun, broken off anywhere, gone on with; nothing is held twice or lost."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from mockint.cli.main import run
from mockint.errors import EngineError, NotFoundError, SessionBusyError, UsageError
from mockint.panel import LoopOptions, Panel
from mockint.practice.loop import LoopEvent, LoopEventKind
from mockint.store.loops import LoopStore
from mockint.wiring import Options, Services

GUIDE = "coursera/software-engineering-manager"
ANSWER = (
    "I had an engineer who was rude in reviews. I sat down with her the same week, told her what "
    "I had seen, and we agreed on two changes by the end of March. Complaints stopped in a month."
)


@pytest.fixture
def services(tmp_path):
    return Services(Options(home=str(tmp_path / "home"), engine="built-in", environ={}))


def hold(conductor, *answers, close=True):
    async def talk():
        for answer in (None, *answers):
            if answer is not None:
                conductor.answer(answer)
            for move in iter(conductor.next_move, None):
                await conductor.speak(move)
        if close:
            conductor.end()
            for move in iter(conductor.next_move, None):
                await conductor.speak(move)

    asyncio.run(talk())


def hold_round(loop, *answers):
    conductor = loop.sit_down()
    hold(conductor, *answers)
    asyncio.run(loop.rise(conductor))
    conductor.log.close()
    return conductor


def test_rounds_are_held_in_order_each_by_its_own_interviewer(services):
    with_all = Panel(services).start(GUIDE, LoopOptions(minutes=10, seed=1))
    openings = []
    while with_all.due is not None:
        conductor = hold_round(with_all, ANSWER)
        openings.append(conductor.state.turns[0].text)
    packet = with_all.packet()
    assert [one.seat.interviewer for one in packet.rounds] == [
        s.interviewer for s in with_all.header.seats
    ]
    assert all(one.card is not None for one in packet.rounds)
    for seat, opening in zip(with_all.header.seats, openings, strict=True):
        assert seat.interviewer in opening
    assert "HR Introduction" in openings[1]
    assert "colleague" not in openings[0]
    with_all.close()


def test_rounds_can_be_chosen_and_come_in_the_order_that_was_named(services):
    names = ("people-management", "hr-screening")
    loop = Panel(services).start(GUIDE, LoopOptions(rounds=names))
    assert [seat.rubric.rsplit("/", 1)[1] for seat in loop.header.seats] == list(names)
    loop.close()
    with pytest.raises(UsageError, match="choose from hr-screening"):
        Panel(services).start(GUIDE, LoopOptions(rounds=("dancing",)))


def test_a_loop_goes_on_within_a_round_and_between_rounds(services):
    loop = Panel(services).start(GUIDE, LoopOptions(rounds=("hr-screening", "people-management")))
    conductor = loop.sit_down()
    hold(conductor, ANSWER, close=False)
    turns, session = conductor.state.turns, conductor.log.session_id
    conductor.log.close()
    loop.close()
    again = Panel(services).go_on()
    back = again.sit_down()
    assert back.log.session_id == session
    assert back.state.turns == turns
    hold(back)
    asyncio.run(again.rise(back))
    back.log.close()
    again.close()
    third = Panel(services).go_on(again.id)
    assert third.due.seat.title == "People Management & Leadership"
    assert len(third.state.notes) == 1
    third.close()


def test_a_kill_between_the_note_and_the_session_loses_nothing(services, monkeypatch):
    loop = Panel(services).start(GUIDE, LoopOptions())
    real = services.start_interview
    monkeypatch.setattr(services, "start_interview", lambda *_: (_ for _ in ()).throw(KeyError()))
    with pytest.raises(KeyError):
        loop.sit_down()
    loop.close()
    monkeypatch.setattr(services, "start_interview", real)
    again = Panel(services).go_on()
    noted = again.state.rounds[0].session
    conductor = again.sit_down()
    assert conductor.log.session_id == noted
    assert len(services.store.list()) == 1
    conductor.log.close()
    again.close()


def test_a_kill_between_the_scorecard_and_its_note_grades_nothing_twice(services):
    loop = Panel(services).start(GUIDE, LoopOptions())
    conductor = loop.sit_down()
    hold(conductor, ANSWER)
    asyncio.run(services.grade_interview(conductor))
    conductor.log.close()
    loop.close()
    again = Panel(services).go_on()
    back = again.sit_down()
    assert back.finished
    asyncio.run(again.rise(back))
    graded = [event.kind.value for event in back.log.events].count("graded")
    assert graded == 1
    assert again.state.place == 1
    back.log.close()
    again.close()


def test_a_judge_that_fails_leaves_the_round_due(services, monkeypatch):
    loop = Panel(services).start(GUIDE, LoopOptions())
    conductor = loop.sit_down()
    hold(conductor, ANSWER)

    async def refuse(_):
        raise EngineError("the endpoint is down")

    monkeypatch.setattr(services, "grade_interview", refuse)
    with pytest.raises(EngineError):
        asyncio.run(loop.rise(conductor))
    assert loop.state.place == 0
    assert not loop.packet().held
    conductor.log.close()
    loop.close()


def test_a_round_without_any_answer_is_left_out_not_graded(services):
    loop = Panel(services).start(GUIDE, LoopOptions())
    hold_round(loop)
    assert loop.state.rounds[0].left_out
    assert loop.packet().rounds[0].card is None
    loop.close()


def test_only_one_process_holds_a_loop(services):
    loop = Panel(services).start(GUIDE, LoopOptions())
    with pytest.raises(SessionBusyError):
        Panel(services).go_on()
    loop.close()
    Panel(services).go_on().close()


def test_a_finished_loop_is_not_gone_on_with_but_its_packet_stays(services):
    loop = Panel(services).start(GUIDE, LoopOptions(rounds=("hr-screening",)))
    hold_round(loop, ANSWER)
    loop.close()
    with pytest.raises(NotFoundError, match="is finished"):
        Panel(services).go_on(loop.id)
    with pytest.raises(NotFoundError, match="no unfinished loop"):
        Panel(services).go_on()
    assert Panel(services).packet(loop.id[:20]).held[0].card is not None


def test_a_deleted_session_is_missing_from_the_packet_and_breaks_nothing(services):
    loop = Panel(services).start(GUIDE, LoopOptions(rounds=("hr-screening",)))
    conductor = hold_round(loop, ANSWER)
    loop.close()
    services.store.delete(conductor.log.session_id)
    assert not Panel(services).packet(loop.id).held


def test_wherever_the_file_is_cut_the_loop_is_where_it_was_at_that_moment(services):
    loop = Panel(services).start(GUIDE, LoopOptions(rounds=("hr-screening", "people-management")))
    states = [loop.state]
    for _ in range(2):
        conductor = loop.sit_down()
        states.append(loop.state)
        hold(conductor, ANSWER)
        asyncio.run(loop.rise(conductor))
        states.append(loop.state)
        conductor.log.close()
    loop.close()
    path = services.store.directory / f"{loop.id}.loop"
    whole = path.read_bytes()
    store = LoopStore(services.store.directory, now=lambda: datetime.now(UTC))
    ends = [n + 1 for n, byte in enumerate(whole) if byte == 10]
    for cut in range(ends[0], len(whole) + 1, 13):
        path.write_bytes(whole[:cut])
        known = sum(end <= cut for end in ends) - 1
        # The last record is whole without its line end.
        assert store.read(loop.id).state in states[known : known + 2]
    path.write_bytes(whole[: ends[2] + 20])
    with store.open(loop.id) as log:
        assert log.state == states[2]
        log.append(LoopEvent(LoopEventKind.LEFT_OUT, 1))
    assert store.read(loop.id).state.finished


def test_no_level_or_score_is_in_the_loops_own_file(services):
    loop = Panel(services).start(GUIDE, LoopOptions(rounds=("hr-screening",)))
    hold_round(loop, ANSWER)
    loop.close()
    lines = (services.store.directory / f"{loop.id}.loop").read_text().splitlines()[1:]
    assert lines
    assert not any('"level"' in line or '"score"' in line or "hire" in line for line in lines)


def test_a_name_that_leads_out_of_the_folder_is_refused(services, tmp_path):
    (tmp_path / "x.loop").write_text("")
    for name in ("../../x", "/etc/passwd", "", "..", "a" * 300):
        with pytest.raises(NotFoundError):
            Panel(services).go_on(name)


def test_a_damaged_loop_is_told_and_hides_no_other(services):
    loop = Panel(services).start(GUIDE, LoopOptions())
    loop.close()
    (services.store.directory / "20200101-0000-loop-x-0000.loop").write_bytes(b"\x00garbage\xff")
    store = LoopStore(services.store.directory, now=lambda: datetime.now(UTC))
    found, problems = store.list()
    assert [one.id for one in found] == [loop.id]
    assert len(problems) == 1
    assert store.latest_unfinished().id == loop.id


def test_a_loop_is_deleted_by_its_whole_id_and_its_sessions_stay(services, capsys):
    loop = Panel(services).start(GUIDE, LoopOptions())
    hold_round(loop, ANSWER)
    loop.close()
    with pytest.raises(NotFoundError):
        Panel(services).store.delete(loop.id[:10])
    home = str(services.store.directory.parent)
    assert run(["sessions", "delete", loop.id, "--yes", "--home", home]) == 0
    assert f"deleted {loop.id}" in capsys.readouterr().err
    assert Panel(services).loops() == ()
    assert len(services.store.list()) == 1
    assert not [p.name for p in services.store.directory.iterdir() if "loop" in p.name]


def test_location_questions_are_asked_in_the_loop(services):
    loop = Panel(services).start(GUIDE, LoopOptions(location="Europe", minutes=60))
    texts = []
    while loop.due is not None:
        texts += [q.text for q in hold_round(loop, ANSWER).state.plan.questions]
    loop.close()
    assert "How do you handle remote team management challenges specific to Europe?" in texts
    assert not any("[Location]" in text for text in texts)
