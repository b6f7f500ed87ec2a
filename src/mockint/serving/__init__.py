"""The terminal face in a browser, on this machine only. Home of textual-serve and aiohttp."""
