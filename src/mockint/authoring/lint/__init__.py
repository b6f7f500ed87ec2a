"""Lint: what is wrong with a rubric before anybody is graded against it.

One module per family of rules; `run` is the way in.
"""
