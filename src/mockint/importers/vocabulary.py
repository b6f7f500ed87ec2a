"""Words that say which side a speaker is on, in several languages.

Only words that are unambiguous by themselves stand in the two lists; letters and words
such as `Q` and `Answer` tell something only as a pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from ..domain.transcript import Role

INTERVIEWERS = frozenset(
    """interviewer interviewers interviewerin moderator moderatorin moderador moderadora recruiter
    recruiterin panelist panellist host
    befrager befragerin
    intervieweur intervieweuse enquêteur enquêtrice recruteur recruteuse
    entrevistador entrevistadora reclutador reclutadora
    entrevistadores recrutador recrutadora
    intervistatore intervistatrice selezionatore selezionatrice
    interviewster intervjuare intervjuer haastattelija interviewende
    rekruter rekruterka tazatel tazatelka kérdező
    интервьюер рекрутер інтерв'юер рекрутерка
    görüşmeci mülakatçı
    συνεντευκτής מראיין מראיינת المحاور المحاورة المقابل
    面试官 面試官 采访者 採訪者 访谈者 訪談者 主持人 面接官 面接者
    インタビュアー 聞き手 면접관 인터뷰어
    साक्षात्कारकर्ता""".split()
)
CANDIDATES = frozenset(
    """candidate candidates interviewee interviewees applicant respondent participant guest
    befragter befragte bewerber bewerberin kandidat kandidatin interviewter interviewte
    candidat candidate interviewé interviewée répondant répondante
    candidato candidata entrevistado entrevistada
    intervistato intervistata
    geïnterviewde kandidaat sollicitant respondente
    intervjuperson sökande ansøger søker haastateltava hakija
    kandydat kandydatka kandidát kandidátka uchazeč uchazečka jelölt
    кандидат кандидатка респондент соискатель соискательница
    aday υποψήφιος υποψήφια מועמד מועמדת מרואיין מרואיינת المرشح المرشحة المتقدم
    候选人 候選人 应聘者 應聘者 受访者 受訪者 面试者 面試者 应试者 候補者
    応募者 回答者 話し手 지원자 후보자
    उम्मीदवार""".split()
)
#: (asks, answers): each tells something only where both occur.
PAIRS: tuple[tuple[str, str], ...] = (
    ("q", "a"),
    ("question", "answer"),
    ("i", "r"),
    ("i", "p"),
    ("i", "ie"),
    ("i", "b"),
    ("ir", "ie"),
    ("int", "res"),
    ("int", "resp"),
    ("int", "can"),
    ("frage", "antwort"),
    ("f", "a"),
    ("question", "réponse"),
    ("q", "r"),
    ("pregunta", "respuesta"),
    ("pergunta", "resposta"),
    ("p", "r"),
    ("domanda", "risposta"),
    ("d", "r"),
    ("vraag", "antwoord"),
    ("v", "a"),
    ("вопрос", "ответ"),
    ("в", "о"),
    ("問", "答"),
    ("问", "答"),
    ("질문", "답변"),
    ("soru", "cevap"),
    ("pytanie", "odpowiedź"),
)
_PAIR_WORDS = frozenset(word for pair in PAIRS for word in pair)
_TWO_WORDS = {
    "hiring manager": Role.INTERVIEWER,
    "job seeker": Role.CANDIDATE,
    "job applicant": Role.CANDIDATE,
}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@lru_cache(maxsize=4096)
def role_of(label: str) -> Role | None:
    """The side that a label such as `Interviewer 2` or `Jane (Candidate)` names, else None."""
    words = _WORD.findall(label[:80].casefold())
    if not words or len(words) > 6:
        return None
    sides = {role for phrase, role in _TWO_WORDS.items() if phrase in " ".join(words)}
    if any(word in INTERVIEWERS for word in words):
        sides.add(Role.INTERVIEWER)
    if any(word in CANDIDATES for word in words):
        sides.add(Role.CANDIDATE)
    return sides.pop() if len(sides) == 1 else None


def may_be_role(label: str) -> bool:
    """True for a role's label, and for a word of a pair such as `Q`."""
    return role_of(label) is not None or bare(label) in _PAIR_WORDS


def unnumbered(label: str) -> str:
    """`Q3` as `Q`: a number after such a word counts questions, not people."""
    return (
        bare_word
        if (bare_word := label.rstrip("0123456789. #")) and bare(label) in _PAIR_WORDS
        else label
    )


def bare(label: str) -> str:
    """`label` without case, numbers and marks: `Q1.` is `q`."""
    return re.sub(r"[\W\d_]+$", "", label.casefold()).strip()


def roles_of(labels: Iterable[str]) -> Mapping[str, Role]:
    """The sides of those of `labels` that name one, pairs included."""
    labels = tuple(labels)
    found = {label: role for label in labels if (role := role_of(label)) is not None}
    if found:
        return found
    bares = {label: bare(label) for label in labels}
    for asks, answers in PAIRS:
        if {asks, answers} <= set(bares.values()):
            sides = {asks: Role.INTERVIEWER, answers: Role.CANDIDATE}
            return {label: sides[word] for label, word in bares.items() if word in sides}
    return {}
