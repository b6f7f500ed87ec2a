"""The benches: what they count as right, what they read, and what they print."""

from collections import Counter

import pytest

from mockint.bench.figures import figures, order, pearson, within
from mockint.bench.judging import Ordered, Standing, judge_pairs, share, texts_of
from mockint.bench.pairs import Pair, read_pairs, rounds_of
from mockint.bench.people import read_scores, read_transcripts
from mockint.bench.sheet import Sheet, Table, as_html, as_markdown, as_text
from mockint.bench.short_answers import read_answers
from mockint.builtin.coverage import Coverage, points_of
from mockint.builtin.judge import BuiltinJudge
from mockint.errors import InputError, UsageError
from mockint.grading.grader import assemble
from mockint.store.locations import data_folder
from mockint.wiring import Services

PAIRS = data_folder("bench") / "pairs.toml"


def shipped_pairs():
    library = Services().library
    rubrics = {name: library.rubric(name) for name in rounds_of(PAIRS)}
    spoken = {(name, q.id): q.spoken(()) for name, r in rubrics.items() for q in r.questions}
    return read_pairs(PAIRS, spoken), rubrics


def pair(must="above"):
    return Pair("a-1", "outcome", must, "x/y/z", "q", "good", "bad", held_out=False)


def test_the_suite_has_enough_pairs_of_every_kind_and_a_third_of_them_held_out():
    pairs, rubrics = shipped_pairs()
    kinds = Counter(rubrics[p.round].question(p.question).kind.value for p in pairs)
    tests = {p.test for p in pairs}
    assert len(pairs) >= 120
    assert set(kinds) >= {
        "behavioural",
        "situational",
        "design",
        "knowledge",
        "motivation",
        "vision",
    }
    assert tests >= {"substance", "short or long", "own part", "outcome", "trade-off", "contrary",
                     "retraction", "padding", "repetition", "praise", "question read back",
                     "flattery", "injection"}  # fmt: skip
    assert 0.3 <= sum(p.held_out for p in pairs) / len(pairs) <= 0.37
    assert not {p.better for p in pairs if p.held_out} & {p.better for p in pairs if not p.held_out}


def test_better_and_worse_on_substance_are_of_equal_length():
    pairs, _ = shipped_pairs()
    for one in [p for p in pairs if p.test == "substance"]:
        assert 0.85 <= len(one.worse.split()) / len(one.better.split()) <= 1.25, one.id


async def test_the_built_in_judge_orders_the_suite_and_added_words_raise_no_level():
    pairs, rubrics = shipped_pairs()
    judge = BuiltinJudge()

    async def grade(talk, rubric):
        return assemble(talk, rubric, judge.judge_now(talk, rubric), rubric_digest="")

    ordered, _ = await judge_pairs(pairs, rubrics, grade, again=False)
    _, moved = await judge_pairs(pairs[:20], rubrics, grade)
    assert moved == 0
    assert share("all", ordered).right >= 0.9 * len(pairs)
    assert [o.pair.id for o in ordered if o.pair.test == "padding" and o.raised] == []


@pytest.mark.parametrize(
    ("must", "better", "worse", "right"),
    [
        ("above", Standing(3, 3), Standing(2, 2.4), True),
        ("above", Standing(3, 3.1), Standing(3, 2.9), True),
        ("above", Standing(3, 3), Standing(3, 3), False),
        ("above", Standing(2, 2.4), Standing(3, 2.6), False),
        ("not raise", Standing(2, 2), Standing(2, 2.3), True),
        ("not raise", Standing(2, 2), Standing(3, 3), False),
        ("not raise", None, Standing(1, 1), False),
    ],
)
def test_what_counts_as_ordered_right(must, better, worse, right):
    assert Ordered(pair(must), better, worse).right is right


def test_every_text_is_graded_once():
    pairs, rubrics = shipped_pairs()
    assert len(texts_of(pairs, rubrics)) < 2 * len(pairs)


def test_a_pair_whose_words_do_not_stand_in_its_answer_is_refused(tmp_path):
    file = tmp_path / "pairs.toml"
    file.write_text('[added]\n[empty]\n[[answer]]\nid="a"\nround="r"\nquestion="q"\ntext="One."\n'
                    'pairs=[{test="outcome",drop=["Two."]}]\n')  # fmt: skip
    with pytest.raises(UsageError, match="does not stand in its answer"):
        read_pairs(file, {("r", "q"): "Why?"})


def test_figures_agree_with_known_values():
    assert pearson([1, 2, 3, 4], [2, 4, 6, 9]) == pytest.approx(0.9944, abs=1e-4)
    assert pearson([1, 1, 1], [1, 2, 3]) is None
    items = [("a", 1, 1), ("a", 2, 2), ("a", 3, 3), ("b", 3, 1), ("b", 2, 2), ("b", 1, 3)]
    assert within(items) == pytest.approx(0.0)
    assert order(items) == pytest.approx(0.5)
    assert order([("a", 1, 1), ("a", 1, 2)]) == 0.5


def test_an_interval_holds_its_figure_and_is_the_same_every_time():
    items = [("", x, x + (x * 7) % 5) for x in range(40)]
    first, second = figures("s", items), figures("s", items)
    assert first == second
    low, high = first.pearson.interval
    assert low < first.pearson.value < high


def test_coverage_grows_with_points_and_not_with_other_words():
    reference = (
        "The header is shorter: 8 bytes. It has no sequence number. The checksum is optional."
    )
    cover = Coverage([reference], "Name differences of the two headers.")
    assert len(points_of(reference)) >= 3
    none = cover.share("I think that this depends on many things and is quite interesting.")
    one = cover.share("It has no sequence number.")
    padded = cover.share("It has no sequence number. I think this depends on many things.")
    both = cover.share("No sequence number, and the checksum is optional.")
    assert none < one < both
    assert padded == one
    assert cover.share("") == 0.0


def test_coverage_takes_a_misspelt_word_in_part():
    cover = Coverage(["It carries an acknowledgement number."], "What does it carry?")
    assert 0 < cover.share("the acknowlegement") < cover.share("the acknowledgement")


def test_short_answers_are_read_and_blank_ones_dropped(tmp_path):
    (tmp_path / "q.xml").write_text(
        "<question><questionText>Why?</questionText><referenceAnswers><referenceAnswer>Because it "
        "is so.</referenceAnswer></referenceAnswers><studentAnswers><studentAnswer><response>No "
        "submission.</response><score>0</score></studentAnswer><studentAnswer><response>It is so"
        "</response><score>1</score></studentAnswer></studentAnswers></question>"
    )
    assert [answer.text for answer in read_answers(tmp_path)] == ["It is so"]


@pytest.mark.parametrize("content", ["<a", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_xml_that_is_broken_or_declares_entities_is_refused(tmp_path, content):
    (tmp_path / "q.xml").write_text(content)
    with pytest.raises(UsageError):
        read_answers(tmp_path)


def test_transcripts_may_be_packed_or_one_row_a_turn(tmp_path):
    packed = tmp_path / "packed.csv"
    packed.write_text(
        'interview,transcript\na,"Interviewer: Why?\nCandidate: Because I like it."\n'
    )
    turns = tmp_path / "turns.csv"
    turns.write_text("interview,speaker,text\na,Interviewer,Why?\na,Candidate,Because I like it.\n")
    words = [
        [turn.text for turn in read_transcripts(file)["a"].candidate_turns]
        for file in (packed, turns)
    ]
    assert words == [["Because I like it."]] * 2


@pytest.mark.parametrize(
    "content",
    ["interview,rater,item,score\na,r,i,high\n", "interview,score\na,1\n", "", "\x00\x01"],
)
def test_scores_that_are_none_are_refused_with_the_file(tmp_path, content):
    file = tmp_path / "scores.csv"
    file.write_text(content)
    with pytest.raises(InputError, match=r"scores\.csv"):
        read_scores(file)


def test_a_report_says_the_same_in_every_form_and_escapes_what_it_shows():
    sheet = Sheet("T", ("lead",), (Table("rows", ("a", "b"), (("<x>", "1|2"),)),), ("note",))
    assert "<x>" in as_text(sheet)
    assert "| <x> | 1/2 |" in as_markdown(sheet)
    page = as_html(sheet)
    assert "&lt;x&gt;" in page
    assert "<script" not in page
    assert "http" not in page


@pytest.mark.parametrize("content", [b"", b"\xfd\xfe", b"answer = 3", b"[[answer]]\nid = 1"])
def test_a_file_of_no_pairs_is_refused_with_its_name(tmp_path, content):
    file = tmp_path / "mine.toml"
    file.write_bytes(content)
    with pytest.raises(UsageError, match=r"mine\.toml"):
        rounds_of(file)
