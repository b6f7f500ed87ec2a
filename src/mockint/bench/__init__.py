"""Benches: how good a judge is, on pairs of texts, on people's scores, on reference points."""
