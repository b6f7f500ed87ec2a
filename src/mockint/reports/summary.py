"""A run on one page of Markdown: distribution, what the cohort lacks, what is ungraded."""

from __future__ import annotations

from .cohort import INFERRED, LADDER, Cohort, SignalCounts
from .markdown import escape
from .phrases import STATUS_WORDS

_BAR = 30


def summary_markdown(cohort: Cohort, *, title: str = "Results", notes: tuple[str, ...] = ()) -> str:
    """The page; foreign text is escaped, nothing is said of a single candidate."""
    lines = [f"# {escape(title)}", "", _counts(cohort)]
    lines += [f"- {escape(note)}" for note in notes]
    lines += _recommendations(cohort)
    lines += _signals(cohort)
    lines += _lacking(cohort)
    lines += _flags(cohort)
    lines += _ungraded(cohort)
    lines += _roles(cohort)
    lines += _cost(cohort)
    lines += _provenance(cohort)
    return "\n".join(lines) + "\n"


def counts_line(cohort: Cohort) -> str:
    """How many were graded, and how many not."""
    parts = [f"{_count(cohort.rows, 'transcript')}: {cohort.graded} graded"]
    if cohort.partial:
        parts.append(f"{cohort.partial} of them only in part")
    parts.append(f"{cohort.failed} not graded" if cohort.failed else "none failed")
    if cohort.reviewed:
        parts.append(f"{cohort.reviewed} reviewed by a coach")
    return ", ".join(parts)


def _counts(cohort: Cohort) -> str:
    rounds = "; ".join(escape(title) for title in cohort.titles.values())
    return f"{counts_line(cohort)}." + (f" Round: {rounds}." if rounds else "")


def _recommendations(cohort: Cohort) -> list[str]:
    lines = ["", "## Recommendations", ""]
    coach = " with a coach's levels |" if cohort.reviewed else ""
    lines += [f"| recommendation | candidates |{coach} share | |",
              f"| --- | ---: |{' ---: |' if coach else ''} ---: | --- |"]  # fmt: skip
    most = max(cohort.recommendations.values(), default=1)
    for one in LADDER:
        count = cohort.recommendations[one]
        share = f"{count / cohort.graded:.0%}" if cohort.graded else ""
        bar = "█" * round(_BAR * count / most)
        also = f" {cohort.coach[one]} |" if coach else ""
        lines.append(f"| {one.label} | {count} |{also} {share} | {bar} |")
    return lines


def _signals(cohort: Cohort) -> list[str]:
    lines = ["", "## Signals", ""]
    if not cohort.signals:
        return [*lines, "Nothing was graded."]
    statuses = list(STATUS_WORDS)[1:]
    heads = ["signal", "mean", "1", "2", "3", "4", *[s.value.replace("_", " ") for s in statuses]]
    lines += [f"| {' | '.join(heads)} |", "| --- |" + " ---: |" * (len(heads) - 1)]
    for signal in cohort.signals.values():
        mean = f"{signal.mean:.2f}" if signal.mean is not None else "none"
        cells = [escape(signal.text), mean]
        cells += [str(signal.levels[level]) for level in (1, 2, 3, 4)]
        cells += [str(signal.statuses[status]) for status in statuses]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _lacking(cohort: Cohort) -> list[str]:
    lines = ["", "## What this cohort lacks", ""]
    weak = cohort.lacking
    if not weak:
        lines.append("No signal: more than half of those who were asked are solid in each.")
    lines += [f"- {escape(signal.text.rstrip('.'))}: {_weakness(signal)}" for signal in weak]
    for signal in cohort.not_asked:
        count = signal.statuses[list(STATUS_WORDS)[1]]
        lines.append(f"- not asked in {_count(count, 'interview')}: {escape(signal.text)}")
    return lines


def _weakness(signal: SignalCounts) -> str:
    return f"{signal.below_solid} of {signal.judged} who were asked stay below level 3"


def _flags(cohort: Cohort) -> list[str]:
    if not cohort.flags:
        return []
    lines = ["", "## Reasons for rejection that were shown", ""]
    return [*lines, *[f"- {count}: {escape(text)}" for text, count in cohort.flags.most_common()]]


def _ungraded(cohort: Cohort) -> list[str]:
    lines = ["", "## Ungraded, and why", ""]
    if not cohort.reasons:
        return [*lines, "Nothing: every signal of every transcript has a verdict."]
    for name, reason in sorted(cohort.reasons.items(), key=lambda item: -item[1].count):
        lines.append(f"- **{escape(name)}**: {reason.count}")
        if reason.message:
            lines.append(f"  - for example: {escape(reason.message)}")
        more = reason.count - len(reason.sources)
        shown = ", ".join(escape(source) for source in reason.sources)
        lines.append(f"  - {shown}" + (f" and {more} more" if more else ""))
    return lines


def roles_line(cohort: Cohort) -> str:
    """How it was told who is who, with how many of each."""
    return ", ".join(f"{count} by {how}" for how, count in cohort.roles.most_common())


def _roles(cohort: Cohort) -> list[str]:
    """How interviewer and candidate were told apart; those that were guessed are named."""
    if not cohort.roles:
        return []
    lines = ["", "## Who is who", "", f"Roles were told {roles_line(cohort)}."]
    if cohort.guessed:
        more = cohort.roles[INFERRED] - len(cohort.guessed)
        lines += ["", "From who asks and who talks, so that a look is worth it:", ""]
        lines += [f"- {escape(one)}" for one in cohort.guessed]
        lines += [f"- and {more} more"] if more else []
    return lines


def _cost(cohort: Cohort) -> list[str]:
    lines = ["", "## Cost", ""]
    if not cohort.calls:
        return [*lines, "No calls were made: the built-in judge costs nothing."]
    known = f"${cohort.cost:.4f}"
    if cohort.unpriced:
        known += f", and {_count(cohort.unpriced, 'transcript')} whose cost is unknown"
    return [*lines, f"{_count(cohort.calls, 'call')}, {cohort.tokens:,} tokens, {known}."]


def _provenance(cohort: Cohort) -> list[str]:
    lines = ["", "## Provenance", ""]
    if len(cohort.provenances) > 1:
        lines += ["These scorecards differ in provenance: compare them with care.", ""]
    lines += [f"- {count} × {escape(one)}" for one, count in cohort.provenances.most_common()]
    lines += [f"- this judge {escape(limit)}" for limit in cohort.limits]
    if cohort.suspect:
        lines.append(
            f"- {_count(cohort.suspect, 'reply')} repeated the judge's secret words: suspect"
        )
    return lines


def _count(count: int, what: str) -> str:
    plural = {"reply": "replies"}.get(what, f"{what}s")
    return f"{count:,} {what if count == 1 else plural}"
