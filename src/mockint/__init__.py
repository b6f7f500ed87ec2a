"""mockint: structured mock interviews in the terminal, graded on evidence.

Importing this package is cheap on purpose: it pulls in no third-party module,
so that `mockint --help` and embedding tools start at once.
"""

__version__ = "0.1.0"
