"""Sessions on disk: append-only journals and what is kept beside them."""
