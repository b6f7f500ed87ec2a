"""Common words of work that stand for each other in plain talk.

Rubric authors write one way of saying a thing and candidates say another: "spoke with my
boss", "had a chat with my manager". Only words that mean the same in nearly every answer
about work stand in one line; a topic word never does. The groups were written from general
usage, not from anybody's answers.
"""

from __future__ import annotations

from .stems import stem

_GROUPS = """
    talk speak discuss chat conversation
    tell say explain describe mention
    boss manager supervisor director
    employee report colleague coworker teammate
    engineer developer programmer
    start begin kick
    finish complete done deliver
    help support assist
    problem issue trouble difficulty
    fix solve resolve repair mend
    choose decide pick select settle opt
    goal target objective aim
    measure track metric figure number
    meeting call session sync
    customer user client
    company firm organization organisation employer
    money budget cost expense spend
    slow delay late behind
    worry concern fear anxious afraid
    mistake error fault wrong
    write document note record
    hire recruit
    leave quit resign depart
    improve better enhance
    reduce cut lower decrease shrink drop
    increase raise grow rise climb
    learn realize understand discover
    agree commit promise
    try test experiment pilot trial
    split break divide separate
    idea proposal suggestion
    weekly week
    monthly month
    listen hear
    ask question
    change adapt adjust shift
    plan schedule roadmap
    check review inspect look
    show demonstrate present
    example instance case
    outcome result effect consequence
    reason why because
    choice option alternative
    risk danger threat
    quick fast rapid
    simple easy plain
    responsible charge own accountable
    teach train coach mentor
    praise thank recognize recognise celebrate
    quarrel argue disagree conflict clash friction
    trust rely
    stop end cancel drop
    add build create make develop
    find notice see spot
    people person folks members
    outage incident crash downtime
    remove delete retire
    feedback criticism comment
    share spread
    reach achieve attain hit meet
    push press insist
    refuse reject decline
    wait hold pause
    use apply employ
    need require want
    buy purchase
    opinion view perspective
    honest open candid frank direct
"""


def _table() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for line in _GROUPS.strip().splitlines():
        group = frozenset(stem(word) for word in line.split())
        for one in group:
            table[one] = table.get(one, frozenset()) | group
    return table


_SAME = _table()


def same_as(keys: frozenset[str]) -> frozenset[str]:
    """`keys` and the stems that stand for any of them in plain talk."""
    return keys.union(*(_SAME.get(key, keys) for key in keys))
