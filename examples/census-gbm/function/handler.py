"""The function as Lambda calls it: by the Invoke API, or through a function URL or API Gateway."""

import base64
import json
import os
from typing import Any

from model import load_model, predict
from person import PersonError, parse_body, parse_person

# Here and not in the handler: this is the init phase, the part of a cold start that is measured.
MODEL = load_model(os.environ)


def handler(event: Any, context: Any) -> dict[str, Any]:
    """A person as the event gives a prediction; the same as an HTTP body gives an HTTP response."""
    if is_http(event):
        return respond(event, context.aws_request_id)
    return predict(MODEL, parse_person(event))


def is_http(event: Any) -> bool:
    # A GET through a function URL has no body at all, only the request context.
    return isinstance(event, dict) and ("body" in event or "requestContext" in event)


def respond(event: dict[str, Any], request_id: str) -> dict[str, Any]:
    try:
        status, answer = 200, predict(MODEL, parse_body(body_of(event)))
    except PersonError as error:
        status, answer = 400, {"message": str(error)}
    return {
        "statusCode": status,
        # Behind API Gateway `x-amzn-requestid` is the gateway's own id; this one is in the log.
        "headers": {
            "content-type": "application/json",
            "x-lambda-request-id": request_id,
        },
        "body": json.dumps(answer),
    }


def body_of(event: dict[str, Any]) -> str | bytes:
    body = event.get("body") or ""
    # Function URLs encode every body whose content type is not text or JSON.
    return base64.b64decode(body) if event.get("isBase64Encoded") else body
