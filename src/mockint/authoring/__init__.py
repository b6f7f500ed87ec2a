"""Rubric and guide files: reading, looking up, checking, drafting."""
