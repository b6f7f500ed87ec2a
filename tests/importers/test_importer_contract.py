"""What holds for every importer, whatever it reads."""

import json

import pytest
from fixture_files import data_of, expected_of, names

from mockint.domain.transcript import Role, Transcript
from mockint.errors import TranscriptError
from mockint.importers.registry import LEAST_SURE, importers, read_parts
from mockint.importers.source_file import SourceFile

ALL = importers()
READABLE = [name for name in names() if "format" in expected_of(name).facts]


@pytest.mark.parametrize("importer", ALL, ids=lambda one: one.name)
def test_sniffing_any_fixture_gives_a_share_and_never_raises(importer):
    for name in names():
        assert 0.0 <= importer.sniff(SourceFile(data_of(name), name)) <= 1.0


@pytest.mark.parametrize("importer", ALL, ids=lambda one: one.name)
def test_reading_what_is_not_its_own_is_a_transcript_or_a_transcript_error(importer):
    for name in names():
        file = SourceFile(data_of(name), "file")
        try:
            parts = importer.read(file, {})
        except TranscriptError as error:
            parts = [error]
        for one in parts:
            assert isinstance(one, Transcript) or (one.where and one.remedy)


@pytest.mark.parametrize("name", READABLE)
def test_exactly_one_importer_is_surest(name):
    file = SourceFile(data_of(name), name)
    sure = sorted((one.sniff(file) for one in ALL), reverse=True)
    assert sure[0] > LEAST_SURE
    assert sure[0] > sure[1]


@pytest.mark.parametrize("name", READABLE)
def test_turns_are_numbered_worded_and_told_apart(name):
    for one in read_parts(data_of(name), "file", expected_of(name).options):
        assert [turn.index for turn in one.turns] == list(range(len(one.turns)))
        assert all(turn.text and turn.text == turn.text.strip() for turn in one.turns)
        assert set(one.speakers) == {"interviewer", "candidate"}
        for role, people in one.speakers.items():
            spoken = {turn.speaker.casefold() for turn in one.turns if turn.role == role}
            assert {person.casefold() for person in people} == spoken
        graded = {turn.role for turn in one.turns} - {Role.NOTE}
        assert graded or one.how_roles == "notes"


@pytest.mark.parametrize("name", READABLE)
def test_runs_of_one_speaker_are_one_turn(name):
    for one in read_parts(data_of(name), "file", expected_of(name).options):
        neighbours = zip(one.turns, one.turns[1:], strict=False)
        assert all(
            (a.speaker or "").casefold() != (b.speaker or "").casefold() or a.role is not b.role
            for a, b in neighbours
        )


@pytest.mark.parametrize("name", READABLE)
def test_blocks_cover_a_turn_in_order_and_cite_its_words(name):
    for one in read_parts(data_of(name), "file", expected_of(name).options):
        for turn in one.turns:
            at = 0
            for block in turn.blocks:
                assert at <= block.start < block.end <= len(turn.text)
                assert turn.text[at : block.start].strip() == ""
                at = block.end
            assert not turn.blocks or at == len(turn.text)


@pytest.mark.parametrize("name", READABLE)
def test_reading_twice_gives_the_same(name):
    options = expected_of(name).options
    assert read_parts(data_of(name), "f", options) == read_parts(data_of(name), "f", options)


@pytest.mark.parametrize(
    "name", [n for n in READABLE if not n.endswith((".json", ".jsonl", ".src"))]
)
def test_a_turn_names_the_line_that_it_stands_on(name):
    options = expected_of(name).options
    for one in read_parts(data_of(name), "file", options):
        lines = SourceFile(data_of(name), "f").text.split("\n")
        for turn in one.turns:
            near = " ".join(lines[turn.source_line - 1 : turn.source_line + 3]).replace(
                "&amp;", "&"
            )
            assert turn.text.split()[-1 if turn.text.isupper() else 0].strip('"') in near


def test_json_turns_have_no_line():
    data = json.dumps(
        [{"speaker": "Interviewer", "text": "a?"}, {"speaker": "Candidate", "text": "b"}]
    )
    (one,) = read_parts(data.encode(), "file", {})
    assert [turn.source_line for turn in one.turns] == [None, None]
