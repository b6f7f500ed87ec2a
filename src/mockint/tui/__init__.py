"""The terminal face: one module per screen; widgets hold no policy."""
