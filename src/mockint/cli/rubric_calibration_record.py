"""Keeps what `rubric calibrate` measured, for `grade` and `interview` to tell."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError

if TYPE_CHECKING:
    from ..domain.rubric import Rubric
    from ..domain.scorecard import Scorecard
    from ..grading.calibration import Calibration
    from ..wiring import Services


def save(
    services: Services,
    rubric: Rubric,
    found: Calibration,
    cards: Mapping[str, Scorecard],
    labels: Path,
    details: dict[str, Any],
) -> None:
    """Keep the calibration of the one judge that made `cards`; say where, and what it will say.

    UsageError where nothing could be compared, or the cards were not judged in one way.
    """
    from ..domain.calibrated import CalibrationRecord
    from ..grading.calibrated_judge import identity_of
    from ..grading.calibration import figures
    from ..store.calibrations import CalibrationStore
    from ..wiring import utc_now

    if not found.whole.pairs:
        raise UsageError("no level could be compared", where="--save", remedy="nothing was kept")
    judges = {
        (one := identity_of(card.provenance, card.provenance.rubric_digest)).key: one
        for card in cards.values()
    }
    if len(judges) != 1:
        raise UsageError(
            "the transcripts were not all judged in the same way",
            where="--save",
            remedy="nothing was kept; --format json tells how each was judged",
        )
    record = CalibrationRecord(
        rubric=rubric.id,
        judge=next(iter(judges.values())),
        labels_sha256=hashlib.sha256(labels.read_bytes()).hexdigest(),
        figures=figures(found, utc_now().date().isoformat()),
        details=details,
    )
    path = CalibrationStore(services.locations.calibrations).save(record)
    click.echo(f"kept: scorecards of this judge now say: {record.figures.words}", err=True)
    click.echo(f"      {path}", err=True)
