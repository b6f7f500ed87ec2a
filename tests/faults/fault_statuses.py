"""Refusals by HTTP status, in the shapes that real servers use. Loaded by `server.py`."""

from __future__ import annotations

from email.utils import formatdate

from fault_server import Exchange, fault


@fault
async def status_401(x: Exchange) -> None:
    await x.refuse(
        401, "Incorrect API key provided.", type="invalid_request_error", code="invalid_api_key"
    )


@fault
async def status_401_echoes_the_key(x: Exchange) -> None:
    await x.refuse(401, f"no such key: {x.seen.headers.get('authorization')}")


@fault
async def status_403(x: Exchange) -> None:
    await x.refuse(403, "Country, region, or territory not supported", code="unsupported_country")


@fault
async def status_404_model(x: Exchange) -> None:
    await x.refuse(
        404, "The model `x` does not exist or you do not have access to it.", code="model_not_found"
    )


@fault
async def status_404_model_to_pull(x: Exchange) -> None:
    await x.refuse(404, 'model "x" not found, try pulling it first', type="api_error")


@fault
async def status_404_page(x: Exchange) -> None:
    await x.whole(b"<!doctype html><title>404</title>", 404, "text/html")


@fault
async def status_405(x: Exchange) -> None:
    await x.whole({"detail": "Method Not Allowed"}, 405)


@fault
async def status_400(x: Exchange) -> None:
    await x.refuse(
        400, "messages must alternate between user and assistant", type="invalid_request_error"
    )


@fault
async def status_400_error_is_text(x: Exchange) -> None:
    await x.whole({"error": "something is wrong with you"}, 400)


@fault
async def status_400_no_body(x: Exchange) -> None:
    await x.whole(b"", 400)


@fault
async def status_400_body_is_a_list(x: Exchange) -> None:
    await x.whole([1, 2, 3], 400)


@fault
async def status_400_deep_json(x: Exchange) -> None:
    await x.whole(b"[" * 60_000, 400)


@fault
async def status_400_terminal_escapes(x: Exchange) -> None:
    await x.refuse(400, "bad \x1b[31mred\x1b]52;c;aGk=\x07 \u202eevil")


@fault
async def status_400_content_filter(x: Exchange) -> None:
    await x.refuse(
        400,
        "The response was filtered due to the content management policy.",
        code="content_filter",
    )


@fault
async def context_as_400(x: Exchange) -> None:
    await x.refuse(
        400,
        "This model's maximum context length is 8192 tokens. Your messages have 9000.",
        type="invalid_request_error",
        param="messages",
        code="context_length_exceeded",
    )


@fault
async def context_as_400_of_a_local_server(x: Exchange) -> None:
    await x.refuse(
        400,
        "request (4390 tokens) exceeds the available context size (4096 tokens), try increasing it",
        type="exceed_context_size_error",
        code=400,
        n_ctx=4096,
    )


@fault
async def context_as_500(x: Exchange) -> None:
    await x.refuse(500, "Context size has been exceeded.", code=500, type="server_error")


@fault
async def context_as_error_in_200(x: Exchange) -> None:
    await x.whole(
        {
            "error": {
                "message": "prompt is too long: 9000 tokens",
                "type": "exceed_context_size_error",
            }
        }
    )


@fault
async def status_402(x: Exchange) -> None:
    await x.refuse(402, "Insufficient balance", code="payment_required")


@fault
async def status_413(x: Exchange) -> None:
    await x.whole(b"<html>413 Request Entity Too Large</html>", 413, "text/html")


@fault
async def status_415(x: Exchange) -> None:
    await x.refuse(415, "Unsupported Media Type")


@fault
async def status_418(x: Exchange) -> None:
    await x.refuse(418, "I'm a teapot")


@fault
async def status_422_detail(x: Exchange) -> None:
    await x.whole(
        {"detail": [{"loc": ["body", "messages"], "msg": "field required", "type": "missing"}]}, 422
    )


@fault
async def status_429(x: Exchange) -> None:
    await x.refuse(
        429, "Rate limit reached for requests", type="requests", code="rate_limit_exceeded"
    )


@fault
async def status_429_once(x: Exchange) -> None:
    await (status_429(x) if x.nth == 1 else x.reply())


@fault
async def status_429_with_millis_once(x: Exchange) -> None:
    headers = {"retry_after_ms": "60"}
    await (x.refuse(429, "slow down", headers=headers) if x.nth == 1 else x.reply())


@fault
async def status_429_with_seconds_once(x: Exchange) -> None:
    headers = {"retry_after": "0.1"}
    await (x.refuse(429, "slow down", headers=headers) if x.nth == 1 else x.reply())


@fault
async def status_429_with_past_date_once(x: Exchange) -> None:
    headers = {"retry_after": formatdate(1_000_000_000, usegmt=True)}
    await (x.refuse(429, "slow down", headers=headers) if x.nth == 1 else x.reply())


@fault
async def status_429_with_garbage_once(x: Exchange) -> None:
    headers = {"retry_after": "soon, nan or -inf"}
    await (x.refuse(429, "slow down", headers=headers) if x.nth == 1 else x.reply())


@fault
async def status_429_for_an_hour(x: Exchange) -> None:
    await x.refuse(429, "slow down", headers={"retry_after": "3600"})


@fault
async def status_429_for_ever(x: Exchange) -> None:
    await x.refuse(429, "slow down", headers={"retry_after": "1e300"})


@fault
async def status_429_quota(x: Exchange) -> None:
    await x.refuse(
        429, "You exceeded your current quota, please check your plan.", code="insufficient_quota"
    )


@fault
async def status_500(x: Exchange) -> None:
    await x.refuse(
        500, "The server had an error while processing your request.", type="server_error"
    )


@fault
async def status_500_once(x: Exchange) -> None:
    await (status_500(x) if x.nth == 1 else x.reply())


@fault
async def status_500_endless_body(x: Exchange) -> None:
    await x.head(500, "text/html")
    await x.drip(b"<p>error</p>" * 5_000, every=0.0)


@fault
async def status_500_hangs_in_body(x: Exchange) -> None:
    await x.head(500, "application/json")
    await x.data(b'{"error": {"mess')
    await x.hang()


@fault
async def status_501(x: Exchange) -> None:
    await x.refuse(501, "Not implemented")


@fault
async def status_502_page(x: Exchange) -> None:
    await x.whole(b"<html><h1>502 Bad Gateway</h1></html>", 502, "text/html")


@fault
async def status_503_with_seconds_once(x: Exchange) -> None:
    headers = {"retry_after": "0.05"}
    await (x.refuse(503, "loading model", headers=headers) if x.nth == 1 else x.reply())


@fault
async def status_504_empty(x: Exchange) -> None:
    await x.whole(b"", 504)


@fault
async def status_529_once(x: Exchange) -> None:
    await (x.refuse(529, "Overloaded", type="overloaded_error") if x.nth == 1 else x.reply())


@fault
async def status_307_elsewhere(x: Exchange) -> None:
    await x.whole(b"", 307, location="http://127.0.0.1:9/elsewhere")


@fault
async def status_302_to_itself(x: Exchange) -> None:
    await x.whole(b"", 302, location=x.seen.path)


@fault
async def status_204(x: Exchange) -> None:
    await x.raw(b"HTTP/1.1 204 X\r\n\r\n")
