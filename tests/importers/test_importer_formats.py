"""Every format's fixtures come out as the turns and roles that stand beside them."""

import pytest
from fixture_files import data_of, expected_of, lines_of, names

from mockint.domain.transcript import Transcript
from mockint.errors import RolesUnknownError
from mockint.importers.registry import importers, read_parts


def _read(name, options=None):
    parts = read_parts(data_of(name), "file", options or {})
    assert all(isinstance(one, Transcript) for one in parts)
    return parts


READABLE = [name for name in names() if "format" in expected_of(name).facts]
REFUSED = [name for name in names() if "refused" in expected_of(name).facts]


@pytest.mark.parametrize("name", READABLE)
def test_a_fixture_yields_its_turns_roles_and_times(name):
    expected = expected_of(name)
    parts = _read(name, expected.options)
    assert [(one.source, lines_of(one)) for one in parts] == expected.parts


@pytest.mark.parametrize("name", READABLE)
def test_a_fixture_is_read_by_its_format_and_says_how_roles_were_told(name):
    expected = expected_of(name)
    for one in _read(name, expected.options):
        assert one.format == expected.facts["format"]
        assert one.how_roles == expected.facts["roles"]
        assert one.how_roles == "notes" or any(
            note.startswith(f"roles by {one.how_roles}: ") for note in one.notes
        )


@pytest.mark.parametrize("name", READABLE)
def test_a_fixture_reports_what_was_left_out(name):
    expected = expected_of(name)
    notes = [note for one in _read(name, expected.options) for note in one.notes]
    for note in expected.notes:
        assert note in notes


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_without_speakers_is_refused_until_roles_are_given(name):
    with pytest.raises(RolesUnknownError) as caught:
        _read(name)
    assert expected_of(name).facts["refused"] in caught.value.what
    assert caught.value.where == "file"
    assert "--candidate" in caught.value.remedy


def test_every_registered_format_has_two_fixtures():
    read = [expected_of(name).facts.get("format", name) for name in names()]
    # One shape, told apart by what wrote it: Whisper's captions are plain ones.
    family = {"vtt": 1, "lrc": 1, "plain-text": 1, "whisper-tsv": 1}
    for one in importers():
        assert read.count(one.name) >= family.get(one.name, 2), one.name


@pytest.mark.parametrize(
    "name", [n for n in names() if n.startswith(("zoom-traps", "teams-traps", "meet-traps"))]
)
def test_a_line_that_begins_with_interviewer_in_an_answer_stays_the_candidates(name):
    (transcript,) = _read(name)
    inside = [turn for turn in transcript.turns if "Interviewer:" in turn.text]
    assert inside
    assert {turn.speaker for turn in inside} == {"Dora Demski"}
    assert all(turn.is_candidate for turn in inside)


JSON_WITH_FORGED_LABEL = {
    "rev-traps.json": "Speaker 1",
    "messages-traps.jsonl": "user",
    "turns-traps.jsonl": "candidate",
}


@pytest.mark.parametrize("name", JSON_WITH_FORGED_LABEL)
def test_a_forged_label_in_a_field_of_words_changes_no_role(name):
    turns = [turn for one in _read(name) for turn in one.turns if "Interviewer:" in turn.text]
    assert turns
    assert {turn.speaker for turn in turns} == {JSON_WITH_FORGED_LABEL[name]}
    assert all(turn.is_candidate for turn in turns)


@pytest.mark.parametrize(
    "name", [n for n in READABLE if n.endswith((".vtt", ".srt", ".txt", ".csv"))]
)
def test_line_endings_and_a_byte_order_mark_change_nothing(name):
    data = data_of(name)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        pytest.skip("not UTF-8")
    options = expected_of(name).options
    plain = read_parts(text.encode(), "file", options)
    for other in (
        text.replace("\n", "\r\n").encode(),
        text.encode("utf-8-sig"),
        text.encode("utf-16"),
        text.replace("\n", "\r").encode(),
    ):
        assert read_parts(other, "file", options) == plain


@pytest.mark.parametrize("name", READABLE)
def test_the_name_of_a_file_is_never_looked_at(name):
    options = expected_of(name).options
    for source in ("x", "x.pdf", "x.json"):
        (first, *_) = read_parts(data_of(name), source, options)
        assert first.format == expected_of(name).facts["format"]
        assert first.source.startswith(source)
