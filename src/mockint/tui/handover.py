"""Hands what a worker's thread has found to the screen that asked for it.

A screen may be gone, or on its way out piece by piece, before its thread is done: then what
was found is let go, since nobody looks any more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.worker import get_current_worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen


def hand_over(screen: Screen[Any], take: Callable[..., None], *found: object) -> bool:
    """From a worker's thread: call `take(*found)` in the event loop, if `screen` is still there.

    False where the worker was cancelled: there is no use in looking on.
    """
    if get_current_worker().is_cancelled:
        return False
    screen.app.call_from_thread(take_if_there, screen, take, *found)
    return True


def take_if_there(screen: Screen[Any], take: Callable[..., None], *found: object) -> None:
    """Call `take(*found)` unless `screen` is closed or being closed."""
    # An app that ends takes its screens apart while they are still attached.
    if screen.is_attached and screen.app.is_running:
        take(*found)
