"""Grading on a Dask cluster: the same work, on as many machines as there are."""
