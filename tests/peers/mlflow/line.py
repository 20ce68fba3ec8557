"""Plain requests over one connection, for measuring and for filling a store."""

import http.client
import json
import random
import time
import urllib.parse
import uuid

from peer import Wire


class Line:
    """One connection that stays open."""

    def __init__(self, uri):
        parts = urllib.parse.urlsplit(uri)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=120)
        self.used = time.perf_counter()

    def send(self, method, path, body=None):
        if time.perf_counter() - self.used > 2:
            self.connection.close()  # a server may have given up a connection that nobody used; it is opened anew
        self.connection.request(method, path, body, {"Content-Type": "application/json"} if body is not None else {})
        answer = self.connection.getresponse()
        text = answer.read()
        self.used = time.perf_counter()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path[:80]}: {answer.status} {text[:300]}")
        return text

    def post(self, endpoint, fields):
        return self.send("POST", Wire.API + endpoint, fields if isinstance(fields, bytes) else json.dumps(fields).encode())

    def get(self, endpoint, **fields):
        return json.loads(self.send("GET", Wire.API + endpoint + "?" + urllib.parse.urlencode(fields)))


def new_experiment(line, name="bench"):
    return json.loads(line.post("experiments/create", {"name": f"{name} {uuid.uuid4().hex}"}))["experiment_id"]


def new_run(line, experiment, **more):
    return json.loads(line.post("runs/create", {"experiment_id": experiment, "start_time": int(time.time() * 1000), **more}))["run"][
        "info"
    ]["run_id"]


def batches(run, count, size=1000, keys=10, first=0):
    """Bodies ready to be sent: what Python needs to make them is not the server's time."""
    return [
        json.dumps(
            {
                "run_id": run,
                "metrics": [
                    {"key": f"metric_{i % keys}", "value": random.random(), "timestamp": 1_700_000_000_000 + i, "step": i // keys}
                    for i in range(first + n * size, first + (n + 1) * size)
                ],
            }
        ).encode()
        for n in range(count)
    ]


def history(line, run, key, size=25000):
    """All points of a metric, page by page."""
    token = None
    while True:
        answer = line.get("metrics/get-history", run_id=run, metric_key=key, max_results=size, **({"page_token": token} if token else {}))
        yield from answer.get("metrics", [])
        token = answer.get("next_page_token")
        if not token:
            return


def stored_points(line, run):
    """How many points a run has."""
    metrics = line.get("runs/get", run_id=run)["run"]["data"].get("metrics", [])
    return sum(1 for metric in metrics for _ in history(line, run, metric["key"]))
