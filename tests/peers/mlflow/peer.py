"""What a check gets: the client, plain HTTP without any client between, a folder, and a tally of differences."""

import http.client
import json
import math
import time
import traceback
import urllib.parse
import uuid


class Tally:
    """Counts checks and keeps what differs, under the name of the subject at work."""

    def __init__(self):
        self.checked, self.failures, self.subject, self.seconds = 0, [], "", {}

    def fail(self, text):
        self.failures.append(f"{self.subject}: {text}")

    def equal(self, what, got, expected):
        self.checked += 1
        if not alike(got, expected):
            self.fail(f"{what}: {shortened(got)}, expected {shortened(expected)}")

    def true(self, what, holds, seen=""):
        self.checked += 1
        if not holds:
            self.fail(what + (f": {shortened(seen)}" if seen != "" else ""))

    def raises(self, what, call, code=None, *texts):
        """The client says no with the error code, its message holds each text."""
        from mlflow.exceptions import MlflowException

        self.checked += 1
        try:
            answer = call()
        except MlflowException as error:
            if code is not None and error.error_code not in ([code] if isinstance(code, str) else code):
                self.fail(f"{what}: {error.error_code} ({shortened(str(error))}), expected {code}")
            for text in texts:
                if text not in str(error):
                    self.fail(f"{what}: {shortened(str(error))} does not say {text!r}")
        except Exception as error:
            self.fail(f"{what}: {type(error).__name__} {shortened(str(error))}, expected {code}")
        else:
            self.fail(f"{what}: accepted, answer {shortened(answer)}, expected {code}")

    def refused(self, what, answer, status=400, code="INVALID_PARAMETER_VALUE", *texts):
        """A plain answer that says no."""
        self.checked += 1
        said = (answer.status, answer.json.get("error_code"), answer.json.get("message", ""))
        if said[0] not in (status if isinstance(status, tuple) else (status,)) or (code and said[1] != code):
            self.fail(f"{what}: {shortened(answer)}, expected {status} {code}")
        for text in texts:
            if text not in said[2]:
                self.fail(f"{what}: {shortened(said[2])} does not say {text!r}")

    def run(self, function, peer):
        self.subject = function.__name__.removeprefix("check_")
        began = time.monotonic()
        try:
            function(peer)
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)
            ours = [f for f in where if f.name.startswith("check_")] or where
            self.fail(
                f"broke off at {ours[-1].filename.rsplit('/', 1)[-1]}:{ours[-1].lineno} `{ours[-1].line}`: "
                f"{type(error).__name__} {shortened(str(error))}"
            )
        self.seconds[self.subject] = time.monotonic() - began

    def conclude(self):
        for failure in self.failures:
            print("DIFFERS:", failure)
        print(f"{self.checked} checks in {len(self.seconds)} subjects, {len(self.failures)} differ")
        return 1 if self.failures else 0


def alike(a, b):
    if isinstance(a, float) and isinstance(b, float) and math.isnan(a) and math.isnan(b):
        return True
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(map(alike, a, b))
    return a == b


def shortened(value):
    text = value if isinstance(value, str) else repr(value)
    text = " ".join(text.split())
    return text if len(text) <= 240 else f"{text[:200]}… ({len(text)} characters)"


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def json(self):
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    def __repr__(self):
        return f"{self.status} {self.body[:300].decode(errors='replace')}"


class Wire:
    """One request a connection, exactly as written: nothing is normalised on the way."""

    API = "/api/2.0/mlflow/"

    def __init__(self, uri):
        parts = urllib.parse.urlsplit(uri)
        self.host, self.port = parts.hostname, parts.port

    def send(self, method, path, body=None, headers=(), chunked=False, host=None):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=120)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", host or f"{self.host}:{self.port}")
            for name, value in dict(headers).items():
                connection.putheader(name, value)
            if chunked:
                connection.putheader("Transfer-Encoding", "chunked")
                pieces = [body[i : i + 7] for i in range(0, len(body or b""), 7)]
                connection.endheaders()
                for piece in pieces:
                    connection.send(b"%x\r\n%s\r\n" % (len(piece), piece))
                connection.send(b"0\r\n\r\n")
            else:
                if body is not None or method in ("POST", "PUT", "PATCH"):
                    connection.putheader("Content-Length", str(len(body or b"")))
                connection.endheaders(body)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def call(self, method, endpoint, fields, prefix=API):
        """JSON in the body; for GET the fields go into the query."""
        path = endpoint if endpoint.startswith("/") else prefix + endpoint
        if method == "GET":
            return self.send(method, path + "?" + urllib.parse.urlencode(fields, doseq=True) if fields else path)
        return self.send(method, path, json.dumps(fields).encode(), {"Content-Type": "application/json"})

    def post(self, endpoint, **fields):
        return self.call("POST", endpoint, fields)

    def get(self, endpoint, **fields):
        return self.call("GET", endpoint, fields)


class Peer:
    """One server, the client of this interpreter, and where to note what differs."""

    def __init__(self, uri, client, tally, folder, server_folder=None, reference=False, major=3):
        self.uri, self.client, self.tally, self.folder = uri, client, tally, folder
        self.server_folder, self.reference, self.major = server_folder, reference, major
        self.wire = Wire(uri)

    def fresh(self, what):
        return f"{what} {uuid.uuid4().hex[:10]}"

    def either(self, ours, reference):
        """Where we answer otherwise than the reference on purpose; a comment there says why."""
        return reference if self.reference else ours

    def experiment(self, what="experiment"):
        return self.client.create_experiment(self.fresh(what))

    def run(self, experiment_id=None, **more):
        return self.client.create_run(experiment_id or self.experiment(), **more).info.run_id
