"""The function as a Flask app, which Zappa puts behind API Gateway."""

import os
from typing import Any

from flask import Flask, Response, request

from model import load_model, predict
from person import PersonError, parse_body

MODEL = load_model(os.environ)

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 10_000


@app.get("/")
def tell_ready() -> dict[str, bool]:
    return {"ready": True}


@app.post("/predict")
def answer() -> dict[str, Any]:
    return predict(MODEL, parse_body(request.get_data()))


@app.errorhandler(PersonError)
def refuse(error: PersonError) -> tuple[dict[str, str], int]:
    return {"message": str(error)}, 400


@app.after_request
def name_request(response: Response) -> Response:
    """Behind API Gateway `x-amzn-requestid` is the gateway's own id; this one is in the log."""
    context = request.environ.get("lambda.context")
    if context is not None:
        response.headers["x-lambda-request-id"] = context.aws_request_id
    return response
