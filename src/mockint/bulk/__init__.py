"""Grading many transcripts: what to grade, by whom, and what is kept of it."""
