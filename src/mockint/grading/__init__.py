"""From a transcript and a judge to a scorecard: evidence, roll-up, delivery."""
