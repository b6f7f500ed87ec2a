"""Tailoring a round to a job advert and a CV, by rules: nothing here sends anything."""
