"""What a model finds in the prose that rules cannot read: it points, code verifies.

`passages` says what to ask about, `asking` asks, `verifying` keeps only words that stand
in the page, `placing` puts them into the reading. An item has no words of its own.
"""
