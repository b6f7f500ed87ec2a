"""Asks before lines of a CV go to a model's endpoint: once for each line and run.

It decides only whether to ask; what leaves is said in the same words as on the command line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..domain.tailoring import Tailoring
    from .app import MockintApp


class Consent:
    """What the candidate has let go to an endpoint in this run."""

    def __init__(self, *, given: bool) -> None:
        """`given`: the command line has asked about the first interview or loop already."""
        self._given = given
        self._lines: set[str] = set()

    def ask(
        self,
        app: MockintApp,
        tailorings: Iterable[Tailoring | None],
        act: Callable[[], None],
        otherwise: Callable[[], None] | None = None,
    ) -> None:
        """Do `act`; where lines of a CV would leave this machine, once that was confirmed.

        `otherwise` is done where the answer is no.
        """
        lines = {claim.text for one in tailorings if one for claim in one.picked_up}
        given, self._given = self._given, False
        engines = app.services.engines
        if given:
            self._lines |= lines
        if lines <= self._lines or not engines.is_model or engines.is_in_process:
            act()
            return
        from ..reports.tailoring import sending_phrase
        from .dialogs import Confirm

        endpoint = engines.endpoint

        def answered(yes: bool | None) -> None:
            if yes:
                self._lines.update(lines)
                act()
            elif otherwise is not None:
                otherwise()

        text = sending_phrase(endpoint.model, endpoint.origin, len(lines))
        app.push_screen(Confirm("Send lines of your CV?", text, yes="Send", no="Not now"), answered)


def kept_in(value: object) -> list[Tailoring | None]:
    """The tailorings that the options of a header keep: one, a list, or none."""
    from ..domain.tailoring import from_json

    return [from_json(one) for one in value] if isinstance(value, list) else [from_json(value)]
