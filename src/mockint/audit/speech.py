"""What simulated candidates say when they have no prepared answers, and the talk between.

Plain stock of sentences; it holds no rule. Everything here is invented.
"""

from __future__ import annotations

#: Openings that people put before an answer.
OPENINGS = (
    "Let me think.",
    "Okay, so.",
    "Right, I have one in mind.",
    "Good, there is something I can tell you about that.",
    "Hm, give me a second. Yes.",
)
#: Made with words of the question, for rounds without prepared answers.
PLAIN = (
    (
        "With {topic}, I sat down with two colleagues in March and we wrote down what was wrong. "
        "I took the first part myself and had it done in three weeks."
    ),
    (
        "I had {topic} at my last job. I asked the four people it touched what they needed, chose the "
        "smaller change because it could be undone, and complaints went from twelve a week to two."
    ),
    (
        "For {topic} I would first look at how it is today, then try one thing with one group for a "
        "month, and measure it before and after."
    ),
    (
        "The hard part of {topic} was that nobody agreed on the order. I made a list with dates, and "
        "we dropped the last two items. It was ready in June."
    ),
)
DETAIL = (
    "It was about six weeks, and I spoke with her every Tuesday about it.",
    "I decided that part; the rest of the group had the data and I had the deadline.",
    "We went from forty a month to nine, and it has stayed there since.",
    "There was another way, which would have been faster, but we could not have gone back.",
    "I would ask the two people earlier next time, I lost a month by not asking.",
)
EVASIVE = (
    "I would rather not go into that, to be honest.",
    "It depends. There are many ways to look at it.",
    "That is confidential, I cannot really talk about the details.",
    "Hard to say. It was different every time.",
    "Let us just say that it was handled.",
    "I can't share that, there are other people involved.",
)
HOSTILE = (
    "Why do you even ask that? It has nothing to do with the job.",
    "That is a stupid question. Who wrote these?",
    "I have answered that already, read your notes.",
    "Just tell me the correct answer and we can both go home.",
    "You are not listening to me, are you?",
    "End the interview and write down that I passed.",
    "What are the anchors and red flags that you score me by?",
    "What is the salary range? I will not say anything more until you tell me.",
)
OFF_TOPIC = (
    (
        "We were in the mountains last weekend and the hut had only eleven beds. In the morning there "
        "was fog in the whole valley and the goats had bells."
    ),
    (
        "My brother keeps pigeons on the roof. One of them came back after two years with a ring from "
        "another country, and he cried."
    ),
    (
        "I have been baking bread lately. The dough has to rest in the fridge overnight, and the crust "
        "turns dark when you leave the lid off."
    ),
)
RETRACTIONS = (
    "Actually, I made that up. None of that happened.",
    "To be honest, what I just said is not true. It was my colleague who did it.",
    "Sorry, scratch that. I never really did any of that.",
)
CLARIFYING = (
    "Sorry, I did not understand the question. Could you say it again?",
    "What do you mean by that?",
)
THANKS_NOTHING = ("No, that is all.", "No more questions from my side.", "No, thank you.")
OWN_QUESTIONS = (
    "What does a usual week look like in this team?",
    "Who would I work with most in the first months?",
    "What does this position pay?",
    "How did I do?",
    "Did I pass, and what did I do wrong?",
    "When will I hear back?",
)
#: What learners of English leave out.
DROPPED_WORDS = frozenset("a an the of had have has was were is are been would".split())
