"""Practice over many sessions: trends, what to practise next, study plans, loops.

Pure rules over scorecards, rubrics and guides. Nothing here reads a file or a clock,
and nothing here gives a level: levels come from scorecards alone.
"""
