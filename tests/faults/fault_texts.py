"""Sound on the wire, bad inside: what a judge must refuse. Loaded by `server.py`."""

from __future__ import annotations

from fault_server import Exchange, fault


@fault
async def text_is_half_json(x: Exchange) -> None:
    await x.reply('{"signals": [{"id": "s1", "level": 3, "rationale": "names')


@fault
async def text_is_bad_json(x: Exchange) -> None:
    await x.reply('{"signals": [{"id": "s1", level: 3,}]}')


@fault
async def text_has_nan(x: Exchange) -> None:
    await x.reply('{"signals": [{"id": "s1", "level": NaN}]}')


@fault
async def text_has_unknown_ids(x: Exchange) -> None:
    await x.reply('{"signals": [{"id": "no-such-signal", "level": 4, "turn": "t-999"}]}')


@fault
async def text_has_duplicate_keys(x: Exchange) -> None:
    await x.reply('{"signals": [{"id": "s1", "level": 1, "level": 4}]}')
