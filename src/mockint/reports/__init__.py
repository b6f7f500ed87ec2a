"""Scorecards out: text, Markdown, JSON and more."""
