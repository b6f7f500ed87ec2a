"""Transcript formats in, one module each."""
