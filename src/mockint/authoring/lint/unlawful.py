"""Questions that an employer may not ask: a hint for authors, not legal advice.

What is protected differs between countries; the topics here are protected in most of
Europe and North America (age, family, pregnancy, marital status, health and disability,
religion, origin, citizenship, sexual orientation, politics, union membership, arrests,
and in many places earlier pay).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..yaml_file import Path_
from .draft import Draft
from .finding import Hit, Rule, error
from .wording import shortened

_YOUR = r"\b(?:your|yours)\s+(?:\w+\s+){0,1}"
_TOPICS: tuple[tuple[str, str, str], ...] = (
    (
        "age",
        rf"""\bhow\s+old\s+are\s+you|\bwhat(?:'s|’s|\s+is)\s+your\s+age|{_YOUR}(?:age|date\s+of\s+birth|birth\s*day)\b
        |\b(?:what|which)\s+year\s+(?:were\s+you\s+born|did\s+you\s+(?:graduate|finish\s+(?:high\s+)?school|leave\s+school))
        |\bwhen\s+were\s+you\s+born|\bwhen\s+did\s+you\s+(?:graduate\s+from\s+high|finish\s+high)\s+school
        |\bhow\s+(?:many\s+years|long)\s+(?:do\s+you\s+have\s+)?(?:until|before)\s+(?:you\s+)?retire
        |\b(?:plan|planning|intend)\s+to\s+retire|\btoo\s+(?:old|young)\s+(?:for|to)\b|\byour\s+retirement""",
        "ask what the work needs, such as years of experience with it",
    ),
    (
        "family",
        rf"""\b(?:have|having|got|raise|raising|want)\s+(?:any\s+|young\s+|small\s+)?(?:children|kids|a\s+family)\b
        |{_YOUR}(?:children|kids|family|son|daughter|parents|child\s*care)\b|\bhow\s+many\s+(?:children|kids)
        |\bchild\s*care\s+(?:arrangements?|needs|set)|\bwho\s+(?:looks\s+after|takes\s+care\s+of)\s+(?:your|the)\s+(?:kids|children)
        |\b(?:start|starting)\s+a\s+family|\b(?:caring|care)\s+for\s+(?:an?\s+)?(?:elderly|relative|parent)""",
        "ask whether they can keep the hours or the travel that the work needs",
    ),
    (
        "pregnancy",
        (
            r"\bare\s+you\s+(?:\w+\s+)?(?:pregnant|expecting)\b|\bpregnan(?:t|cy)\b|\bmaternity\s+leave\b"
            r"|\bpaternity\s+leave\b|\bparental\s+leave\b"
        ),
        "leave it out",
    ),
    (
        "marital status",
        rf"""\bare\s+you\s+(?:\w+\s+)?(?:married|single|divorced|engaged|widowed)\b|{_YOUR}(?:spouse|husband|wife|boyfriend
        |girlfriend|fianc[eé]e?|marriage|marital\s+status|maiden\s+name)\b|\bmarital\s+status|\bmaiden\s+name
        |\byour\s+partner(?:'s|’s)?\s+(?:work|do|job|think|feel|mind)|\bdo\s+you\s+live\s+(?:alone|with)\b""",
        "leave it out",
    ),
    (
        "health or disability",
        rf"""\b(?:have|had|suffer(?:ed)?\s+from|any)\s+(?:an?\s+|any\s+|a\s+history\s+of\s+)?(?:disabilit|disease|illness|medical
            |health\s+(?:problem|issue|condition)|mental|chronic|depress)
        |{_YOUR}(?:health|disabilit\w*|illness|medical\s+history|medication|weight|height|mental\s+health|therapist|diagnosis)\b
        |\bare\s+you\s+(?:\w+\s+)?(?:disabled|healthy|ill|on\s+medication|vaccinated|an?\s+alcoholic)
        |\b(?:sick\s+(?:days?|leave)|days\s+(?:off\s+)?sick)\b|\btake\s+(?:any\s+)?(?:medication|prescription)
        |\bhow(?:'s|’s|\s+is)\s+your\s+health|\bhospitali[sz]ed|\bsee(?:n|ing)?\s+a\s+(?:psychiatrist|therapist|psychologist)
        |\bworkers(?:'|’)?\s+compensation|\b(?:smoke|drink\s+alcohol)\b""",
        "ask whether they can do the tasks of the work, with or without adjustments",
    ),
    (
        "religion",
        rf"""{_YOUR}(?:religion|faith|church|mosque|synagogue|beliefs\s+about\s+god|religious\s+\w+)\b
        |\bwhat\s+religion|\bare\s+you\s+(?:\w+\s+)?(?:religious|christian|muslim|jewish|hindu|catholic|buddhist|atheist)\b
        |\breligious\s+(?:holidays?|beliefs?|affiliation|practices?)|\bdo\s+you\s+(?:pray|believe\s+in\s+god|go\s+to\s+church)
        |\bwhich\s+(?:church|mosque|synagogue|temple)""",
        "ask whether they can work on the days that the work needs",
    ),
    (
        "origin or citizenship",
        rf"""\bwhere\s+(?:are\s+you|were\s+you|do\s+you\s+come|is\s+your\s+(?:family|accent|name))\s+(?:\w+\s+)?(?:from|born)\b
        |\bwhere\s+were\s+you\s+(?:born|raised)|\bwhere\s+are\s+your\s+parents\s+from
        |{_YOUR}(?:nationality|ethnicity|ethnic\s+\w+|race|birthplace|citizenship|accent|mother\s+tongue|native\s+(?:language|tongue)
            |country\s+of\s+(?:origin|birth)|ancestry|national\s+origin|skin\s+colou?r|heritage|caste)\b
        |\bare\s+you\s+(?:a\s+|an\s+)?(?:(?:us|u\.s\.|eu|uk|american|german|british|canadian|foreign)\s+)?citizen|\bnative\s+speaker
        |\bwhat\s+(?:race|nationality|ethnicity|country)\s+are\s+you|\bhow\s+did\s+you\s+learn\s+to\s+speak""",
        "ask whether they may work in the country, and which languages they use at work",
    ),
    (
        "sex, gender or orientation",
        rf"""{_YOUR}(?:sexual\s+\w+|sexuality|gender(?:\s+identity)?|pronouns|sex\s+life)\b
        |\bare\s+you\s+(?:\w+\s+)?(?:gay|lesbian|straight|bisexual|transgender|trans|queer)\b
        |\bas\s+a\s+(?:woman|man|mother|father|girl|lady)\b|\bmanag(?:e|ing)\s+(?:all\s+those\s+)?men\s+as""",
        "leave it out",
    ),
    (
        "politics",
        rf"""{_YOUR}(?:political\s+\w+|politics)\b|\b(?:who|whom|which\s+party)\s+did\s+you\s+vote|\bwhich\s+party
        |\bdo\s+you\s+(?:vote|support\s+the\s+\w+\s+party)\b|\bpolitical\s+(?:party|views?|affiliation)""",
        "leave it out",
    ),
    (
        "union membership",
        (
            r"\b(?:member\s+of|belong(?:ed)?\s+to|join(?:ed|ing)?|in|support|view\s+of|think\s+(?:of|about)|feel\s+about)"
            r"\s+(?:an?\s+|any\s+|the\s+|labou?r\s+|trade\s+)*(?:trade\s+|labou?r\s+)?unions?\b"
            r"|\bunion\s+(?:member|membership|activit)|\bworks\s+council\s+member|\bstaff\s+association"
        ),
        "leave it out",
    ),
    (
        "arrests or military discharge",
        (
            r"\b(?:been|ever)\s+arrested\b|\barrest\s+record|\btype\s+of\s+(?:military\s+)?discharge|\bmilitary\s+discharge"
            r"|\bspent\s+(?:a\s+)?night\s+in\s+jail"
        ),
        "ask for convictions only where the work and the law call for it",
    ),
    (
        "debts or property",
        (
            r"\b(?:do\s+you\s+(?:own|rent)\s+(?:your|a)\s+(?:house|home|car|flat|apartment)|your\s+(?:credit\s+(?:score|history)|debts?)"
            r"|ever\s+(?:been|gone|declared)\s+bankrupt)"
        ),
        "leave it out",
    ),
    (
        "earlier pay",
        (
            r"\b(?:what|how\s+much)\s+(?:did|do|were|are|was|is)\s+(?:you\s+|your\s+)(?:\w+\s+)?(?:earn(?:ing)?|make|making|paid|mak"
            r"|(?:current|last|previous|present|old)\s+(?:salary|pay|compensation|package|wage))\b"
            r"|\byour\s+(?:current|last|previous|present|old)\s+(?:salary|pay|compensation|wage|package)\b"
        ),
        "ask what they expect for this position",
    ),
)
_PATTERNS = [
    (topic, re.compile(pattern, re.IGNORECASE | re.VERBOSE), instead)
    for topic, pattern, instead in _TOPICS
]


@error(
    "unlawful-question",
    "What is protected must not be asked: it exposes the employer and shows nothing of the work.",
)
def unlawful_question(draft: Draft) -> Iterator[Hit]:
    """Questions, follow-ups and hints about what is protected."""
    for path, text in _said(draft):
        for topic, pattern, instead in _PATTERNS:
            if found := pattern.search(text):
                yield Hit(path, f'asks about {topic}: "{shortened(found.group())}"; {instead}')
                break


def _said(draft: Draft) -> Iterator[tuple[Path_, str]]:
    """All that is said to a candidate: also in parts that break the schema."""
    for path, text in draft.prose():
        top, last = path[0], path[-1]
        asked = "probes" in path or top in {"questions", "common_questions", "locations"}
        if asked and last in {"text", "hint"}:
            yield path, text


RULES: tuple[Rule[Draft], ...] = (unlawful_question,)
