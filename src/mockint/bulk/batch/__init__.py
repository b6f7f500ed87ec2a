"""Grading through a provider's Batch API: half the price, within a day, in rounds."""
