"""What check.sh runs: the function in all its forms, on a model of a second's training.

Each form is a process of its own, for it loads its model when it is imported.
"""

import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).parent
FUNCTION = HERE / "function"
PERSON = json.loads((HERE / "event.json").read_text())
CONTEXT = "type('Context', (), {'aws_request_id': '8f5a-1'})()"
MODELS = Path(tempfile.mkdtemp(prefix="census-gbm-"))


def run(code: str, given: object = None, **environment: str) -> list[str]:
    """The lines that a fresh Python prints, with the function on its path and JSON as its input."""
    path = os.pathsep.join([str(MODELS), str(FUNCTION), str(HERE / "training")])
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path, **environment},
        input=json.dumps(given),
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return done.stdout.splitlines()


def train(directory: Path) -> Path:
    command = [sys.executable, HERE / "training/train.py", "tiny", "--directory", directory]
    subprocess.run(command, check=True, capture_output=True)
    return directory / "tiny.joblib"


MODEL = train(MODELS)
ON_DISK = {"MODEL_SOURCE": "disk", "MODEL_FILE": str(MODEL)}


def answers(*events: object, **environment: str) -> list[dict]:
    """What the plain handler returns for each event; the first line tells of the model."""
    code = f"""
import json, sys, handler
for event in json.load(sys.stdin):
    print(json.dumps(handler.handler(event, {CONTEXT})))
"""
    loaded, *lines = run(code, events, **{**ON_DISK, **environment})
    assert loaded.startswith("model loaded from "), loaded
    return [json.loads(line) for line in lines]


class Handler(unittest.TestCase):
    def test_answers_a_person_by_the_invoke_api(self):
        rich = {**PERSON, "age": 45, "education_num": 16, "capital_gain": 15_000}
        poor = {**PERSON, "age": 18, "education_num": 6, "hours_per_week": 15}
        high, low = answers(rich, poor)
        self.assertEqual(high["prediction"], ">50K")
        self.assertEqual(low["prediction"], "<=50K")
        self.assertTrue(0 < low["probability"] < 0.5 < high["probability"] < 1)

    def test_answers_every_sample_event(self):
        lines = (HERE / "events.jsonl").read_text().splitlines()
        self.assertEqual(len(answers(*map(json.loads, lines))), len(lines))

    def test_gives_the_same_answer_over_http_with_the_id_that_is_in_the_log(self):
        body = json.dumps(PERSON)
        encoded = base64.b64encode(body.encode()).decode()
        plain, *responses = answers(
            PERSON,
            {"requestContext": {}, "body": body},
            {"requestContext": {}, "body": encoded, "isBase64Encoded": True},
        )
        for response in responses:
            self.assertEqual(response["statusCode"], 200)
            self.assertEqual(response["headers"]["x-lambda-request-id"], "8f5a-1")
            self.assertEqual(json.loads(response["body"]), plain)

    def test_refuses_what_is_no_person_and_names_every_bad_feature(self):
        bad = {**PERSON, "age": "34", "fnlwgt": True, "capital_gain": 1e39}
        del bad["hours_per_week"]
        bodies = [
            (json.dumps(bad), "age must be a number; fnlwgt must be a number; "
             "capital_gain must be a number; hours_per_week is missing"),
            ('{"age": NaN}', "age must be a number"),
            ("[]", "must be an object with age, fnlwgt,"),
            ("age=34", "must be JSON"),
            ("9" * 5_000, "must be JSON"),
            ("[" * 100_000, "must be JSON"),
            (None, "must be JSON"),
        ]  # fmt: skip
        events = [{"requestContext": {}, "body": body} for body, _ in bodies]
        for response, (_, message) in zip(answers(*events), bodies, strict=True):
            self.assertEqual(response["statusCode"], 400)
            self.assertIn(message, json.loads(response["body"])["message"])


class Store(BaseHTTPRequestHandler):
    """As much of S3 as a download in ranges needs."""

    objects: dict[str, bytes] = {}  # noqa: RUF012
    ranges: list[str] = []  # noqa: RUF012

    def do_HEAD(self):
        content = self.objects[self.path]
        self.send_response(200)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()

    def do_GET(self):
        content = self.objects[self.path]
        asked = self.headers.get("Range")
        if asked:
            self.ranges.append(asked)
            first, last = asked.removeprefix("bytes=").split("-")
            content = content[int(first) : int(last or len(content)) + 1]
        self.send_response(206 if asked else 200)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


class ModelFromS3(unittest.TestCase):
    def setUp(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Store)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.environment = {
            "AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{self.server.server_port}",
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "NO_PROXY": "127.0.0.1",
        }

    def tearDown(self):
        self.server.shutdown()
        self.server.server_close()

    def test_gives_the_answers_of_the_model_on_disk(self):
        Store.objects["/models/tiny.joblib"] = MODEL.read_bytes()
        from_s3 = {"MODEL_SOURCE": "s3", "MODEL_BUCKET": "models", "MODEL_KEY": "tiny.joblib"}
        self.assertEqual(answers(PERSON, **self.environment, **from_s3), answers(PERSON))

    def test_arrives_whole_in_ranges(self):
        content = os.urandom(40 * 2**20)
        Store.objects["/models/large"] = content
        code = """
import sys, hashlib, model
print(hashlib.sha256(model.download("models", "large").read()).hexdigest())
"""
        self.assertEqual(run(code, **self.environment), [hashlib.sha256(content).hexdigest()])
        self.assertEqual(len(Store.ranges), 3)


class Zappa(unittest.TestCase):
    """Skipped by check.sh where Zappa is not installed."""

    @classmethod
    def setUpClass(cls):
        # Stage by stage, as `zappa save-python-settings-file` does for an image.
        code = """
import os, sys
from zappa.cli import ZappaCLI
for stage in ("disk", "s3"):
    cli = ZappaCLI()
    cli.api_stage = stage
    cli.load_settings()
    os.makedirs(f"{sys.argv[-1]}/{stage}", exist_ok=True)
    cli.save_python_settings_file(f"{sys.argv[-1]}/{stage}/zappa_settings.py")
cli = ZappaCLI()
cli.api_stage = "zip"
cli.load_settings()
stage = cli.stage_config
print(stage["slim_handler"], stage["keep_warm"], stage["manage_roles"], stage["role_arn"])
"""
        command = [sys.executable, "-c", code, str(MODELS)]
        environment = {**os.environ, "AWS_DEFAULT_REGION": "eu-west-1"}
        done = subprocess.run(
            command, cwd=FUNCTION, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        cls.last = done.stdout.splitlines()[-1]

    def test_reads_every_stage_and_neither_keeps_warm_nor_makes_roles(self):
        self.assertRegex(self.last, r"^True False False arn:aws:iam::\d+:role/census-gbm-zappa$")

    def test_answers_through_api_gateway_with_the_id_that_is_in_the_log(self):
        event = {
            "resource": "/{proxy+}",
            "path": "/predict",
            "httpMethod": "POST",
            "headers": {"Content-Type": "application/json", "Host": "api.example"},
            "multiValueHeaders": {"Content-Type": ["application/json"], "Host": ["api.example"]},
            "queryStringParameters": None,
            "multiValueQueryStringParameters": None,
            "pathParameters": {"proxy": "predict"},
            "requestContext": {"stage": "disk", "identity": {"sourceIp": "127.0.0.1"}},
            "body": json.dumps(PERSON),
            "isBase64Encoded": False,
        }
        code = f"""
import json, logging, sys
sys.path.insert(0, {str(MODELS / "disk")!r})
import zappa.handler
print("ready" if zappa.handler.global_handler else "not initialised")
logging.disable(logging.CRITICAL)
for event in json.load(sys.stdin):
    print(json.dumps(zappa.handler.lambda_handler(event, {CONTEXT})))
"""
        stage = json.loads((FUNCTION / "zappa_settings.json").read_text())["disk"]
        environment = {**stage["aws_environment_variables"], **ON_DISK}
        events = [event, {**event, "body": "age=34"}]
        *_, loaded, ready, answer, refusal = run(code, events, **environment)
        # At import, which is the init phase: without the setting the first request would load it.
        self.assertRegex(loaded, "^model loaded from disk: ")
        self.assertEqual(ready, "ready")
        response = json.loads(answer)
        self.assertEqual(response["statusCode"], 200)
        self.assertEqual(response["headers"]["x-lambda-request-id"], "8f5a-1")
        self.assertEqual(json.loads(response["body"]), answers(PERSON)[0])
        self.assertEqual(json.loads(refusal)["statusCode"], 400)


class Training(unittest.TestCase):
    def test_gives_the_same_bytes_again(self):
        again = train(Path(tempfile.mkdtemp(prefix="census-gbm-")))
        self.assertEqual(again.read_bytes(), MODEL.read_bytes())

    def test_draws_people_like_those_of_the_real_data(self):
        # Mean and standard deviation over all 48,842 people of the UCI Adult data set, as pandas
        # describes them. The 10 % are for the capital gain: about 100 people have 99,999.
        real = [
            ("age", 38.64, 13.71),
            ("fnlwgt", 189_664, 105_604),
            ("education_num", 10.08, 2.57),
            ("capital_gain", 1079, 7452),
            ("capital_loss", 87.5, 403),
            ("hours_per_week", 40.42, 12.39),
        ]
        code = """
import people
rows, labels = people.draw_people(100_000, 7)
print(*rows.mean(axis=0, dtype=float)); print(*rows.std(axis=0, dtype=float)); print(labels.mean())
"""
        means, deviations, share = (list(map(float, line.split())) for line in run(code))
        for (feature, mean, deviation), drawn, spread in zip(real, means, deviations, strict=True):
            self.assertLess(abs(drawn - mean) / deviation, 0.05, feature)
            self.assertLess(abs(spread / deviation - 1), 0.1, feature)
        self.assertLess(abs(share[0] - 11_687 / 48_842), 0.01)


if __name__ == "__main__":
    unittest.main()
