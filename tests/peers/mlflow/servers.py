"""Servers to talk to: `slipway serve` in a new workspace, and `mlflow server` on SQLite."""

import base64
import contextlib
import ctypes
import json
import os
import pathlib
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request


LIBC = ctypes.CDLL(None)


def die_with_parent():
    """In the child: the kernel kills it when this process ends, however that happens."""
    LIBC.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class Server:
    """A child process that is told to stop, or killed, by its own id."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.process, self.uri = None, None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                pass
            self.kill()

    def kill(self):
        """Dies at once, together with what it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def await_health(self, seconds):
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(self.uri + "/health", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                pass
            time.sleep(0.05)
        raise RuntimeError(f"the server did not come up: {self.log_tail()}")

    def log_tail(self):
        log = self.folder / "server.log"
        return log.read_text(errors="replace")[-1500:] if log.exists() else ""

    def launch(self, command, **options):
        self.log = open(self.folder / "server.log", "ab")
        self.process = subprocess.Popen(command, stderr=self.log, start_new_session=True, preexec_fn=die_with_parent, **options)


class SlipwayServer(Server):
    name = "slipway"

    def __init__(self, program, folder):
        super().__init__(folder)
        self.program, self.workspace, self.port = str(program), self.folder / "workspace", 0

    def start(self):
        if not self.workspace.exists():
            self.run("init", self.workspace)
        self.launch(
            [self.program, "--workspace", str(self.workspace), "--json", "serve", "--port", str(self.port)],
            stdout=subprocess.PIPE,
            text=True,
        )
        lines = []
        reader = threading.Thread(target=lambda: lines.append(self.process.stdout.readline()), daemon=True)
        reader.start()
        reader.join(60)
        if not lines or not lines[0].strip():
            raise RuntimeError(f"`slipway serve` printed nothing: {self.log_tail()}")
        told = json.loads(lines[0])
        if "error" in told:
            raise RuntimeError(f"`slipway serve`: {told['error']}")
        self.uri = told["tracking_uri"].rstrip("/")
        self.port = int(self.uri.rsplit(":", 1)[1].split("/")[0])
        self.await_health(30)

    def run(self, *words):
        done = subprocess.run(
            [self.program, "--workspace", str(self.workspace), "--json", *map(str, words)], capture_output=True, text=True, timeout=120
        )
        if done.returncode:
            raise RuntimeError(f"slipway {' '.join(map(str, words))}: {done.stdout or done.stderr}")
        return json.loads(done.stdout)


class MlflowServer(Server):
    name = "mlflow"

    def __init__(self, python, folder, workers=None):
        super().__init__(folder)
        self.python, self.workers, self.port = str(python), workers, 0
        self.database = self.folder / "mlflow.db"
        self.secret = base64.urlsafe_b64encode(os.urandom(32)).decode()

    def start(self):
        if not self.port:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]
        command = [
            self.python,
            "-m",
            "mlflow",
            "server",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--backend-store-uri",
            f"sqlite:///{self.database}",
            "--artifacts-destination",
            str(self.folder / "artifacts"),
        ]
        if self.workers:
            command += ["--workers", str(self.workers)]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MLFLOW_")}
        environment |= {
            "MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY": self.secret,
            "MLFLOW_DISABLE_TELEMETRY": "true",
            "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",  # eight more processes that no check needs
            "MLFLOW_WEBHOOK_CACHE_TTL": "0",
            "MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS": "true",
            "MLFLOW_WEBHOOK_ALLOWED_SCHEMES": "http,https",
        }
        self.uri = f"http://127.0.0.1:{self.port}"
        self.launch(command, stdout=subprocess.DEVNULL, env=environment, cwd=self.folder)
        self.await_health(300)
