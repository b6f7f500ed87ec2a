"""Engines that are reached over a wire: OpenAI-compatible endpoints, tokens, prices.

The only home of `openai` and `tiktoken`. Importing this package loads neither: the
SDK is loaded when a `ChatEndpoint` makes its first call, a vocabulary when the first
token is counted.
"""

from .address import Endpoint
from .deadlines import Deadlines
from .endpoint import ChatEndpoint
from .learned import Learned, LearnedStore
from .limiter import Limiter, Wait
from .prices import PriceList
from .probe import Probe, probe_endpoint, probe_local
from .retry import RetryPolicy
from .tokens import TokenCounter, counter_for

__all__ = [
    "ChatEndpoint",
    "Deadlines",
    "Endpoint",
    "Learned",
    "LearnedStore",
    "Limiter",
    "PriceList",
    "Probe",
    "RetryPolicy",
    "TokenCounter",
    "Wait",
    "counter_for",
    "probe_endpoint",
    "probe_local",
]
