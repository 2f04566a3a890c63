"""Loads the model from where MODEL_SOURCE says, and asks it.

A joblib file is a pickle: whoever can write it can run code in the function. So it comes from the
image itself, or from the one object of the one bucket that the function's role may read.
"""

import io
import time
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import joblib
from sklearn.ensemble import GradientBoostingClassifier


def load_model(environment: Mapping[str, str]) -> GradientBoostingClassifier:
    source = environment.get("MODEL_SOURCE", "disk")
    started = time.perf_counter()
    match source:
        case "disk":
            file: BinaryIO = open_file(environment)
        case "s3":
            file = download(environment["MODEL_BUCKET"], environment["MODEL_KEY"])
        case _:
            raise ValueError(f'MODEL_SOURCE must be "disk" or "s3", got "{source}"')
    with file:
        model = joblib.load(file)
        megabytes = file.tell() / 1e6
    seconds = time.perf_counter() - started
    print(f"model loaded from {source}: {megabytes:.1f} MB in {seconds:.2f} s")
    return model


def open_file(environment: Mapping[str, str]) -> BinaryIO:
    beside = Path(__file__).parent / "model.joblib"
    return Path(environment.get("MODEL_FILE", beside)).open("rb")


def download(bucket: str, key: str) -> BinaryIO:
    """In ranges, ten at a time: one connection to S3 is slower than the function's network.

    Into memory, because SnapStart allows no more than 512 MB in /tmp.
    """
    # Here, so that a function with its model on disk does not wait for this import.
    import boto3
    from boto3.s3.transfer import TransferConfig

    buffer = io.BytesIO()
    ranges = TransferConfig(max_concurrency=10, multipart_chunksize=16 * 2**20)
    boto3.client("s3").download_fileobj(bucket, key, buffer, Config=ranges)
    buffer.seek(0)
    return buffer


def predict(model: GradientBoostingClassifier, row: list[float]) -> dict[str, str | float]:
    probability = float(model.predict_proba([row])[0][1])
    return {
        "prediction": ">50K" if probability >= 0.5 else "<=50K",
        "probability": probability,
    }
