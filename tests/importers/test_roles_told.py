"""Who is the interviewer: the order of evidence, and when it is not enough."""

import json

import pytest

from mockint.domain.transcript import Role
from mockint.errors import RolesUnknownError
from mockint.importers.registry import read_parts, read_transcripts
from mockint.importers.roles import Said, tell_roles

TALK = [
    ("Ilse", "What happened?"),
    ("Dora", "We lost a day of data and I led the repair of it."),
    ("Ilse", "Why?"),
    ("Dora", "Nobody had rehearsed the restore before that day."),
    ("Ilse", "And now?"),
    ("Dora", "We rehearse it every month, with a new person each time."),
]


def _told(rows, options=None, **more):
    said = [Said(*row) for row in rows]
    return tell_roles(said, options or {}, source="file", **more)


def _renamed(**names):
    return [(names.get(who, who), text) for who, text in TALK]


def _sides(roles):
    return {name: role.value for name, role in roles.sides.items()}


def test_flags_go_before_labels():
    rows = _renamed(Ilse="Interviewer", Dora="Candidate")
    roles = _told(rows, {"interviewer": "Candidate", "candidate": "Interviewer"})
    assert roles.how == "flags"
    assert _sides(roles) == {"Candidate": "interviewer", "Interviewer": "candidate"}


def test_labels_go_before_a_preamble():
    rows = _renamed(Ilse="Interviewer", Dora="Candidate")
    roles = _told(rows, preamble="Interview with Interviewer")
    assert roles.how == "labels"
    assert _sides(roles) == {"Interviewer": "interviewer", "Candidate": "candidate"}


def test_a_preamble_goes_before_inference():
    roles = _told(TALK, preamble="Interview with Ilse\n6 May")
    assert roles.how == "preamble"
    assert _sides(roles) == {"Ilse": "candidate", "Dora": "interviewer"}


@pytest.mark.parametrize(
    "preamble",
    [
        "Interview with Dora Demski",
        "Candidate: Dora Demski",
        "**Interviewer:** Ilse Brandt",
        "Interviewed by Ilse Brandt on a Monday",
        "Entrevista con Dora",
        "Gespräch mit Dora Demski",
        "Candidate's name: Dora",
    ],
)
def test_preambles_that_say_who_is_asked(preamble):
    assert _sides(_told(TALK, preamble=preamble)) == {"Ilse": "interviewer", "Dora": "candidate"}


@pytest.mark.parametrize("preamble", ["Interview with Acme", "Interview with Dora and Ilse", ""])
def test_a_preamble_that_settles_nothing_leaves_it_to_inference(preamble):
    assert _told(TALK, preamble=preamble).how == "inference"


def test_inference_takes_who_asks_most_for_each_word_said():
    roles = _told(TALK)
    assert roles.how == "inference"
    assert _sides(roles) == {"Ilse": "interviewer", "Dora": "candidate"}
    assert "Ilse asks in 3 of 3 turns" in roles.why


def test_inference_abstains_without_a_question_mark():
    rows = [(who, text.replace("?", ".")) for who, text in TALK]
    with pytest.raises(RolesUnknownError, match="nobody asks anything"):
        _told(rows)


def test_inference_abstains_under_six_turns():
    with pytest.raises(RolesUnknownError, match="5 turns are too few"):
        _told(TALK[:5])


def test_inference_abstains_where_who_asks_most_does_not_speak_least():
    rows = [
        (who, text + " and so on and on" * 9 if who == "Ilse" else "Yes.") for who, text in TALK
    ]
    with pytest.raises(RolesUnknownError, match="does not speak least"):
        _told(rows)


def test_inference_abstains_for_three_people():
    with pytest.raises(RolesUnknownError, match="more than two speakers"):
        _told([*TALK, ("Tomas", "Thank you?")])


def test_inference_never_takes_an_unknown_speaker_for_the_candidate():
    with pytest.raises(RolesUnknownError, match="does not know who"):
        _told(_renamed(Dora="Unknown Speaker"))


def test_an_unknown_speaker_beside_two_known_ones_takes_no_side():
    roles = _told([*TALK, ("Unknown Speaker", "Wrong room?")])
    assert _sides(roles) == {"Ilse": "interviewer", "Dora": "candidate"}


def test_the_refusal_lists_the_speakers_and_the_flags():
    with pytest.raises(RolesUnknownError) as caught:
        _told([*TALK, ("Tomas", "Thank you?")])
    message = str(caught.value)
    assert message.startswith("file: ")
    assert "Ilse (3 turns, 5 words)" in message
    assert "Tomas (1 turns" in message
    assert '--interviewer "Ilse" --candidate "Dora"' in message


def test_flags_may_name_a_panel():
    rows = [*TALK, ("Tomas", "Thank you?")]
    roles = _told(rows, {"interviewer": "Ilse, Tomas"})
    assert _sides(roles) == {"Ilse": "interviewer", "Tomas": "interviewer", "Dora": "candidate"}


def test_one_candidate_makes_a_panel_of_the_others():
    roles = _told([*TALK, ("Tomas", "Thank you?")], {"candidate": "dora"})
    assert _sides(roles) == {"Ilse": "interviewer", "Tomas": "interviewer", "Dora": "candidate"}


def test_a_third_person_beside_two_that_flags_name_takes_no_side():
    roles = _told([*TALK, ("Tomas", "Hm.")], {"interviewer": "Ilse", "candidate": "Dora"})
    assert "Tomas" not in roles.sides


def test_an_interviewer_alone_is_not_enough_where_two_could_be_the_candidate():
    with pytest.raises(RolesUnknownError, match="several could be"):
        _told([*TALK, ("Tomas", "Hm.")], {"interviewer": "Ilse"})


def test_a_flag_may_give_part_of_a_name_but_not_an_ambiguous_one():
    rows = _renamed(Ilse="Ilse Brandt (SL)", Dora="Dora Brandt")
    assert _sides(_told(rows, {"candidate": "Dora"}))["Dora Brandt"] == "candidate"
    with pytest.raises(RolesUnknownError, match="several speakers"):
        _told(rows, {"candidate": "Brandt"})


def test_a_name_with_a_comma_in_it_is_found_whole():
    rows = _renamed(Dora="Demski, Dora")
    assert _sides(_told(rows, {"candidate": "Demski, Dora"}))["Demski, Dora"] == "candidate"


def test_a_flag_that_names_nobody_is_refused():
    with pytest.raises(RolesUnknownError, match="--candidate Piet names nobody"):
        _told(TALK, {"candidate": "Piet"})


def test_one_person_cannot_take_both_sides():
    with pytest.raises(RolesUnknownError, match="both sides"):
        _told(TALK, {"interviewer": "Dora", "candidate": "Dora"})


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("Interviewer", "Interviewee"),
        ("INTERVIEWER 2", "Candidate #1"),
        ("Jane (Interviewer)", "Bob"),
        ("Hiring manager", "Applicant"),
        ("Interviewerin", "Bewerber"),
        ("Enquêtrice", "Répondant"),
        ("Entrevistador", "Entrevistada"),
        ("Intervistatrice", "Candidata"),
        ("Rekruter", "Kandydatka"),
        ("Интервьюер", "Кандидат"),
        ("面试官", "候选人"),
        ("面接官", "応募者"),
        ("면접관", "지원자"),
        ("المحاور", "المرشح"),
        ("Q", "A"),
        ("Q1", "A1"),
        ("I", "R"),
        ("Pregunta", "Respuesta"),
        ("Frage", "Antwort"),
        ("Вопрос", "Ответ"),
    ],
)
def test_labels_of_roles_are_known_in_several_languages(asks, answers):
    roles = _told([(asks, "Why?"), (answers, "Because.")])
    assert roles.how == "labels"
    assert _sides(roles) == {asks: "interviewer", answers: "candidate"}


@pytest.mark.parametrize("label", ["A", "Q", "Speaker 1", "Jane", "Interviewer and candidate"])
def test_a_label_that_names_no_side_by_itself_gives_none(label):
    with pytest.raises(RolesUnknownError):
        _told([(label, "Why?"), ("Bob Roe", "Because.")])


def test_two_interviewers_stay_two_turns_and_two_names():
    text = "Interviewer 1: Why?\nInterviewer 2: And how?\nCandidate: So.\n"
    (one,) = read_parts(text.encode(), "file", {})
    assert [turn.role for turn in one.turns] == [Role.INTERVIEWER, Role.INTERVIEWER, Role.CANDIDATE]
    assert one.speakers["interviewer"] == ("Interviewer 1", "Interviewer 2")


def test_a_flag_for_a_name_in_a_short_text_finds_the_other_names_too():
    (one,) = read_parts(b"Ilse: Why?\nDora: So.\nIlse: Hm.\n", "file", {"candidate": "Dora"})
    assert [(turn.speaker, turn.role.value) for turn in one.turns] == [
        ("Ilse", "interviewer"), ("Dora", "candidate"), ("Ilse", "interviewer"),
    ]  # fmt: skip


def test_a_name_that_speaks_once_is_no_part_of_a_flagged_candidates_turn():
    (one,) = read_parts(b"Dora: So.\nIlse: Why?\nIt was late.\n", "file", {"candidate": "Dora"})
    assert [turn.text for turn in one.candidate_turns] == ["So."]


def test_one_name_in_captions_without_names_does_not_make_all_words_that_persons():
    cues = (
        b"1\n00:00:01,000 --> 00:00:02,000\nIlse: why?\n\n"
        b"2\n00:00:03,000 --> 00:00:04,000\nDora: so.\n"
    )
    with pytest.raises(RolesUnknownError):
        read_parts(cues, "file", {"candidate": "Dora"})


def test_words_of_nobody_are_not_shared_out_between_two_flags():
    with pytest.raises(RolesUnknownError, match="names no speakers"):
        read_parts(b"Just what was said.\n", "file", {"interviewer": "Ilse", "candidate": "Dora"})


def test_roles_unknown_in_one_of_several_interviews_is_an_error_in_its_place():
    rounds = (("Interviewer", "Candidate"), ("Ilse", "Dora"))
    lines = "\n".join(
        json.dumps({"turns": [{"speaker": a, "text": "a?"}, {"speaker": b, "text": "b"}]})
        for a, b in rounds
    ).encode()
    first, second = read_parts(lines, "file", {})
    assert first.source == "file#1"
    assert isinstance(second, RolesUnknownError)
    assert second.where == "file#2"
    (read,) = read_transcripts(lines, "file", {})
    assert any("1 of 2 interviews" in note and "file#2" in note for note in read.notes)
