"""Drafts: files that can be traced to the page, load as drafts, and hold nothing invented."""

from __future__ import annotations

from pathlib import Path

import page_builder
import pytest

from mockint.authoring import yaml_file
from mockint.authoring.draft import DraftRubric, to_write
from mockint.authoring.drafting import DraftFile, draft_files
from mockint.authoring.guide_reader import read_guide
from mockint.authoring.source import read_page
from mockint.domain.guide import Guide
from mockint.domain.origin import Derived, Stated, kind_of
from mockint.domain.rubric import Rubric
from mockint.errors import RubricError

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGES = sorted(p for p in (HERE / "pages").iterdir() if not p.name.endswith(".counts.json"))
COURSERA = "coursera/software-engineering-manager"
NETFLIX = "netflix/software-engineering-manager"


def files_of(path: Path) -> tuple[DraftFile, ...]:
    return draft_files(read_guide(read_page(path.read_bytes(), path.name)))


def rebuilt(guide_id: str) -> tuple[DraftFile, ...]:
    build = page_builder.full_page if guide_id == COURSERA else page_builder.gutted_page
    return draft_files(read_guide(read_page(build(ROOT, guide_id).encode(), "page.txt")))


def load_guide(files: tuple[DraftFile, ...]) -> Guide:
    return yaml_file.load(Guide, yaml_file.parse(files[0].text, files[0].name))


def load_drafts(files: tuple[DraftFile, ...]) -> list[DraftRubric]:
    return [yaml_file.load(DraftRubric, yaml_file.parse(f.text, f.name)) for f in files[1:]]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_page_drafts_files_that_load(path):
    files = files_of(path)
    guide = load_guide(files)
    drafts = load_drafts(files)
    assert guide.rounds == tuple(draft.id.rsplit("/", 1)[1] for draft in drafts)
    assert [f.name for f in files] == ["guide.yaml", *(f"{name}.yaml" for name in guide.rounds)]
    assert all(f.text.startswith("# yaml-language-server: $schema=") for f in files)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_draft_invents_no_point_anchor_probe_kind_or_cover(path):
    page = read_page(path.read_bytes(), path.name)
    cells = {cell for line in page.lines for cell in line.cells}
    for draft in load_drafts(files_of(path)):
        for signal in draft.signals:
            assert (signal.points, signal.probes, signal.criteria) == ((), (), ())
            if signal.anchors is not None:  # the page's own words, cell by cell
                assert isinstance(signal.anchors.origin, Stated)
                assert {signal.anchors.at(level) for level in (1, 2, 3, 4)} <= cells
        for question in draft.questions:
            assert (question.kind, question.signals, question.hint) == (None, (), None)


def test_four_levels_of_a_rating_become_stated_anchors():
    files = files_of(HERE / "pages" / "tables.md")
    signal = load_drafts(files)[0].signals[0]
    assert signal.anchors is not None
    assert signal.anchors.one == "One wide table for all"
    assert signal.anchors.four == "Shows what a later question would cost"


def test_levels_that_are_no_rating_stay_comments():
    page = (
        b"# Acme Engineer Interview\n\n## Competencies\n\n| Skill | L3 | L4 | L5 |\n"
        b"|---|---|---|---|\n| Depth | a bit | more | most |\n\n## Questions\n\n- Why?\n"
    )
    files = draft_files(read_guide(read_page(page, "p.md")))
    assert load_drafts(files)[0].signals[0].anchors is None
    assert "# the page says of L4 (line 7): more" in files[1].text


@pytest.mark.parametrize("guide_id", [COURSERA, NETFLIX])
def test_every_origin_of_a_draft_leads_to_its_words(guide_id):
    build = page_builder.full_page if guide_id == COURSERA else page_builder.gutted_page
    lines = build(ROOT, guide_id).splitlines()
    for draft in load_drafts(rebuilt(guide_id)):
        items = (*draft.criteria, *draft.signals, *draft.questions, *draft.tips, *draft.red_flags)
        assert items
        for item in items:
            if isinstance(item.origin, Stated):
                assert item.text in lines[int(item.origin.stated) - 1]
            assert kind_of(item.origin) != "authored"
            if isinstance(item.origin, Derived):
                assert all(s.quote in lines[int(s.line) - 1] for s in item.origin.derived)


def test_what_rules_propose_is_marked_until_somebody_accepts_it():
    for draft in load_drafts(rebuilt(NETFLIX)):
        assert draft.criteria
        assert all(item.proposed for item in (*draft.criteria, *draft.signals))
    for draft in load_drafts(rebuilt(COURSERA)):
        assert not any(item.proposed for item in (*draft.criteria, *draft.signals))


def test_a_draft_is_no_rubric():
    for file in rebuilt(COURSERA)[1:]:
        with pytest.raises(RubricError):
            yaml_file.load(Rubric, yaml_file.parse(file.text, file.name))


def test_what_is_still_to_be_written_is_listed_by_line():
    file = rebuilt(NETFLIX)[1]
    located = yaml_file.parse(file.text, file.name)
    draft = yaml_file.load(DraftRubric, located)
    found = to_write(draft, located)
    lines = file.text.splitlines()
    assert [one.line for one in found] == sorted(one.line for one in found)
    assert len([one for one in found if "is proposed" in one.what]) == len(draft.criteria) + len(
        draft.signals
    )
    signal = next(one for one in found if one.what.startswith("signal") and "lacks" in one.what)
    assert "3 or more points with cues" in signal.what
    assert "four anchors" in signal.what
    assert "2 or more probes" in signal.what
    assert draft.signals[0].id in lines[signal.line - 1]
    question = next(one for one in found if one.what.startswith("question"))
    assert question.what.endswith("lacks its kind, the signals that an answer can show")


def test_a_shipped_rubric_with_the_draft_mark_has_nothing_left_to_write():
    path = ROOT / "rubrics" / COURSERA / "people-management.yaml"
    text = path.read_text().replace("round: 3\n", "draft: true\nround: 3\n", 1)
    located = yaml_file.parse(text, path.name)
    assert to_write(yaml_file.load(DraftRubric, located), located) == ()


def test_an_article_drafts_one_file_and_says_why():
    files = files_of(HERE / "pages" / "story.md")
    assert len(files) == 2
    assert "# The page names no rounds" in files[0].text
    draft = load_drafts(files)[0]
    assert [question.text for question in draft.questions] == [
        "Which of these five flights do you cancel?",
        "Who do you ring first when the fog comes in?",
    ]
    assert draft.red_flags
    assert all(flag.proposed for flag in draft.red_flags)


def test_names_that_the_page_does_not_give_stay_open():
    files = files_of(HERE / "pages" / "questions.csv")
    guide = load_guide(files)
    assert (guide.company, guide.role, guide.id) == ("[company]", "[role]", "company/role")


def test_answers_and_details_of_the_page_stand_as_comments():
    text = "\n".join(f.text for f in files_of(HERE / "pages" / "nested-bullets.md"))
    assert "# the page adds (line 10): even when the client stands beside" in text
    said = '# the page says of answers, under "Look for" (line 20): the scaffold, the weather'
    assert said in text


def test_what_the_page_calls_good_and_bad_is_not_mixed_up():
    page = "Question,Good answer,Bad answer\nWhy us?,Knows the product,Talks of pay\n"
    text = "\n".join(f.text for f in draft_files(read_guide(read_page(page.encode(), "q.csv"))))
    assert '# the page says of answers, under "Good answer" (line 2): Knows the product' in text
    assert '# the page says of answers, under "Bad answer" (line 2): Talks of pay' in text


def test_hostile_words_stay_one_scalar_and_one_comment_line():
    page = (
        '# Acme Engineer Interview\n\n## Questions\n\n- Why "x": {a: b} # no\x07 & *all*?\n'
        "  - Look for: a \x1b[2J\u2028draft: false\n"
    )
    files = draft_files(read_guide(read_page(page.encode(), 'evil"\n- name.md')))
    draft = load_drafts(files)[0]
    assert draft.questions[0].text == 'Why "x": {a: b} # no & all?'
    assert draft.draft is True
    assert load_guide(files).source.name.startswith('evil"')


def test_long_and_repeated_titles_get_ids_of_their_own():
    title = "A very long title of a round that goes on and on until nobody reads it any more"
    page = f"# Acme Engineer\n\n## Interview {title}\n\n- Why?\n\n## Interview {title}\n\n- How?\n"
    files = draft_files(read_guide(read_page(page.encode(), "p.md")))
    names = load_guide(files).rounds
    assert len({*names}) == 2
    assert all(len(name) <= 60 for name in names)
    load_drafts(files)
