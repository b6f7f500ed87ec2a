"""Endpoints that do not take everything: these must be learned. Loaded by `server.py`."""

from __future__ import annotations

from fault_server import Exchange, fault


@fault
async def no_stream_options(x: Exchange) -> None:
    if "stream_options" in x.seen.body:
        detail = [
            {
                "type": "extra_forbidden",
                "loc": ["body", "stream_options"],
                "msg": "Extra inputs are not permitted",
            }
        ]
        await x.whole({"detail": detail}, 422)
    else:
        await x.reply()


@fault
async def no_streaming(x: Exchange) -> None:
    if x.streams:
        await x.refuse(400, "Streaming is not supported: set stream to false", param="stream")
    else:
        await x.reply()


@fault
async def only_streams(x: Exchange) -> None:
    if x.streams:
        await x.reply()
    else:
        await x.refuse(400, "This model only supports streaming: set stream to true")


@fault
async def reasoning_model(x: Exchange) -> None:
    body = x.seen.body
    if "max_tokens" in body:
        message = (
            "Unsupported parameter: 'max_tokens' is not supported with this model."
            " Use 'max_completion_tokens' instead."
        )
        await x.refuse(400, message, param="max_tokens", code="unsupported_parameter")
    elif "temperature" in body:
        message = (
            "Unsupported value: 'temperature' does not support 0 with this model."
            " Only the default (1) value is supported."
        )
        await x.refuse(400, message, param="temperature", code="unsupported_value")
    else:
        await x.reply()


@fault
async def no_seed_no_logprobs(x: Exchange) -> None:
    for name in ("seed", "logprobs"):
        if name in x.seen.body:
            await x.refuse(400, f"`{name}` is not supported by this model")
            return
    await x.reply()


def _format(x: Exchange) -> str | None:
    """The kind of `response_format` that was asked for."""
    return (x.seen.body.get("response_format") or {}).get("type")


@fault
async def no_json_schema(x: Exchange) -> None:
    if _format(x) == "json_schema":
        await x.refuse(
            400,
            "'response_format' of type 'json_schema' is not supported with this model.",
            param="response_format",
        )
    else:
        await x.reply()


@fault
async def no_binding_at_all(x: Exchange) -> None:
    if _format(x):
        await x.refuse(
            400, "This response_format type is unavailable now", type="invalid_request_error"
        )
    else:
        await x.reply('{"ok": true}')


@fault
async def schema_crashes_the_server(x: Exchange) -> None:
    if _format(x) == "json_schema":
        await x.refuse(500, "failed to parse grammar")
    else:
        await x.reply()


@fault
async def schema_is_not_liked(x: Exchange) -> None:
    if _format(x) == "json_schema":
        await x.refuse(
            400,
            "Invalid schema for response_format 'reply': 'required' is required",
            param="response_format",
        )
    else:
        await x.reply()
