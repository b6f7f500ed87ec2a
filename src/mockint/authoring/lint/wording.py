"""Words of rubric texts as rules compare them: content stems, likeness, vocabularies.

Shared by the rules on anchors, points and questions; holds no rule of its own.
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

from ...builtin.stems import stem
from ...builtin.text import tokenize

#: Words that say how good something is and not what was seen.
GRADES = frozenset(
    """good great excellent outstanding exceptional strong weak poor bad effective effectively
    ineffective ineffectively clear clearly unclear appropriate appropriately inappropriate adequate
    adequately inadequate satisfactory unsatisfactory acceptable superb impressive impressively
    solid mediocre exemplary proficient proficiently competent competently insightful
    compelling thoughtful thoughtfully nuanced robust mature sophisticated high-quality stellar
    remarkable exceeds exceptionally extremely skilfully skillfully successfully well-rounded
    world-class fantastic terrific amazing top-notch suboptimal""".split()
)
#: What nobody can hear or see in an answer.
UNSEEN = re.compile(
    r"""(?:^|[.;:,]\s+(?:and\s+|but\s+|or\s+)?|\bcandidate\s+)(?:understands?|knows?(?!\s+(?:of|no)\b)|believes?|feels?|appreciates?|realises?|realizes?|grasps?
    |is\s+(?:\w+\s+)?(?:aware|comfortable|passionate|confident|knowledgeable|familiar|capable|skilled
        |motivated|enthusiastic|proactive|able\s+to)
    |has\s+(?:an?\s+|the\s+|\w+\s+)*(?:understanding|grasp|awareness|knowledge|mindset|attitude|potential
        |ability|skills?|maturity|presence|passion|sense\s+of)
    |(?:shows?|demonstrates?|displays?|exhibits?|possesses)\s+(?:an?\s+|the\s+|\w+\s+)*(?:understanding|grasp
        |ability|skills?|awareness|knowledge|maturity|competence|potential|mindset|leadership))\b""",
    re.IGNORECASE | re.VERBOSE,
)
#: What a draft says where something is still to be written.
UNWRITTEN = re.compile(
    r"\b(?:TODO|TBD|TBC|FIXME|XXX+|to\s+be\s+(?:done|written|defined|decided)|fill\s+(?:this\s+)?in"
    r"|your\s+text\s+here|insert\s+\w+\s+here|lorem\s+ipsum|placeholder)\b|\?\?\?|\{\{.*?\}\}"
    r"|<(?:insert|your|name)\b[^>]*>",
)


@lru_cache(maxsize=8192)
def content(text: str) -> frozenset[str]:
    """Stems of the words that carry content."""
    return frozenset(token.stem for token in tokenize(text) if not token.is_stop)


def likeness(one: str, other: str) -> float:
    """Content stems in common over all of them, 0 to 1."""
    first, second = content(one), content(other)
    return len(first & second) / len(first | second) if first | second else 0.0


def grades_in(text: str) -> list[str]:
    """The words of `text` that only grade, in order, without repeats."""
    lower = [token.lower for token in tokenize(text)]
    pairs = [f"{a}-{b}" for a, b in itertools.pairwise(lower)]
    return list(dict.fromkeys(word for word in (*lower, *pairs) if word in GRADES))


def stems(words: str) -> frozenset[str]:
    """Stems of a list of words."""
    return frozenset(stem(word) for word in words.split())


def shortened(text: str, most: int = 60) -> str:
    """The opening of `text` on one line, for messages."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"
