"""Plain MLflow code started by `slipway train start`: one run, whose end the exit code tells."""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import textwrap
import time

from check_killed import seconds_until, status, steady


class Script:
    def __init__(self, peer, code, *words, extra=()):
        self.folder = pathlib.Path(peer.folder)
        file = self.folder / f"script_{time.monotonic_ns()}.py"
        file.write_text("import mlflow, os, sys, time\n" + textwrap.dedent(code))
        self.name, self.experiment = file.stem, peer.fresh("scripts")
        self.base = [str(peer.slipway), "--workspace", str(peer.server_folder / "workspace"), "--json"]
        start = ["train", "start", "--experiment", self.experiment, "--name", self.name, *words]
        self.command = [*self.base, *start, "--script", str(file), "--python", sys.executable, *extra]

    def run(self):
        return subprocess.run(self.command, capture_output=True, text=True, timeout=120)

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return self.process

    def shown(self):
        done = subprocess.run([*self.base, "runs", "show", self.name], capture_output=True, text=True, timeout=60)
        return json.loads(done.stdout)

    def await_run(self):
        end = time.monotonic() + 30
        while time.monotonic() < end:
            if (found := self.shown()).get("metrics", {}).get("loss") is not None:
                return found["id"]
            time.sleep(0.2)
        raise RuntimeError("the script logs nothing")


LOOP = """
with mlflow.start_run():
    for step in range(100000):
        mlflow.log_metric("loss", step, step=step)
        time.sleep(0.1)
"""


def check_one_run(peer):
    t = peer.tally
    code = """
    with mlflow.start_run() as run:
        mlflow.log_metric("loss", 0.5, step=1)
        mlflow.log_param("depth", 3)
        mlflow.set_tag("mlflow.note.content", "from inside")
        mlflow.log_text("hello", "notes.txt")
    print("run", run.info.run_id, sys.argv[1:])
    """
    script = Script(peer, code, "--param", "eta=0.1", extra=["--", "--epochs", "3"])
    done = script.run()
    t.equal("ends well", (done.returncode, done.stderr[-200:] if done.returncode else ""), (0, ""))
    run = peer.client.get_run(json.loads(done.stdout)["id"])
    t.equal("the only run", len(peer.client.search_runs([run.info.experiment_id])), 1)
    t.equal("both logged", (run.info.status, run.data.params, run.data.metrics["loss"]), ("FINISHED", {"eta": "0.1", "depth": "3"}, 0.5))
    t.equal("tags", (run.data.tags["mlflow.note.content"], run.data.tags["mlflow.source.type"]), ("from inside", "LOCAL"))
    names = {f.path for f in peer.client.list_artifacts(run.info.run_id)}
    t.true("artifacts", {"notes.txt", "logs", "code", "environment"} <= names, names)
    output = peer.client.download_artifacts(run.info.run_id, "logs/output.log")
    t.true("output", f"run {run.info.run_id} ['--epochs', '3']" in pathlib.Path(output).read_text())
    packages = pathlib.Path(peer.client.download_artifacts(run.info.run_id, "environment/requirements.txt")).read_text()
    t.true("packages", "\nmlflow==" in "\n" + packages)


def check_exit_code(peer):
    t = peer.tally
    for what, end, wanted in (("after its own end", "sys.exit(3)", "FAILED"), ("an error", "raise ValueError('broken')", "FAILED")):
        script = Script(peer, f"with mlflow.start_run():\n    mlflow.log_metric('loss', 1)\n{end}\n")
        t.equal(what, (script.run().returncode, script.shown()["status"]), (1, wanted))
    t.true("the reason", "broken" in script.shown()["tags"]["slipway.error"], script.shown()["tags"])
    script = Script(
        peer,
        "with mlflow.start_run():\n    mlflow.log_metric('loss', 1)\nmlflow.MlflowClient().set_terminated(mlflow.last_active_run().info.run_id, 'FAILED')\n",
    )
    t.equal("what it says of itself", (script.run().returncode, script.shown()["status"]), (0, "FINISHED"))


def check_asked_to_end(peer):
    script = Script(peer, LOOP)
    process = script.start()
    script.await_run()
    process.terminate()
    process.wait(30)
    peer.tally.equal("SIGTERM", script.shown()["status"], "KILLED")


def check_starter_killed(peer):
    """kill -9 of `slipway train start`: the training goes on, and so does its run; killed too, it shows."""
    t = peer.tally
    script = Script(peer, "print(os.getpid(), flush=True)\n" + LOOP)
    process = script.start()
    run = script.await_run()
    output = peer.client.download_artifacts(run, "logs/output.log")
    child = int(pathlib.Path(output).read_text().split()[0])
    try:
        process.kill()
        process.wait()
        before = len(peer.client.get_metric_history(run, "loss"))
        t.equal("it goes on", steady(peer, run, "RUNNING", 11), "RUNNING")
        t.true("and logs", len(peer.client.get_metric_history(run, "loss")) > before)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    t.true("killed too", seconds_until(peer, run, "KILLED") is not None, status(peer, run))


def check_memory(peer):
    code = "with mlflow.start_run():\n    mlflow.log_metric('loss', 1)\n    x = bytearray(3 * 10**9)\n"
    script = Script(peer, code, "--memory-limit", "2GB")
    peer.tally.equal("fails", script.run().returncode, 1)
    shown = script.shown()
    told = shown["tags"]["slipway.error"]
    peer.tally.true("as out of memory", shown["status"] == "FAILED" and told.startswith("out of memory"), told)


SUBJECTS = [check_one_run, check_exit_code, check_asked_to_end, check_starter_killed, check_memory]
