"""Members that are plain attributes are the members, and nothing else changes."""

from __future__ import annotations

from enum import StrEnum

import pytest

from mockint.domain.enums import plain_members


@plain_members
class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def test_members_are_stored_in_the_class_and_are_the_same_as_by_value_and_name():
    assert [type.__getattribute__(Colour, "__dict__")[one.name] for one in Colour] == [*Colour]
    assert Colour.RED is Colour("red")
    assert Colour.BLUE is Colour["BLUE"]


def test_members_still_cannot_be_replaced():
    with pytest.raises(AttributeError):
        Colour.RED = "green"
