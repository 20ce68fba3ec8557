"""A training that was killed says so, seen by another client; one that goes on, ends well or is not the run does not."""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import textwrap
import time

import mlflow

LIMIT = 10.0  # seconds until a killed run must show as killed
LOOP = """
with mlflow.start_run() as run:
    print(run.info.run_id, flush=True)
    for step in range(100000):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
        time.sleep(PAUSE)
"""


class Script:
    """Python code in a process of its own; its first line of output is the run's id."""

    def __init__(self, peer, code, **values):
        values = {"EXPERIMENT": peer.fresh("killed")} | values
        preface = "import mlflow, os, sys, time\n" + "".join(f"{k} = {v!r}\n" for k, v in values.items())
        text = preface + "EXPERIMENT and mlflow.set_experiment(EXPERIMENT)\n" + textwrap.dedent(code)
        file = pathlib.Path(peer.folder) / f"train_{time.monotonic_ns()}.py"
        file.write_text(text)
        self.process = subprocess.Popen(
            [sys.executable, str(file)],
            env={**os.environ, "MLFLOW_TRACKING_URI": peer.uri},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.run = self.process.stdout.readline().strip()

    def kill(self):
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()


def status(peer, run):
    return peer.client.get_run(run).info.status


def seconds_until(peer, run, wanted, limit=LIMIT):
    began = time.monotonic()
    while time.monotonic() - began < limit:
        if status(peer, run) == wanted:
            return time.monotonic() - began
        time.sleep(0.1)
    return None


def steady(peer, run, wanted, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (now := status(peer, run)) != wanted:
            return now
        time.sleep(0.3)
    return wanted


def check_kill(peer):
    """Points in quick succession, and an epoch that logs nothing for a minute."""
    t = peer.tally
    for what, pause in (("busy", 0.01), ("silent", 60)):
        with Script(peer, LOOP, PAUSE=pause) as script:
            time.sleep(1.5)
            t.equal(f"{what}: it runs", status(peer, script.run), "RUNNING")
            script.kill()
            took = seconds_until(peer, script.run, "KILLED")
            t.true(f"{what}: killed within {LIMIT:g} s", took is not None, status(peer, script.run))
            if took is not None:
                print(f"        a {what} run showed as KILLED after {took:.1f} s", file=sys.__stdout__, flush=True)
            run = peer.client.get_run(script.run)
            t.true("the reason is told", "killed" in run.data.tags.get("slipway.error", ""), run.data.tags)
            t.true("it has an end", run.info.end_time and run.info.end_time >= run.info.start_time, run.info)


def check_ends_of_its_own(peer):
    t = peer.tally
    with Script(peer, LOOP.replace("100000", "20"), PAUSE=0.01) as script:
        script.process.wait(60)
        t.equal("it ended well", steady(peer, script.run, "FINISHED", 5), "FINISHED")
    with Script(peer, "with mlflow.start_run() as run:\n    print(run.info.run_id, flush=True)\n    raise ValueError(1)") as script:
        script.process.wait(60)
        t.equal("an exception", steady(peer, script.run, "FAILED", 5), "FAILED")


def check_child_goes_on(peer):
    """The process that began the run forks and is gone; the child, which may say nothing for long, is the run."""
    t = peer.tally
    code = """
    run = mlflow.start_run()
    print(run.info.run_id, flush=True)
    if os.fork():
        os._exit(0)
    time.sleep(12)
    client = mlflow.MlflowClient()
    for step in range(20):
        client.log_metric(run.info.run_id, "loss", step, step=step)
        time.sleep(0.2)
    client.set_terminated(run.info.run_id)
    os._exit(0)
    """
    with Script(peer, code) as script:
        t.equal("the child is silent", steady(peer, script.run, "RUNNING", 11), "RUNNING")
        t.true("and ends the run", seconds_until(peer, script.run, "FINISHED", 20), status(peer, script.run))


def check_another_process_goes_on(peer):
    t = peer.tally
    with Script(peer, LOOP, PAUSE=0.1) as first:
        with Script(peer, LOOP, PAUSE=60) as unrelated:
            worker = f"""
            client = mlflow.MlflowClient()
            print({first.run!r}, flush=True)
            for step in range(100000):
                client.log_metric({first.run!r}, "worker", step, step=step)
                time.sleep(0.5)
            """
            with Script(peer, worker) as second:
                time.sleep(1.5)
                first.kill()
                t.equal("the worker keeps it alive", steady(peer, first.run, "RUNNING", 11), "RUNNING")
                second.kill()
                t.true("nobody is left", seconds_until(peer, first.run, "KILLED") is not None, status(peer, first.run))
            t.equal("another run is not touched", status(peer, unrelated.run), "RUNNING")


def check_comes_back(peer):
    """Taken for dead, but somebody logs to it after all; and a run that is taken up again."""
    t = peer.tally
    with Script(peer, LOOP, PAUSE=0.05) as script:
        script.kill()
        t.true("killed", seconds_until(peer, script.run, "KILLED") is not None)
    peer.client.set_tag(script.run, "why", "a note")
    t.equal("a note wakes nobody", status(peer, script.run), "KILLED")
    peer.client.log_metric(script.run, "after", 1.0)
    run = peer.client.get_run(script.run)
    t.equal("a point does", (run.info.status, run.info.end_time), ("RUNNING", None))
    t.true("no error any more", "slipway.error" not in run.data.tags, run.data.tags)
    mlflow.set_experiment(experiment_id=run.info.experiment_id)
    with mlflow.start_run(run_id=script.run):
        mlflow.log_metric("after", 2.0)
        t.equal("taken up", steady(peer, script.run, "RUNNING", 5), "RUNNING")
    t.equal("and ended", status(peer, script.run), "FINISHED")


def check_runs_made_for_others(peer):
    """A client that makes a run and goes away is not the run."""
    t = peer.tally
    code = """
    run = mlflow.MlflowClient().create_run(mlflow.get_experiment_by_name(EXPERIMENT).experiment_id)
    print(run.info.run_id, flush=True)
    """
    with Script(peer, code) as script:
        script.process.wait(60)
        run = peer.wire.post("runs/create", experiment_id="0", start_time=1).json["run"]["info"]["run_id"]
        t.equal("MlflowClient", steady(peer, script.run, "RUNNING", 11), "RUNNING")
        t.equal("plain request", status(peer, run), "RUNNING")


def check_run_made_by_another(peer):
    """Somebody made the run; the training takes it up by its id, and is the run then."""
    t = peer.tally
    run = peer.run()
    with Script(peer, LOOP.replace("start_run()", f"start_run(run_id={run!r})"), PAUSE=0.05, EXPERIMENT=None) as script:
        t.equal("that run", script.run, run)
        time.sleep(1)
        script.kill()
        t.true("killed", seconds_until(peer, run, "KILLED") is not None, status(peer, run))
    code = """
    run = mlflow.MlflowClient().create_run(mlflow.get_experiment_by_name(EXPERIMENT).experiment_id, tags={"kind": "remote"})
    mlflow.MlflowClient().update_run(run.info.run_id, "RUNNING")
    print(run.info.run_id, flush=True)
    """
    with Script(peer, code) as script:
        script.process.wait(60)
        t.equal("one that keeps account of others", steady(peer, script.run, "RUNNING", 6), "RUNNING")


def check_out_of_memory(peer):
    """The kernel ends the process at the limit of a control group, where this account may make one."""
    group = pathlib.Path("/sys/fs/cgroup/memory") / f"slipway-peer-{os.getpid()}"
    limit = group / "memory.limit_in_bytes"
    if not limit.parent.parent.is_dir():
        group = pathlib.Path("/sys/fs/cgroup") / f"slipway-peer-{os.getpid()}"
        limit = group / "memory.max"
    try:
        group.mkdir()
    except OSError:
        return
    try:
        limit.write_text(str(600 * 10**6))
        code = f"""
        run = mlflow.start_run()
        print(run.info.run_id, flush=True)
        mlflow.log_metric("loss", 1)
        open({str(group / "cgroup.procs")!r}, "w").write(str(os.getpid()))
        held = [bytearray(10**7) for _ in range(1000)]
        """
        with Script(peer, code) as script:
            if script.process.wait(60) != -signal.SIGKILL:
                return  # memory is not limited here
            peer.tally.true("killed", seconds_until(peer, script.run, "KILLED") is not None, status(peer, script.run))
            told = peer.client.get_run(script.run).data.tags["slipway.error"]
            peer.tally.true("out of memory is named", told.startswith("out of memory"), told)
    except OSError:
        return
    finally:
        with contextlib.suppress(OSError):
            group.rmdir()


SUBJECTS = [
    check_kill,
    check_ends_of_its_own,
    check_child_goes_on,
    check_another_process_goes_on,
    check_comes_back,
    check_runs_made_for_others,
    check_run_made_by_another,
    check_out_of_memory,
]
