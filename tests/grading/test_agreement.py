"""The statistics, held to published worked examples and to what known libraries say."""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockint.grading.agreement import (
    adjacent,
    agreement,
    alpha,
    bias,
    exact,
    icc,
    spearman,
    weighted_kappa,
)  # fmt: skip

REFERENCE = json.loads(
    (Path(__file__).resolve().parents[1] / "data" / "agreement_reference.json").read_text("utf-8")
)
PAIRS = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=40)


def counted(first, second):
    return Counter(zip(first, second, strict=True))


class TestPublishedExamples:
    def test_cohen_1968_weighted_kappa(self):
        # Cohen (1968), table 1: 200 cases as proportions, disagreement weights 0-1-3/1-0-6/3-6-0.
        shares = {(1, 1): 44, (1, 2): 7, (1, 3): 9, (2, 1): 5, (2, 2): 20, (2, 3): 5,
                  (3, 1): 1, (3, 2): 3, (3, 3): 6}  # fmt: skip
        weights = {1: {1: 0, 2: 1, 3: 3}, 2: {1: 1, 2: 0, 3: 6}, 3: {1: 3, 2: 6, 3: 0}}
        assert weighted_kappa(shares, lambda a, b: weights[a][b]) == pytest.approx(0.348, abs=5e-4)
        assert weighted_kappa(shares, lambda a, b: a != b) == pytest.approx(0.492, abs=5e-4)

    def test_shrout_and_fleiss_1979_icc_2_1(self):
        # Shrout & Fleiss (1979), table 2: six targets, four judges; ICC(2,1) = .29 (table 4).
        rows = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
        assert icc(rows) == pytest.approx(0.29, abs=5e-3)

    def test_krippendorff_2011_alpha_for_interval_data(self):
        # Krippendorff (2011), section C: four observers, twelve units, missing values; .849.
        a = [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None]
        b = [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3]
        c = [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None]
        d = [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None]
        units = [[v for v in unit if v is not None] for unit in zip(a, b, c, d, strict=True)]
        assert alpha(units) == pytest.approx(0.849, abs=5e-4)

    def test_spearman_of_ten_people(self):
        # The textbook example of IQ against hours of television a week: rho = -29/165.
        iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
        hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]
        assert spearman(counted(iq, hours)) == pytest.approx(-29 / 165)


@pytest.mark.parametrize("case", REFERENCE["cases"])
def test_what_known_libraries_say_is_what_is_said_here(case):
    counts = counted(case["first"], case["second"])
    assert weighted_kappa(counts) == pytest.approx(case["kappa"], abs=1e-9)
    assert spearman(counts) == pytest.approx(case["spearman"], abs=1e-9)
    rows = list(zip(case["first"], case["second"], case["third"], strict=True))
    assert icc(rows) == pytest.approx(case["icc"], abs=1e-6)
    units = [[v for v in unit if v is not None] for unit in zip(*case["gaps"], strict=True)]
    assert alpha(units) == pytest.approx(case["alpha"], abs=1e-9)


def test_the_plain_measures():
    counts = {(1, 1): 2, (2, 3): 1, (4, 1): 1}
    assert exact(counts) == 0.5
    assert adjacent(counts) == 0.75
    assert bias(counts) == 0.5


@pytest.mark.parametrize(
    ("pairs", "undefined"),
    [([], {"kappa", "spearman", "exact", "adjacent", "bias"}),
     ([(3, 3), (3, 3)], {"kappa", "spearman"}),
     ([(3, 1), (3, 2)], {"spearman"})],
)  # fmt: skip
def test_what_is_undefined_is_none_and_never_a_number(pairs, undefined):
    found = agreement([[pair] for pair in pairs], resamples=50)
    for name in ("kappa", "spearman", "exact", "adjacent", "bias"):
        assert (getattr(found, name).value is None) == (name in undefined), name


@given(PAIRS)
def test_agreement_is_finite_and_perfect_only_with_itself(pairs):
    counts = Counter(pairs)
    for function in (weighted_kappa, spearman, exact, adjacent, bias):
        value = function(counts)
        assert value is None or math.isfinite(value)
    same = Counter((a, a) for a, _ in pairs)
    if len(same) > 1:
        assert weighted_kappa(same) == spearman(same) == 1
    if exact(counts) == 1 and len(counts) > 1:
        assert weighted_kappa(counts) == 1


def test_turning_the_raters_round_turns_the_bias_round_and_nothing_else():
    counts = counted([1, 2, 3, 4, 4], [1, 3, 3, 2, 4])
    turned = Counter({(b, a): n for (a, b), n in counts.items()})
    assert bias(turned) == -bias(counts)
    assert weighted_kappa(turned) == pytest.approx(weighted_kappa(counts))


CLUSTERS = [[(n % 4 + 1, n % 4 + 1), (n % 4 + 1, (n * 7) % 4 + 1)] for n in range(30)]


class TestIntervals:
    def test_they_hold_the_value_and_are_the_same_for_the_same_seed(self):
        first, second = agreement(CLUSTERS, seed=3), agreement(CLUSTERS, seed=3)
        assert first == second
        for measure in (first.kappa, first.spearman, first.exact, first.bias):
            low, high = measure.interval
            assert low <= measure.value <= high
            assert low < high

    def test_whole_transcripts_are_drawn_so_copies_of_a_pair_make_nothing_surer(self):
        copied = [cluster * 5 for cluster in CLUSTERS]
        once, often = agreement(CLUSTERS), agreement(copied)
        assert often.kappa.value == pytest.approx(once.kappa.value)
        assert often.kappa.interval == pytest.approx(once.kappa.interval)

    def test_more_transcripts_make_it_surer(self):
        def width(measure):
            return measure.interval[1] - measure.interval[0]

        assert width(agreement(CLUSTERS * 9).kappa) < width(agreement(CLUSTERS).kappa) / 2

    def test_the_true_value_lies_in_about_95_of_100_of_them(self):
        import random

        chance, covered = random.Random(1), 0
        for _ in range(200):
            draws = [[(1, 1) if chance.random() < 0.6 else (1, 2)] for _ in range(60)]
            low, high = agreement(draws, resamples=300).exact.interval
            covered += low <= 0.6 <= high
        assert 0.90 <= covered / 200 <= 0.99
