"""Rubrics of other tools, in and out: one module per format, `grid` between them.

What other tools hold is a grid of criteria and levels. Questions, points, cues and red
flags of a rubric have no place there; exports say what they leave out.
"""
