"""Logs training runs to Slipway, or to any MLflow server, by way of a journal on the local disk.

    import slipway_tracking as track
    with track.start_run("baseline", experiment="census", params={"eta": 0.1}):
        track.log_metric("loss", 0.5, step=1)

Nothing here raises into a training, and a server that is away costs it nothing: what is logged goes into the journal,
a thread delivers it when it can, and what is left over is delivered by the next run or by

    python -m slipway_tracking deliver

One file, standard library only, Python 3.9 or newer. README.md says what is promised.
"""

import argparse
import atexit
import base64
import contextlib
import functools
import http.client
import json
import logging
import math
import os
import pathlib
import platform
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid

try:
    import fcntl
except ImportError:  # not on this system: then only one process at a time should deliver
    fcntl = None

__all__ = [
    "active_run",
    "deliver",
    "end_run",
    "flush",
    "log_artifact",
    "log_artifacts",
    "log_metric",
    "log_metrics",
    "log_param",
    "log_params",
    "log_text",
    "set_experiment",
    "set_tag",
    "set_tags",
    "set_tracking_uri",
    "start_run",
]
__version__ = "0.1.0"

MOST_METRICS, MOST_PAIRS, MOST_BYTES = 1000, 100, 1 << 20  # of one request; the first two as MLflow limits them
BEAT_SECONDS, LOOK_SECONDS, SYNC_SECONDS, RESOURCE_SECONDS = 3.0, 0.3, 1.0, 10.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # between two attempts
try:
    END_WAIT = float(os.environ.get("SLIPWAY_END_WAIT", "10"))  # seconds that end_run() gives a server that answers
except ValueError:
    END_WAIT = 10.0
MOST_DIFF = 5 << 20

_log = logging.getLogger("slipway_tracking")
_warned = set()


def _warn(text):
    """Each thing once: a loop that fails a thousand times a second must not fill the log."""
    if text not in _warned and len(_warned) < 1000:
        _warned.add(text)
        _log.warning(text)


def _harmless(function):
    """What goes wrong is told, never raised."""

    @functools.wraps(function)
    def call(*words, **named):
        try:
            return function(*words, **named)
        except Exception as error:
            _warn(f"{function.__name__}: {type(error).__name__}: {error}")
            return None

    return call


def _now():
    return time.time_ns() // 1_000_000


def journal_folder(folder=None):
    if folder or os.environ.get("SLIPWAY_JOURNAL"):
        return pathlib.Path(folder or os.environ["SLIPWAY_JOURNAL"])
    return pathlib.Path(os.environ.get("XDG_STATE_HOME") or pathlib.Path.home() / ".local" / "state") / "slipway" / "journal"


# --- The journal -----------------------------------------------------------------------------------------------------


class Journal:
    """The folder of one run: run.jsonl only grows, sent holds how many bytes of it a server has, files/ are copies of
    artifacts. A record is one line that is written at once, so that threads and forked processes may write too."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.path, self.sent_path, self.id = self.folder / "run.jsonl", self.folder / "sent", self.folder.name
        self._lock = self._out = None
        self._torn = False

    @classmethod
    def create(cls, base, begin):
        journal = cls(pathlib.Path(base) / begin["id"])
        (journal.folder / "files").mkdir(parents=True, mode=0o700)
        journal.take()
        journal._out = os.open(journal.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        journal.write(json.dumps({"b": begin}))
        return journal

    def take(self):
        """True when no other process works on it. Released with the process."""
        self._lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        if fcntl:
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                self.close()
                return False
        return True

    def write(self, line):
        data = (line + "\n").encode()
        if self._torn:  # the disk was full in the middle of a record
            data = b"\n" + data
        done = os.write(self._out, data)
        self._torn = done < len(data)
        if self._torn:
            raise OSError(f"{self.path}: only a part of a record could be written")

    def sync(self):
        if self._out is not None:
            os.fsync(self._out)

    def size(self):
        return os.stat(self.path).st_size

    def begin(self):
        for record, _ in self.records(0):
            return record.get("b")
        return None

    def records(self, start):
        """(record, offset behind it) of every whole line from `start` on. What is no record is passed over."""
        with open(self.path, "rb") as stream:
            stream.seek(start)
            for line in stream:
                if not line.endswith(b"\n"):
                    return  # still being written, or torn
                start += len(line)
                try:
                    record = json.loads(line)
                except ValueError:
                    record = {}
                yield (record if isinstance(record, dict) else {}), start

    def sent(self):
        try:
            return int(self.sent_path.read_bytes() or b"0")
        except (OSError, ValueError):
            return 0  # sent again: it is stored once

    def set_sent(self, offset):
        aside = self.folder / "sent.new"
        aside.write_bytes(b"%d\n" % offset)
        os.replace(aside, self.sent_path)

    def keep(self, source):
        """A copy below files/; its name."""
        name = uuid.uuid4().hex
        shutil.copyfile(source, self.folder / "files" / name)
        return name

    def refuse(self, record, reason):
        """What a server will never take is kept beside the journals."""
        kept = self.folder.parent / "refused"
        kept.mkdir(exist_ok=True)
        with open(kept / f"{self.id}.jsonl", "a") as stream:
            stream.write(json.dumps({"reason": reason, "record": record}) + "\n")
        _warn(f"run {self.id}: the server refuses {json.dumps(record)[:200]}: {reason}")

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        self.close()

    def close(self):
        for fd in (self._out, self._lock):
            if fd is not None:
                with contextlib.suppress(OSError):
                    os.close(fd)
        self._out = self._lock = None


# --- The server ------------------------------------------------------------------------------------------------------


class Refused(Exception):
    """The server will never take this."""

    def __init__(self, status, code, text):
        super().__init__(f"{status} {code}: {text}"[:500])
        self.status, self.code = status, code


class Away(Exception):
    """Worth another attempt."""


class Server:
    """MLflow's REST protocol over one connection that stays open. One thread at a time."""

    def __init__(self, uri):
        parts = urllib.parse.urlsplit(uri)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{uri!r} is no http or https address")
        self._parts, self._connection, self.knows_ensure = parts, None, True

    def _headers(self):
        token = os.environ.get("MLFLOW_TRACKING_TOKEN")
        user, password = os.environ.get("MLFLOW_TRACKING_USERNAME"), os.environ.get("MLFLOW_TRACKING_PASSWORD", "")
        if token:
            return {"Authorization": f"Bearer {token}"}
        if user:
            return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}
        return {}

    def _open(self, timeout):
        kind = http.client.HTTPSConnection if self._parts.scheme == "https" else http.client.HTTPConnection
        more = {"context": ssl.create_default_context()} if self._parts.scheme == "https" else {}
        return kind(self._parts.hostname, self._parts.port, timeout=timeout, **more)

    def send(self, method, path, body=None, headers=None, timeout=15):
        for fresh in (False, True):
            if self._connection is None:
                self._connection, fresh = self._open(timeout), True
            try:
                if self._connection.sock:
                    self._connection.sock.settimeout(timeout)
                if hasattr(body, "seek"):
                    body.seek(0)
                self._connection.request(method, self._parts.path.rstrip("/") + path, body, {**self._headers(), **(headers or {})})
                answer = self._connection.getresponse()
                data = answer.read()
                if answer.will_close:
                    self.close()
                return answer.status, data
            except (OSError, http.client.HTTPException) as error:
                self.close()
                if fresh:  # one that was kept open may have been closed by the server meanwhile
                    raise Away(f"{type(error).__name__}: {error}") from None

    def close(self):
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def call(self, method, endpoint, fields):
        query = ""
        if method == "GET":
            query, body = "?" + urllib.parse.urlencode(fields), None
        else:
            body = json.dumps(fields).encode()
        status, data = self.send(method, "/api/2.0/" + endpoint + query, body, {"Content-Type": "application/json"})
        return self._answer(status, data)

    @staticmethod
    def _answer(status, data):
        try:
            answer = json.loads(data)
        except ValueError:
            answer = {}
        answer = answer if isinstance(answer, dict) else {}
        if status == 200:
            return answer
        code, text = answer.get("error_code", ""), answer.get("message", data[:200].decode(errors="replace"))
        if status in (401, 403, 408, 429) or status >= 500:
            raise Away(f"{status} {code} {text}"[:300])
        raise Refused(status, code, text)

    def put(self, path, file):
        size = os.fstat(file.fileno()).st_size
        headers = {"Content-Length": str(size), "Content-Type": "application/octet-stream"}
        self._answer(*self.send("PUT", "/api/2.0/mlflow-artifacts/artifacts/" + urllib.parse.quote(path), file, headers, 600))

    def experiment(self, name):
        try:
            return self.call("GET", "mlflow/experiments/get-by-name", {"experiment_name": name})["experiment"]["experiment_id"]
        except Refused as error:
            if error.status != 404:
                raise
        try:
            return self.call("POST", "mlflow/experiments/create", {"name": name})["experiment_id"]
        except Refused as error:
            if error.code != "RESOURCE_ALREADY_EXISTS":
                raise
        return self.call("GET", "mlflow/experiments/get-by-name", {"experiment_name": name})["experiment"]["experiment_id"]

    def run(self, begin, live):
        """The run's info; made unless it is there. Asking twice makes one."""
        if begin.get("adopted"):
            return self.call("GET", "mlflow/runs/get", {"run_id": begin["id"]})["run"]["info"]
        experiment = self.experiment(begin["experiment"])
        tags = [{"key": k, "value": v} for k, v in begin["tags"].items()]
        fields = {
            "experiment_id": experiment,
            "run_name": begin["name"],
            "start_time": begin["at"],
            "user_id": begin["user"],
            "tags": tags,
        }
        if self.knows_ensure:
            try:
                return self.call("POST", "slipway/runs/ensure", {**fields, "run_id": begin["id"], "live": live})["run"]["info"]
            except Refused as error:
                if error.status not in (404, 405) or error.code == "RESOURCE_DOES_NOT_EXIST":
                    raise
                self.knows_ensure = False
        mark = begin["id"]  # a plain server chooses the id itself: the tag finds a run whose answer was lost
        wanted = {"experiment_ids": [experiment], "filter": f"tags.`slipway.client_id` = '{mark}'", "max_results": 1}
        found = self.call("POST", "mlflow/runs/search", wanted).get("runs", [])
        if found:
            return found[0]["info"]
        fields["tags"] = [*tags, {"key": "slipway.client_id", "value": mark}]
        return self.call("POST", "mlflow/runs/create", fields)["run"]["info"]


# --- Delivery --------------------------------------------------------------------------------------------------------


class Delivery:
    """Sends a journal from where the server has it to. Raises Away; what is refused for good is put aside."""

    def __init__(self, journal, server, live):
        self.journal, self.server, self.live = journal, server, live
        self.begin = journal.begin()
        self.info, self.offset, self.ended, self.last_at, self.delivered = None, journal.sent(), False, 0, 0

    def ensure(self):
        if self.info is None:
            self.info = self.server.run(self.begin, self.live)

    def work(self):
        """True when all that is in the journal now is there."""
        self.ensure()
        while True:
            batch, size, end = [], 0, self.offset
            counts = {"m": 0, "p": 0, "g": 0}
            special = None
            for record, behind in self.journal.records(self.offset):
                kind = next(iter(record), None)
                if kind in ("a", "e"):
                    if not batch:
                        special, end = record, behind
                    break  # in its turn: what was logged before goes before
                if kind in counts:
                    counts[kind] += 1
                    size += len(str(record))
                    if sum(counts.values()) > MOST_METRICS or max(counts["p"], counts["g"]) > MOST_PAIRS or size > MOST_BYTES:
                        break
                    batch.append(record)
                end = behind
            if end == self.offset:
                return True
            if special:
                self.one(special)
            elif batch:
                self.log(batch)
            self.offset = end
            self.delivered += len(batch) + bool(special)
            self.journal.set_sent(end)

    def log(self, batch):
        fields = {"run_id": self.info["run_id"], "metrics": [], "params": [], "tags": []}
        for record in batch:
            if "m" in record:
                key, value, at, step = record["m"]
                fields["metrics"].append({"key": key, "value": value, "timestamp": at, "step": step})
                self.last_at = max(self.last_at, at)
            else:
                kind, (key, value) = next(iter(record.items()))
                fields["params" if kind == "p" else "tags"].append({"key": key, "value": value})
        try:
            self.server.call("POST", "mlflow/runs/log-batch", fields)
        except Refused as error:
            if len(batch) == 1:
                return self.journal.refuse(batch[0], str(error))
            half = len(batch) // 2  # one bad record must not take the others with it
            self.log(batch[:half])
            self.log(batch[half:])

    def one(self, record):
        try:
            if "a" in record:
                self.artifact(*record["a"])
            else:
                self.end(*record["e"])
        except Refused as error:
            self.journal.refuse(record, str(error))

    def artifact(self, path, kept):
        root = self.info.get("artifact_uri", "")
        if not root.startswith("mlflow-artifacts:"):
            raise Refused(0, "", f"artifacts at {root} are not sent through the server")
        root = urllib.parse.urlsplit(root).path.strip("/")
        file = self.journal.folder / "files" / kept
        try:
            with open(file, "rb") as stream:
                self.server.put(f"{root}/{path}", stream)
        except FileNotFoundError:
            return  # sent already, before the position could be noted
        file.unlink()

    def end(self, status, at, error=None):
        if error:
            self.server.call("POST", "mlflow/runs/set-tag", {"run_id": self.info["run_id"], "key": "slipway.error", "value": error[:5000]})
        if not self.begin.get("adopted"):  # whoever started this process tells how the run ended
            self.server.call("POST", "mlflow/runs/update", {"run_id": self.info["run_id"], "status": status, "end_time": at})
        self.ended = True

    def conclude(self):
        """Of a process that is gone: a journal without an end is a run that was killed."""
        if self.begin.get("adopted"):
            return
        if not self.ended and not any("e" in record for record, _ in self.journal.records(0)):
            self.one({"e": ["KILLED", self.last_at or _now(), "killed: its process is gone"]})


@_harmless
def deliver(uri=None, folder=None, report=None):
    """Delivers what ended or killed processes have left. Answers how many runs still wait."""
    waiting = 0
    for journal in _left_over(journal_folder(folder)):
        begin = journal.begin()
        if begin is None:  # killed before it said anything
            journal.remove()
            continue
        try:
            server = Server(uri or begin.get("uri") or _state.uri())
            delivery = Delivery(journal, server, live=False)
            delivery.work()
            delivery.conclude()
            journal.remove()
            if report:
                report(f"{journal.id} {begin['name'] or ''}: delivered {delivery.delivered} records")
        except (Away, Refused, ValueError, OSError) as error:
            waiting += 1
            journal.close()
            if report:
                report(f"{journal.id} {begin['name'] or ''}: waits: {error}")
    return waiting


def _left_over(base):
    """Journals that no process works on, each taken."""
    if not base.is_dir():
        return
    for folder in sorted(base.iterdir(), key=lambda f: f.stat().st_mtime):
        journal = Journal(folder)
        if folder.name != "refused" and journal.path.exists() and journal.take():
            yield journal


# --- What is told about code and machine -----------------------------------------------------------------------------


def _git(folder, *words):
    done = subprocess.run(
        ["git", "-C", str(folder), *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=10
    )
    return done.stdout if done.returncode == 0 else b""


def _without_credentials(url):
    parts = urllib.parse.urlsplit(url)
    if not parts.scheme or not parts.netloc:
        return url  # a path, or git@host:path
    return urllib.parse.urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


@_harmless
def _tell_code(run):
    program = pathlib.Path(sys.argv[0] or ".").absolute()
    folder = program.parent if program.is_file() else pathlib.Path.cwd()
    text = {
        k: _git(folder, *w).decode(errors="replace").strip()
        for k, w in {
            "mlflow.source.git.commit": ("rev-parse", "HEAD"),
            "mlflow.source.git.branch": ("symbolic-ref", "--short", "-q", "HEAD"),
            "mlflow.source.git.repoURL": ("config", "--get", "remote.origin.url"),
        }.items()
    }
    if text["mlflow.source.git.commit"]:
        changed = _git(folder, "status", "--porcelain", "--untracked-files=normal").decode(errors="replace")
        text["slipway.git.dirty"] = "true" if changed else "false"
        text["mlflow.source.git.repoURL"] = _without_credentials(text["mlflow.source.git.repoURL"])
        diff = _git(folder, "diff", "HEAD", "--no-color", "--no-ext-diff")[:MOST_DIFF] if changed else b""
        if diff:
            run._artifact_bytes(diff, "code/diff.patch")
        unknown = "\n".join(line[3:] for line in changed.splitlines() if line.startswith("??"))
        if unknown:
            run._artifact_bytes((unknown + "\n").encode(), "code/untracked.txt")
    run.set_tags({k: v for k, v in text.items() if v})
    if program.is_file() and program.stat().st_size < 1 << 20:
        run.log_artifact(program, "code")


@_harmless
def _tell_environment(run):
    from importlib import metadata

    names = {(d.metadata["Name"], d.version) for d in metadata.distributions() if d.metadata and d.metadata["Name"]}
    packages = sorted((f"{name}=={version}" for name, version in names), key=str.lower)
    facts = {
        "host": socket.gethostname(),
        "os": platform.platform(),
        "kernel": platform.release(),
        "architecture": platform.machine(),
        "cores": os.cpu_count(),
        "python": {"version": platform.python_version(), "implementation": platform.python_implementation(), "executable": sys.executable},
        "slipway_tracking": __version__,
    }
    run._artifact_bytes("".join(p + "\n" for p in packages).encode(), "environment/requirements.txt")
    run._artifact_bytes((json.dumps(facts, indent=2) + "\n").encode(), "environment/environment.json")
    run.set_tags({"slipway.host": facts["host"], "slipway.python": facts["python"]["version"]})


class _Resources:
    """What this process and the machine use, from /proc; nothing elsewhere."""

    def __init__(self):
        self.step, self.before = 0, self._times()

    @staticmethod
    def _times():
        with open("/proc/stat") as stream:
            words = [float(w) for w in stream.readline().split()[1:9]]
        own = os.times()
        return (
            sum(words),
            sum(words) - words[3] - words[4],
            own.user + own.system + own.children_user + own.children_system,
            time.monotonic(),
        )

    def sample(self):
        total, busy, own, at = now = self._times()
        before, self.before = self.before, now
        with open("/proc/meminfo") as stream:
            memory = {line.split(":")[0]: float(line.split()[1]) * 1024 for line in stream}
        with open("/proc/self/statm") as stream:
            resident = float(stream.read().split()[1]) * os.sysconf("SC_PAGESIZE")
        used = memory["MemTotal"] - memory["MemAvailable"]
        values = {
            "system/system_memory_usage_megabytes": used / 1e6,
            "system/system_memory_usage_percentage": used / memory["MemTotal"] * 100,
            "process/rss_megabytes": resident / 1e6,
        }
        if total > before[0] and at > before[3]:
            values["system/cpu_utilization_percentage"] = (busy - before[1]) / (total - before[0]) * 100
            values["process/cpu_percentage"] = (own - before[2]) / (at - before[3]) * 100
        self.step += 1
        return values


# --- Runs ------------------------------------------------------------------------------------------------------------


class Run:
    """A run that this process is. Made by start_run(); use it in a with statement or call end_run()."""

    def __init__(self, begin, base, resources, code):
        self.run_id, self.name, self._begin = begin["id"], begin["name"], begin
        self.journal = Journal.create(base, begin)
        self._keys, self._pid, self._over, self._idle = {}, os.getpid(), False, threading.Event()
        self._wake, self._away, self._asked, self._unwritten = threading.Event(), None, threading.Lock(), None
        self._threads = [threading.Thread(target=self._deliver, daemon=True, name="slipway-deliver")]
        self._threads.append(threading.Thread(target=self._watch, args=(resources, code), daemon=True, name="slipway-watch"))
        for thread in self._threads:
            thread.start()

    @property
    def info(self):
        return self  # run.info.run_id, as MLflow has it

    # Logging: one line into the journal.

    def _key(self, key):
        text = self._keys.get(key)
        if text is None:
            text = json.dumps(str(key))
            if len(self._keys) < 10000:
                self._keys[key] = text
        return text

    @_harmless
    def log_metric(self, key, value, step=None, timestamp=None):
        value = float(value)
        shown = repr(value) if math.isfinite(value) else '"NaN"' if value != value else '"Infinity"' if value > 0 else '"-Infinity"'
        self.journal.write('{"m":[%s,%s,%d,%d]}' % (self._key(key), shown, timestamp or _now(), step or 0))

    @_harmless
    def log_metrics(self, metrics, step=None, timestamp=None):
        at = timestamp or _now()
        for key, value in metrics.items():
            self.log_metric(key, value, step, at)

    @_harmless
    def log_params(self, params):
        for key, value in params.items():
            self.journal.write(json.dumps({"p": [str(key), str(value)]}))

    @_harmless
    def set_tags(self, tags):
        for key, value in tags.items():
            self.journal.write(json.dumps({"g": [str(key), str(value)]}))

    def log_param(self, key, value):
        self.log_params({key: value})

    def set_tag(self, key, value):
        self.set_tags({key: value})

    @_harmless
    def log_artifact(self, local_path, artifact_path=None):
        source = pathlib.Path(local_path)
        path = f"{artifact_path}/{source.name}" if artifact_path else source.name
        self.journal.write(json.dumps({"a": [path, self.journal.keep(source)]}))

    @_harmless
    def log_artifacts(self, local_dir, artifact_path=None):
        top = pathlib.Path(local_dir)
        for file in sorted(f for f in top.rglob("*") if f.is_file()):
            parts = [*filter(None, [artifact_path]), *file.relative_to(top).parent.parts]
            self.log_artifact(file, "/".join(parts) or None)

    @_harmless
    def log_text(self, text, artifact_file):
        self._artifact_bytes(text.encode(), artifact_file)

    def _artifact_bytes(self, data, path):
        name = uuid.uuid4().hex
        (self.journal.folder / "files" / name).write_bytes(data)
        self.journal.write(json.dumps({"a": [path, name]}))

    # Ending.

    @_harmless
    def end(self, status="FINISHED", error=None):
        if self._over or os.getpid() != self._pid:  # a forked child is not the run
            return
        record = [status, _now(), *([error] if error else [])]
        try:
            self.journal.write(json.dumps({"e": record}))
            self.journal.sync()
        except OSError as problem:  # no room: told from memory, while there is time
            _warn(f"the end of the run is not in the journal: {problem}")
            self._unwritten = record
        self._over = True
        self.flush(END_WAIT)
        self._wake.set()
        for thread in self._threads:
            thread.join(0.2)
        if self._idle.is_set():
            self.journal.remove()

    @_harmless
    def flush(self, timeout=END_WAIT):
        """Waits until the server has all; not when it is away. Answers whether it has."""
        with self._asked:
            self._idle.clear()
            self._wake.set()
        end = time.monotonic() + timeout
        while time.monotonic() < end and not self._idle.wait(0.02):
            if self._away and time.monotonic() - self._away > 0.1 and not self._wake.is_set():
                return False
        return self._idle.is_set()

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        if kind is None or (kind is SystemExit and not error.code):
            _end(self, "FINISHED")
        else:
            _end(self, "KILLED" if kind is KeyboardInterrupt else "FAILED", f"{kind.__name__}: {error}")
        return False

    # The threads.

    def _deliver(self):
        pause, delivery = FIRST_PAUSE, None
        while True:
            self._wake.wait(LOOK_SECONDS if self._away is None else pause)
            self._wake.clear()
            try:
                if delivery is None:
                    uri = self._begin["uri"] or _state.uri()
                    if not uri:
                        raise Away("no tracking URI is set")
                    delivery = Delivery(self.journal, Server(uri), live=True)
                delivery.work()
                if self._unwritten:
                    delivery.end(*self._unwritten)
                    self._unwritten = None
                self._away, pause = None, FIRST_PAUSE
                with self._asked:
                    if self._wake.is_set():
                        continue  # asked again meanwhile
                    self._idle.set()
                if self._over:
                    return
            except (Away, Refused, OSError, ValueError, KeyError) as error:
                _warn(f"{self._begin['uri']}: {error}; the training goes on, what it logs is delivered later")
                self._away, pause = time.monotonic(), min(pause * 2, LONGEST_PAUSE)
                if isinstance(error, Refused):
                    delivery = None  # asked anew: the server may have lost the run, or got it
                if self._over:
                    return  # the next run or `deliver` goes on
            except Exception as error:  # a defect of this file must not end the thread
                _warn(f"delivery: {type(error).__name__}: {error}")
                self._away, pause = time.monotonic(), LONGEST_PAUSE

    def _watch(self, resources, code):
        if code:
            _tell_code(self)
            _tell_environment(self)
        server = usage = None
        next_beat = next_sample = 0.0
        with contextlib.suppress(Exception):
            usage = _Resources() if resources else None
            next_sample = time.monotonic() + 1
        while not self._over:
            time.sleep(min(SYNC_SECONDS, BEAT_SECONDS))
            now = time.monotonic()
            with contextlib.suppress(Exception):
                self.journal.sync()
            if usage and now >= next_sample:
                next_sample = now + RESOURCE_SECONDS
                with contextlib.suppress(Exception):
                    step = usage.step
                    self.log_metrics(usage.sample(), step=step)
            if now >= next_beat and self._away is None:
                next_beat = now + BEAT_SECONDS
                try:
                    server = server or Server(self._begin["uri"] or _state.uri() or "")
                    if server.knows_ensure:
                        server.call("POST", "slipway/runs/heartbeat", {"run_id": self.run_id})
                except Refused as error:
                    server.knows_ensure = error.code == "RESOURCE_DOES_NOT_EXIST"  # not made yet
                except Exception:
                    next_beat = now + LONGEST_PAUSE / 3
        if not _state.runs and self._away is None:
            deliver(folder=self.journal.folder.parent)


class _State:
    def __init__(self):
        self.tracking_uri = self.experiment = None
        self.runs = []

    def uri(self):
        return self.tracking_uri or os.environ.get("MLFLOW_TRACKING_URI")


_state = _State()


def set_tracking_uri(uri):
    _state.tracking_uri = uri


def set_experiment(name):
    _state.experiment = name


def active_run():
    return _state.runs[-1] if _state.runs else None


class _NoRun:
    """Stands in where a run could not be begun, for want of disk for instance: takes everything, keeps nothing."""

    run_id, name, journal = "", "", None
    info = property(lambda self: self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *words, **named: None


def start_run(run_name=None, experiment=None, tags=None, params=None, nested=False, journal=None, resources=True, code=True):
    """Begins a run and makes it the active one. Left-over journals are delivered beside it."""
    try:
        run = _start(run_name, experiment, tags, journal, resources, code)
    except Exception as error:
        _warn(f"this run is not logged: {type(error).__name__}: {error}")
        return _NoRun()
    if params:
        run.log_params(params)
    return run


def _start(run_name, experiment, tags, journal, resources, code):
    if not _state.runs:
        atexit.register(_at_exit)
    program = os.path.abspath(sys.argv[0]) if sys.argv and sys.argv[0] else "<interactive>"
    user = os.environ.get("LOGNAME") or os.environ.get("USER") or ""
    with contextlib.suppress(Exception):
        import getpass

        user = getpass.getuser()
    adopted = os.environ.pop("MLFLOW_RUN_ID", None) if not _state.runs else None  # under `slipway train start`
    begin = {
        "id": adopted or uuid.uuid4().hex,
        "uri": _state.uri(),
        "experiment": experiment or _state.experiment or os.environ.get("MLFLOW_EXPERIMENT_NAME") or "Default",
        "name": run_name or "",
        "at": _now(),
        "user": user,
        "pid": os.getpid(),
        "tags": {
            "mlflow.source.name": program,
            "mlflow.source.type": "LOCAL",
            "mlflow.user": user,
            **{str(k): str(v) for k, v in (tags or {}).items()},
        },
        **({"adopted": True} if adopted else {}),
    }
    if _state.runs:
        begin["tags"]["mlflow.parentRunId"] = _state.runs[-1].run_id
    run = Run(begin, journal_folder(journal), resources, code)
    _state.runs.append(run)
    if len(_state.runs) == 1:
        threading.Thread(target=deliver, kwargs={"folder": journal}, daemon=True, name="slipway-left-over").start()
    return run


@_harmless
def _end(run, status, error=None):
    while run in _state.runs:
        _state.runs.pop().end(status, error)


def end_run(status="FINISHED", error=None):
    """Ends the active run; waits a few seconds for the server, if it answers."""
    if _state.runs:
        _end(_state.runs[-1], status, error)


def _at_exit():
    if _state.runs:
        broken = getattr(sys, "last_value", None)
        _end(_state.runs[0], "FAILED" if broken is not None else "FINISHED", f"{type(broken).__name__}: {broken}" if broken else None)


def _of_active(name):
    @functools.wraps(getattr(Run, name))
    def call(*words, **named):
        run = active_run() or start_run()
        return getattr(run, name)(*words, **named)

    return call


log_metric, log_metrics, log_param, log_params = map(_of_active, ("log_metric", "log_metrics", "log_param", "log_params"))
set_tag, set_tags, log_text, flush = map(_of_active, ("set_tag", "set_tags", "log_text", "flush"))
log_artifact, log_artifacts = map(_of_active, ("log_artifact", "log_artifacts"))


def main(words=None):
    parser = argparse.ArgumentParser(prog="python -m slipway_tracking", description="Delivers what training runs have left in the journal.")
    parser.add_argument("what", choices=("deliver", "list"))
    parser.add_argument("--uri", help="another server than the one each run named")
    parser.add_argument("--journal", help="the folder of the journals")
    given = parser.parse_args(words)
    base = journal_folder(given.journal)
    if given.what == "deliver":
        waiting = deliver(given.uri, base, print)
        return 0 if waiting == 0 else 1
    for folder in sorted(base.iterdir()) if base.is_dir() else []:
        journal = Journal(folder)
        if folder.name == "refused" or not journal.path.exists():
            continue
        begin = journal.begin() or {}
        free = journal.take()
        print(
            f"{journal.id} {begin.get('name') or ''}: {journal.size() - journal.sent()} bytes wait{'' if free else ', its process works on it'}"
        )
        journal.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
