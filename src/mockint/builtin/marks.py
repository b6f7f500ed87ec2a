"""Marks: the turns of phrase by which a sentence tells an outcome, a trade-off and the like.

Each is a pattern over lower-case text, and the words without one of which it cannot match.
Most sentences hold none of these, and bits of their words tell so in a fraction of the time
that the pattern takes.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

from .factored import factored

#: The bits below it belong to `text.Trait`. All of them together are less than 31, from which
#: number on Python takes twice as long over each.
FIRST_BIT = 3
_IRREGULAR_PAST = frozenset(
    """began broke brought built bought caught chose came cut dealt did drew drove fell felt found
    got gave went grew had heard held kept knew led learnt left lost made meant met paid ran said
    saw sent set sat shut sold spoke spent split stood stuck swapped took taught told thought threw
    understood won wrote rebuilt rewrote rolled put let read hit was were became fought sought""".split()
)
_NOT_PAST = frozenset(
    """need feed speed indeed need agreed-upon embed exceed proceed succeed seed breed bed red led-by
    hundred based supposed interested excited used tired concerned""".split()
)
_RUN = re.compile(r"\w+")


class Mark:
    """A pattern, and the words without one of which it cannot match (`lie*`: so they begin).

    Of `pairs`, a word of the one set and a word of the other make up for an opener: where
    they are common words, the two of them are seldom together. One that is searched for `often`
    is arranged for that, which takes three times as long to compile.
    """

    def __init__(
        self,
        pattern: str,
        *,
        openers: str,
        pairs: tuple[tuple[str, str], ...] = (),
        often: bool = False,
    ) -> None:
        #: As it is written here, verbose.
        self.pattern = pattern
        compiled = factored(pattern) if often else re.compile(pattern, re.VERBOSE)
        bit = _next_bit(openers)
        both = [_next_bit(one) | _next_bit(other) for one, other in pairs]
        #: Each set of bits that makes a search worth it, when all of them are there.
        self._any = (bit, *both)
        _ALL.append((bit, tuple(both), compiled.search))

    def may_be_in(self, traits: int) -> bool:
        """False where words of these traits cannot hold it."""
        return any(traits & bits == bits for bits in self._any)


_ALL: list[tuple[int, tuple[int, ...], Callable[[str], object]]] = []


def marks_in(lower: str, traits: int) -> list[bool]:
    """For each mark, in the order in which they stand here, whether it is in `lower`.

    `traits` are those of the words of this lower-case text.
    """
    found: list[bool] = []
    for bit, pairs, search in _ALL:
        may = traits & bit
        for both in () if may else pairs:
            if traits & both == both:
                may = both
                break
        found.append(may != 0 and search(lower) is not None)
    return found


#: The bits of words, and of beginnings of words.
_WORDS: dict[str, int] = {}
_BEGINNINGS: dict[str, int] = {}
_bits = itertools.count(FIRST_BIT)


def _next_bit(words: str) -> int:
    bit = 1 << next(_bits)
    for word in words.split():
        if word.endswith("*"):
            _BEGINNINGS[word[:-1]] = _BEGINNINGS.get(word[:-1], 0) | bit
        else:
            _WORDS[word] = _WORDS.get(word, 0) | bit
    return bit


OUTCOME = Mark(
    r"""\b(?:as\s+a\s+result|the\s+(?:result|outcome|effect|upshot)\s+(?:was|is|of)|in\s+the\s+end
    |ended\s+up|since\s+then|by\s+the\s+end|eventually|so\s+(?:now|today)
    |(?:which|that|it|this)\s+(?:cut|reduced|raised|brought|led\s+to|saved|meant\s+that|doubled|halved
        |freed|paid\s+off|worked)
    |went\s+(?:from|up|down|live|back)|came\s+(?:down|back|in)\s
    |(?:dropped|fell|rose|grew|increased|decreased|improved|recovered|stabili[sz]ed|shrank|jumped
        |climbed|doubled|halved|tripled)\b
    |(?:we|i|they|he|she|team|it)\s+(?:\w+\s+)?(?:shipped|launched|delivered|released|hit|retained|won
        |kept|saved|closed|finished|landed|promoted|passed|met|adopted|stayed|returned|lost)
    |(?:was|were|got|been)\s+(?:\w+\s+)?(?:promoted|adopted|shipped|launched|resolved|fixed|retired
        |retained|hired|reduced|cut|approved|funded|rolled\s+out|let\s+go)
    |(?:is|are)\s+(?:now|still)\s+
    |(?:within|after)\s+(?:the\s+)?(?:next\s+)?\w+\s+(?:day|week|month|quarter|sprint|year)s?
    |(?:over|in|by)\s+(?:the\s+)?(?:next\s+)?\w+\s+(?:days|weeks|months|quarters|sprints)
    |(?:complaints?|escalations?|incidents?|attrition|conflicts?|it|they|he|she)\s+(?:had\s+)?(?:stopped|ended|disappeared))\b
    """,
    openers="""result outcome effect upshot end ended since eventually now today still cut reduced raised brought
    led saved meant doubled halved freed paid worked went came dropped fell rose grew increased decreased
    improved recovered stabilised stabilized shrank jumped climbed tripled shipped launched delivered
    released hit retained won kept closed finished landed promoted passed met adopted stayed returned
    lost resolved fixed retired hired approved funded rolled let within after days weeks months quarters
    sprints stopped ended disappeared""",
    often=True,
)
TRADE_OFF = Mark(
    r"""\b(?:trade-?\s?offs?|instead\s+of|rather\s+than|at\s+the\s+(?:cost|expense|price)\s+of
    |down-?sides?|draw-?backs?|gave\s+up|giving\s+up|versus|vs\.?|alternatives?|weighed|weigh(?:ing)?
    |ruled?\s+out|reject(?:ed)?|over\s+the\s+other|compromise[ds]?|in\s+exchange|on\s+the\s+other\s+hand
    |pros\s+and\s+cons|whereas|sacrific\w+|the\s+(?:price|catch|cost|risk)\s+(?:is|was|of)
    |costs?\s+us|worth\s+(?:it|the)|accept(?:ed|ing)?\s+(?:the|that|some|a|more|less|eventual)
    |(?:but|although|though|while)\s+(?:it|that|this|we|you|they)\s+(?:\w+\s+)?(?:lose|loses|lost|cost|costs|slows?|means
        |meant|add|adds|need|needs|pay|pays)|depends\s+on|only\s+if|would\s+(?:only|not)\s+\w+\s+(?:if|unless|when)
    |postpon\w+|deferr?\w*|deprioriti\w+|said\s+no\s+to|not\s+worth|cheaper|simpler\s+than|harder\s+to)\b
    """,
    openers="""trade tradeoff tradeoffs instead rather cost costs expense price downside downsides down drawback
    drawbacks draw versus vs alternative alternatives weighed weigh weighing reject rejected compromise
    compromised compromises exchange pros whereas catch risk worth accept accepted accepting depends
    cheaper simpler harder sacrific* postpon* defer* deprioriti*""",
    pairs=(
        ("gave giving rule ruled over hand if would said", "up out other only not no"),
        (
            "but although though while",
            "lose loses lost slow slows means meant add adds need needs pay pays",
        ),
    ),
)
REASON = Mark(
    r"""\b(?:because|since\s+(?:we|the|it|i|they)|so\s+that|in\s+order\s+to|which\s+(?:means|meant|is\s+why)
    |that(?:'s|’s|\s+is|\s+was)\s+why|therefore|the\s+reason|due\s+to|so\s+(?:i|we|they|he|she|the)
    |otherwise|if\s+(?:we|you|they|the|i|it)|turned\s+out|the\s+point\s+(?:is|was))\b
    """,
    openers="""because since so order means meant why therefore reason due otherwise if turned point""",
)
GENERAL = Mark(
    r"""\b(?:usually|generally|always|typically|normally|often|in\s+general|i\s+would|i'd|i’d|one\s+should
    |i\s+(?:think|believe|feel|try|like|tend|want|strive|aim|make\s+sure|ensure|love)
    |you\s+(?:should|need|have|must)|should|must|it(?:'s|’s|\s+is)\s+(?:important|key|crucial|essential|about))\b
    """,
    openers="""usually generally always typically normally often general would d should think believe feel try like
    tend want strive aim make ensure love need have must important key crucial essential about""",
)
SELF_PRAISE = Mark(
    r"""\b(?:i(?:\s+am|'m|’m|\s+consider\s+myself(?:\s+to\s+be)?|\s+have\s+always\s+been|\s+was\s+always)\s+
        (?:(?:a|an|the|one\s+of\s+the|very|really|extremely|truly|incredibly|highly|quite|exceptionally|also
        |always|known\s+(?:as|for|to\s+be))\s+){0,3}
        (?:great|excellent|outstanding|exceptional|amazing|fantastic|brilliant|strong|natural|born|best
        |skilled|talented|gifted|world-?class|visionary|passionate|effective|proven|top|perfect|superb
        |inspir\w+|good|expert|rockstar|stellar|unmatched|strategic|empathetic|humble|dedicated)\b
    |(?:my|with\s+my)\s+(?:\w+\s+){0,3}(?:skills?|abilit(?:y|ies)|leadership|expertise|communication|judg(?:e)?ment
        |instincts?)\s+(?:is|are|was|were)\s+(?:\w+\s+)?(?:great|excellent|outstanding|exceptional|strong|second\s+to
        |unmatched|superb|world-?class|amazing|proven|the\s+best|top)
    |i\s+(?:excel|shine|thrive)\s+(?:at|in)
    |(?:everyone|everybody|people|colleagues|my\s+team)\s+(?:always\s+)?(?:says?|tells?|loves?|agrees?|considers?)
        \s+(?:that\s+)?(?:me|i)\b(?:\s+(?:am|'m|was|are))?
    |i\s+have\s+(?:\w+\s+){0,2}(?:great|excellent|outstanding|exceptional|strong|superb|amazing|proven|deep)\s+
        (?:\w+\s+){0,3}(?:skills?|abilit|leadership|track\s+record|instinct|sense|acumen))
    """,
    openers="""great excellent outstanding exceptional amazing fantastic brilliant strong natural born best skilled
    talented gifted world worldclass visionary passionate effective proven top perfect superb good expert
    rockstar stellar unmatched strategic empathetic humble dedicated skill skills ability abilities
    leadership expertise communication judgment judgement instinct instincts excel shine thrive say says
    tell tells love loves agree agrees consider considers deep inspir*""",
)
RETRACTION = Mark(
    r"""\b(?:i\s+(?:just\s+)?(?:made|have\s+made)\s+(?:that|this|it|all\s+(?:of\s+)?(?:that|this|it)|those|the\s+\w+(?:\s+\w+)?
        |(?:some|most|parts?)\s+of\s+(?:that|this|it))\s+(?:all\s+)?up
    |(?:let\s+me|i(?:\s+have\s+to|\s+must|\s+should|'ll|\s+want\s+to|\s+need\s+to)?)\s+(?:take|took|withdraw|retract|correct)\s+
        (?:(?:all\s+(?:of\s+)?)?(?:that|this|it|what\s+i\s+said|my\s+(?:last\s+)?(?:answer|statement)|the\s+\w+)\s+back
        |back\s+(?:that|what)|(?:that|what\s+i\s+said|my\s+(?:last|previous|earlier)\s+\w+)\b)
    |scratch\s+(?:that|all\s+that)|strike\s+that|forget\s+(?:what\s+i|that\s+story|everything\s+i)
    |(?:that|this|it|none\s+of\s+(?:that|this|it)|what\s+i\s+(?:just\s+)?said|what\s+i\s+(?:just\s+)?told\s+you|that\s+story|this\s+story
        |the\s+story|my\s+(?:last\s+)?answer)\s+
        (?:(?:is|was)(?:n't|n’t|\s+not)\s+(?:actually\s+|really\s+|entirely\s+|quite\s+)?(?:true|accurate|me\b|my\s+work|what\s+happened|right\b|correct)
        |(?:is|was)\s+(?:actually\s+|all\s+|completely\s+|partly\s+)?(?:made\s+up|invented|a\s+lie|false|untrue|fiction|somebody\s+else|someone\s+else
            |my\s+(?:colleague|boss|manager|co-?worker|predecessor)\b)
        |(?:did(?:n't|n’t|\s+not)|never)\s+(?:actually\s+|really\s+)?happen)
    |none\s+of\s+(?:that|this|it)\s+(?:was\s+true|is\s+true|happened|actually\s+happened|really\s+happened|was\s+me)
    |i\s+(?:lied|was\s+lying|was\s+exaggerating|exaggerated\s+(?:that|this|it|the))
    |i\s+(?:did(?:n't|n’t|\s+not)|never)\s+(?:actually|really)\s+(?:do|did|led|lead|say|said|run|ran|build|built|write|wrote|manage|managed|have|had|
        talk|talked|hold|held|set|make|made|hire|hired|meet|met|decide|decided)\s+
        (?:any\s+of\s+)?(?:that|this|it|these|those|anything)\b
    |(?:actually|honestly|in\s+truth|to\s+be\s+honest|truthfully),?\s+(?:that|it|this)\s+was(?:n't|n’t|\s+not)\s+(?:me|my)\b)
    """,
    openers="""withdraw retract correct* scratch strike forget none lie* lying* invented* false* untrue*
    fiction* exaggerat*""",
    pairs=(
        ("made take took", "up* back* that said last previous earlier"),
        ("t not never", "true* accurate* me my happen* right correct* actually really"),
        ("somebody someone my", "else* colleague boss manager coworker co predecessor"),
    ),
)
LESSON = Mark(
    r"""\b(?:used\s+to\b(?!\s+be\s+used)|at\s+first|back\s+then|initially|in\s+the\s+beginning|early\s+(?:on|in\s+my\s+career)|when\s+i\s+(?:started|began|was\s+(?:young|new|junior))|in\s+my\s+first\s+(?:years?|months?|jobs?|team|role)
    |(?:a|my|our)\s+(?:former|old|previous|first)\s+(?:boss|manager|lead|team|company|cto|director)|years\s+ago|as\s+a\s+(?:young|new|first-?time)\s+\w+
    |(?:i|we)\s+(?:learn(?:ed|t)|realized|realised|regret(?:ted)?|would\s+not\s+do\s+(?:that|it)\s+again)|(?:my|our|the|a|that)\s+(?:\w+\s+)?mistake|(?:looking|in)\s+(?:back|hindsight|retrospect)
    |taught\s+(?:me|us)|lesson|(?:told|warned|advised)\s+(?:me|us)|(?:he|she|they|people|some|others|somebody|someone|everyone|everybody|many|managers?|colleagues?|engineers?|who)\s+
        (?:\w+\s+)?(?:say|says|said|think|thinks|thought|believe|believes|believed|claim|claims|claimed|argue|argues|argued|felt|wanted|insisted|asked))\b
    """,
    openers="""used first back initially beginning early former old previous ago learned learnt realized
    realised regret regretted again mistake hindsight retrospect lesson firsttime""",
    pairs=(
        ("when as", "started began young new junior"),
        (
            """me us he she they people some others somebody someone everyone everybody many manager
            managers colleague colleagues engineer engineers who""",
            """taught told warned advised say says said think thinks thought believe believes believed
            claim claims claimed argue argues argued felt wanted insisted asked""",
        ),
    ),
    often=True,
)
# Waving the matter of the question away, in the speaker's own name and now.
DISMISSIVE = Mark(
    r"""\b(?:(?:i|we)\s+(?:(?:really|honestly|mostly|just|usually|normally)\s+)?(?:do(?:n't|\s+not)|never|wouldn't|won't)\s+(?:really\s+|even\s+|much\s+)?
        (?:bother|care|mind\s+whether|believe\s+in|see\s+(?:the\s+|a\s+|any\s+)?(?:point|need|use|value)|have\s+time\s+for|want\s+to\s+(?:know|hear)
        |listen|look\s+at|follow|ask|question|explain|read|check|test|plan|measure|discuss|waste|spend\s+(?:much\s+|any\s+)?time
        |need\s+(?:any\s+|their\s+|your\s+|other\s+)?(?:feedback|advice|help|opinions?|input)|give\s+(?:any\s+|them\s+)?(?:feedback|reasons?|explanations?))
    |(?:is|are|was|were)(?:n't|\s+not)\s+(?:really\s+)?(?:my|our|the)\s+(?:job|problem|business|concern|department|responsibility|task)
    |(?:a\s+)?waste\s+of\s+(?:my\s+|everyone's\s+)?time|(?:mainly|mostly|just|only|purely)\s+(?:\w+\s+)?(?:about|for|in\s+it\s+for)\s+the\s+(?:money|salary|title|name)
    |(?:is|are)\s+(?:for\s+other\s+people|somebody\s+else's|someone\s+else's|their\s+own)\s+(?:\w+\s+)?(?:job|problem|business|fault|to\s+worry)
    |(?:my\s+gut|gut\s+feeling)|should\s+(?:just\s+|simply\s+)?(?:be\s+fired|leave|quit|shut\s+up)|(?:decide|decided)\s+(?:by\s+myself|alone|on\s+my\s+own)
    |without\s+(?:asking|telling|involving|consulting|tests?|testing|consent|permission)|(?:nobody|no\s+one)\s+(?:really\s+)?(?:needs|cares)
    |(?:is|are)\s+(?:useless|pointless|nonsense|overrated|dead|always\s+(?:better|wrong|worse)))\b
    """,
    openers="waste gut useless pointless nonsense overrated dead cares",
    pairs=(
        (
            "do don never wouldn won",
            """bother care mind believe see have want listen look follow ask question explain read check
            test plan measure discuss spend need give""",
        ),
        (
            """isn aren wasn weren not other somebody someone their money salary title name should decide
            decided without nobody no always""",
            """job problem business concern department responsibility task fault worry mainly mostly just
            only purely fired leave quit shut myself alone own asking telling involving consulting test
            tests testing consent permission needs better wrong worse""",
        ),
    ),
)


def openers_in(lower: str) -> int:
    """The bits of those words of marks that a lower-case word is, or begins like."""
    bits = 0
    for run in _RUN.findall(lower):
        bits |= _WORDS.get(run, 0)
        for beginning, more in _BEGINNINGS.items():
            if run.startswith(beginning):
                bits |= more
    return bits


def is_past(word: str) -> bool:
    """True for a lower-case word that is most likely a past form of a verb."""
    if word in _IRREGULAR_PAST:
        return True
    return word.endswith("ed") and len(word) > 4 and word not in _NOT_PAST
