"""Red flags: whether the round can show them at all."""

from __future__ import annotations

from collections.abc import Iterator

from .draft import Draft
from .finding import Hit, Rule, advice
from .wording import content, shortened, stems

#: Words of rejection reasons that say nothing of their subject.
_ABOUT = stems(
    """lack lacking inability unable poor weak limited insufficient difficulty failure fail failing
    demonstrate demonstrating show showing provide providing concrete clear clearly strong specific
    example examples ability understanding skills skill experience effectively effective articulate
    articulating without unclear inadequate candidate alignment align good little absence
    vision thinking ideas approach approaches knowledge""",
)
_SUBJECT = stems("vision")


@advice(
    "flag-not-shown", "Nobody can be rejected fairly for what the round gives no chance to show."
)
def flag_not_shown(draft: Draft) -> Iterator[Hit]:
    """Red flags that nothing asked in the round bears on."""
    signals = {signal.value.id: signal.value for signal in draft.signals}
    asked = {one for question in draft.questions for one in question.value.signals}
    heard: set[str] = set()
    for question in draft.questions:
        heard |= content(" ".join((question.value.text, *question.value.tags)))
    for flag in draft.flags:
        one = flag.value
        mine = {s for s in one.signals if s in signals and s in asked}
        subject = content(one.text) - (_ABOUT - _SUBJECT)
        known = set(heard)
        for name in mine:
            known |= content(signals[name].text)
            known |= {stem for point in signals[name].points for stem in content(point.text)}
        if not mine and not subject & known:
            yield Hit(
                (*flag.path, "text"),
                f'red flag "{shortened(one.text)}" names no signal, and no question asks for it',
            )
        elif mine and subject and not subject & known and not one.cues:
            yield Hit(
                (*flag.path, "text"),
                f'red flag "{shortened(one.text)}" has no cues, and nothing asked bears on it',
            )


@advice("flag-not-found", "Without cues and without signals, neither rules nor people look for it.")
def flag_not_found(draft: Draft) -> Iterator[Hit]:
    """Red flags with neither cues nor signals."""
    for flag in draft.flags:
        if not flag.value.cues and not flag.value.signals:
            yield Hit(
                (*flag.path, "id"), f'red flag "{flag.value.id}" has neither cues nor signals'
            )


RULES: tuple[Rule[Draft], ...] = (flag_not_shown, flag_not_found)
