"""Auditing an interviewer: simulated candidates are interviewed, and code reads what was said."""
