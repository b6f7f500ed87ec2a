"""The engine that needs no model: answer analysis, probing, wording and judging.

Everything here is deterministic, offline and explainable: rules over words.
"""
