"""packaging/python/slipway_tracking.py against `slipway serve` and, where it is at hand, `mlflow server`.

check_client.py SLIPWAY [--only SUBJECT]
"""

import argparse
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[:0] = [str(HERE.parent / "mlflow"), str(HERE.parent)]
import environment  # noqa: E402
from line import Line, history  # noqa: E402
from peer import Tally, Wire  # noqa: E402
from servers import MlflowServer, SlipwayServer  # noqa: E402

PYTHON_FOLDER = ROOT / "packaging" / "python"


class Bench:
    def __init__(self, program, folder):
        self.program, self.folder, self.tally = pathlib.Path(program).resolve(), folder, Tally()
        self.count = 0

    def server(self):
        self.count += 1
        return SlipwayServer(self.program, self.folder / f"server{self.count}")

    def journal(self):
        self.count += 1
        return self.folder / f"journal{self.count}"

    def start(self, code, uri, journal, **more):
        """Python code in a process of its own."""
        self.count += 1
        file = self.folder / f"train{self.count}.py"
        file.write_text("import os, sys, time\nimport slipway_tracking as track\n" + textwrap.dedent(code))
        env = {k: v for k, v in os.environ.items() if not k.startswith("MLFLOW_")}
        env |= {"PYTHONPATH": str(PYTHON_FOLDER), "PYTHONDONTWRITEBYTECODE": "1", "SLIPWAY_JOURNAL": str(journal), **more}
        if uri:
            env["MLFLOW_TRACKING_URI"] = uri
        return subprocess.Popen([sys.executable, str(file)], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, code, uri, journal, **more):
        process = self.start(code, uri, journal, **more)
        out, errors = process.communicate(timeout=300)
        self.tally.equal("the script ends well", process.returncode, 0)
        if process.returncode:
            self.tally.fail(errors[-500:])
        return out

    def command(self, *words):
        env = {**os.environ, "PYTHONPATH": str(PYTHON_FOLDER), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(
            [sys.executable, "-m", "slipway_tracking", *map(str, words)], env=env, capture_output=True, text=True, timeout=300
        )


def stored(uri, run):
    answer = Wire(uri).get("runs/get", run_id=run).json.get("run", {})
    data = answer.get("data", {})
    return {
        "status": answer.get("info", {}).get("status"),
        "info": answer.get("info", {}),
        "params": {p["key"]: p["value"] for p in data.get("params", [])},
        "tags": {p["key"]: p["value"] for p in data.get("tags", [])},
    }


def steps(uri, run, key):
    return [m["step"] for m in history(Line(uri), run, key)]


def waits(journal):
    return sorted(p.name for p in journal.iterdir() if p.name != "refused") if journal.exists() else []


RUN = """
run = track.start_run("run", experiment="client", params={"eta": 0.1, "depth": 3}, tags={"team": "north"}, RESOURCES)
print(run.run_id, flush=True)
for step in range(COUNT):
    track.log_metric("loss", 1 / (step + 1), step)
    PAUSE
"""


def code(count, pause="pass", resources="resources=False, code=False", more="track.end_run()"):
    return RUN.replace("COUNT", str(count)).replace("PAUSE", pause).replace("RESOURCES", resources) + textwrap.dedent(more)


def check_plain(bench):
    t, journal = bench.tally, bench.journal()
    with bench.server() as server:
        out = bench.run(
            code(
                500,
                resources="resources=True",
                more="""
            track.log_metrics({"bad": float("nan"), "high": float("inf")}, 7)
            track.set_tag("kind", "größe")
            track.log_text("hello", "notes/größe 1.txt")
            open("local.bin", "wb").write(bytes(1000000))
            track.log_artifact("local.bin", "files")
            os.remove("local.bin")
            time.sleep(2.5)
            track.end_run()
            """,
            ),
            server.uri,
            journal,
        )
        run = out.split()[0]
        got = stored(server.uri, run)
        t.equal("finished", got["status"], "FINISHED")
        t.equal("params", got["params"], {"eta": "0.1", "depth": "3"})
        t.equal("tags", [got["tags"].get(k) for k in ("team", "kind", "mlflow.source.type")], ["north", "größe", "LOCAL"])
        t.equal("points in order", steps(server.uri, run, "loss"), list(range(500)))
        t.equal("no number", [m["value"] for m in history(Line(server.uri), run, "bad")], ["NaN"])
        t.true("resources", len(steps(server.uri, run, "process/rss_megabytes")) >= 1)
        files = server.workspace / "artifacts" / got["info"]["experiment_id"] / run / "artifacts"
        t.equal("text", (files / "notes" / "größe 1.txt").read_text(), "hello")
        t.equal("file", (files / "files" / "local.bin").stat().st_size, 1000000)
        t.true("packages", (files / "environment" / "requirements.txt").exists() and (files / "environment" / "environment.json").exists())
        t.true("script", any((files / "code").glob("train*.py")))
        t.equal("nothing waits", waits(journal), [])


def check_server_away(bench):
    t, journal, server = bench.tally, bench.journal(), bench.server()
    with server:
        uri = server.uri
    began = time.monotonic()
    run = bench.run(code(2000, more="track.log_text('late', 'late.txt')\ntrack.end_run()"), uri, journal).split()[0]
    took = time.monotonic() - began
    t.true("the training does not wait", took < 5, f"{took:.1f} s")
    t.equal("it waits", waits(journal), [run])
    listed = bench.command("list", "--journal", journal)
    t.true("list tells", run in listed.stdout and "bytes wait" in listed.stdout, listed.stdout)
    t.equal("deliver without a server", bench.command("deliver", "--journal", journal).returncode, 1)
    time.sleep(1)
    with server:
        done = bench.command("deliver", "--journal", journal)
        t.equal("delivered", (done.returncode, waits(journal)), (0, []))
        got = stored(server.uri, run)
        t.equal("all is there", (got["status"], steps(server.uri, run, "loss")), ("FINISHED", list(range(2000))))
        t.true("its own times", got["info"]["end_time"] - got["info"]["start_time"] < took * 1000, got["info"])
        t.equal("again is fine", bench.command("deliver", "--journal", journal).returncode, 0)


def check_next_run_delivers(bench):
    t, journal, server = bench.tally, bench.journal(), bench.server()
    with server:
        uri = server.uri
    first = bench.run(code(100), uri, journal).split()[0]
    with server:
        second = bench.run(code(1, more="time.sleep(2)\ntrack.end_run()"), server.uri, journal).split()[0]
        t.equal("both are there", [stored(server.uri, r)["status"] for r in (first, second)], ["FINISHED"] * 2)
        t.equal("nothing waits", waits(journal), [])


def check_server_killed(bench):
    """kill -9 of the server in the middle, and back a few seconds later: nothing lost, nothing twice, in order."""
    t, journal, server = bench.tally, bench.journal(), bench.server()
    with server:
        process = bench.start(
            code(20000, pause="time.sleep(0.0003)", more="print('logged', flush=True)\ntrack.end_run()"), server.uri, journal
        )
        run = process.stdout.readline().strip()
        for pause in (1.5, 1.5):
            time.sleep(pause)
            server.kill()
            time.sleep(0.7)
            server.start()
        process.stdout.readline()
        t.equal("the script ends well", process.wait(120), 0)
        if waits(journal):
            bench.command("deliver", "--journal", journal)
        got = stored(server.uri, run)
        t.equal("finished", got["status"], "FINISHED")
        t.equal("every point once, in order", steps(server.uri, run, "loss"), list(range(20000)))


def check_process_killed(bench):
    t, journal = bench.tally, bench.journal()
    with bench.server() as server:
        process = bench.start(code(10**7, pause="print(step, flush=True)"), server.uri, journal)
        run, last = process.stdout.readline().strip(), -1
        end = time.monotonic() + 2
        while time.monotonic() < end:
            last = int(process.stdout.readline())
        os.kill(process.pid, signal.SIGKILL)
        killed = time.monotonic()
        for line in process.stdout.read().splitlines():
            last = int(line) if line.isdigit() else last  # what it had said before
        process.wait()
        while time.monotonic() - killed < 10 and stored(server.uri, run)["status"] != "KILLED":
            time.sleep(0.1)
        t.equal("killed within 10 s", stored(server.uri, run)["status"], "KILLED")
        print(f"        showed as KILLED after {time.monotonic() - killed:.1f} s", flush=True)
        with open(journal / run / "run.jsonl", "ab") as stream:
            stream.write(b'{"m":["loss",0.1,17')  # as a power cut may leave it
        done = bench.command("deliver", "--journal", journal)
        t.equal("delivered", (done.returncode, waits(journal)), (0, []))
        got = stored(server.uri, run)
        points = steps(server.uri, run, "loss")
        t.true("whatever a call returned from is there", len(points) > last, (len(points), last))
        t.equal("nothing twice, in order", points, list(range(len(points))))
        t.equal("and is killed", (got["status"], "killed" in got["tags"].get("slipway.error", "")), ("KILLED", True))
        time.sleep(5)
        t.equal("still", stored(server.uri, run)["status"], "KILLED")


def check_exceptions(bench):
    t, journal = bench.tally, bench.journal()
    with bench.server() as server:
        process = bench.start(
            "with track.start_run(code=False) as run:\n    print(run.run_id, flush=True)\n    raise ValueError('broken')",
            server.uri,
            journal,
        )
        run = process.communicate(timeout=60)[0].strip()
        got = stored(server.uri, run)
        t.equal("inside with", (got["status"], got["tags"]["slipway.error"]), ("FAILED", "ValueError: broken"))
        process = bench.start(
            "run = track.start_run(code=False)\nprint(run.run_id, flush=True)\nraise ValueError('broken')", server.uri, journal
        )
        run = process.communicate(timeout=60)[0].strip()
        t.equal("without", stored(server.uri, run)["status"], "FAILED")
        run = bench.run(
            "run = track.start_run(code=False)\nprint(run.run_id)\nif os.fork() == 0: sys.exit(0)\nos.wait()\ntime.sleep(1)",
            server.uri,
            journal,
        ).split()[0]
        t.equal("a forked child does not end it, its end does", stored(server.uri, run)["status"], "FINISHED")


def check_refused(bench):
    """One bad record does not take the others with it, and is kept."""
    t, journal = bench.tally, bench.journal()
    with bench.server() as server:
        more = """
        track.log_param("eta", "another")
        track.log_metric("bad\\nkey", 1.0)
        for step in range(300, 400): track.log_metric("loss", 0.5, step)
        track.log_metric("loss", "no number", 1)
        track.log_artifact("/no/such/file")
        track.log_text("x", "../../escape.txt")
        track.log_param("last", 1)
        track.end_run()
        """
        run = bench.run(code(300, more=more), server.uri, journal).split()[0]
        got = stored(server.uri, run)
        t.equal(
            "all others",
            (got["status"], got["params"], steps(server.uri, run, "loss")),
            ("FINISHED", {"eta": "0.1", "depth": "3", "last": "1"}, list(range(400))),
        )
        refused = [json.loads(line)["record"] for line in (journal / "refused" / f"{run}.jsonl").read_text().splitlines()]
        t.equal("kept aside", [next(iter(r)) for r in refused], ["p", "m", "a"])


def check_never_raises(bench):
    t = bench.tally
    bad = bench.folder / "a file"
    bad.write_text("")
    out = bench.run(code(10, more="track.log_artifact('/none')\ntrack.end_run()\nprint('went on')"), "http://127.0.0.1:1", bad)
    t.true("no journal can be made", "went on" in out, out)
    for uri in ("nonsense", "http://", "ftp://x/y", ""):
        out = bench.run(code(10, more="track.end_run()\nprint('went on')"), uri, bench.journal())
        t.true(f"URI {uri!r}", "went on" in out, out)


def check_server_hangs(bench):
    """It takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        journal, began = bench.journal(), time.monotonic()
        uri = f"http://127.0.0.1:{silent.getsockname()[1]}"
        run = bench.run(code(5000), uri, journal, SLIPWAY_END_WAIT="1").split()[0]
        bench.tally.true("the training does not wait", time.monotonic() - began < 6, time.monotonic() - began)
        bench.tally.equal("it waits", waits(journal), [run])


def check_no_room(bench):
    """The disk of the journal is full: what was written is there, and the end is told."""
    t, journal = bench.tally, bench.journal()
    with bench.server() as server:
        limit = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (40000, 40000))\n"
        run = bench.run(limit + code(5000, more="track.end_run()\nprint('went on')"), server.uri, journal).split()[0]
        points = steps(server.uri, run, "loss")
        t.true("a part of the points", 200 < len(points) < 5000, len(points))
        t.equal("in order", points, list(range(len(points))))
        t.equal("finished", stored(server.uri, run)["status"], "FINISHED")


def check_many_points(bench):
    t, journal, count = bench.tally, bench.journal(), 100_000
    with bench.server() as server:
        script = f"""
        run = track.start_run(code=False, resources=False)
        print(run.run_id)
        worst, began = 0, time.perf_counter()
        for step in range({count}):
            before = time.perf_counter()
            track.log_metric(f"loss", step, step)
            worst = max(worst, time.perf_counter() - before)
        took = time.perf_counter() - began
        track.end_run()
        print(took, worst, time.perf_counter() - began)
        """
        run, took, worst, whole = bench.run(script, server.uri, journal, SLIPWAY_END_WAIT="120").split()
        print(
            f"        {float(took) / count * 1e6:.1f} µs a call, the longest {float(worst) * 1e3:.1f} ms; all delivered after {float(whole):.1f} s",
            flush=True,
        )
        t.equal("every point once, in order", steps(server.uri, run, "loss"), list(range(count)))
        t.equal("nothing waits", waits(journal), [])


def check_under_slipway(bench):
    """Started by `slipway train start`, it logs to that run, and the exit code tells how it ended."""
    t, journal = bench.tally, bench.journal()
    server = bench.server()
    with server:
        script = bench.folder / "under.py"
        script.write_text(
            "import slipway_tracking as track, sys\nwith track.start_run(code=False):\n    track.log_metric('loss', 0.5, 1)\nsys.exit(3)\n"
        )
        env = {**os.environ, "PYTHONPATH": str(PYTHON_FOLDER), "PYTHONDONTWRITEBYTECODE": "1", "SLIPWAY_JOURNAL": str(journal)}
        words = [
            server.program,
            "--workspace",
            str(server.workspace),
            "train",
            "start",
            "--experiment",
            "e",
            "--name",
            "under",
            "--script",
            str(script),
        ]
        done = subprocess.run(words, env=env, capture_output=True, text=True, timeout=120)
        t.equal("the script's code", (done.returncode, "exit code 3" in done.stderr), (1, True))
        shown = server.run("runs", "show", "under")
        t.equal("one run has it all", (shown["status"], shown["metrics"]["loss"]), ("FAILED", 0.5))
        t.equal("nothing waits", waits(journal), [])


def check_plain_mlflow_server(bench):
    t, journal = bench.tally, bench.journal()
    marker = environment.cache_folder("mlflow3") / "complete"
    if not marker.exists():
        print("        no mlflow at hand: left out", flush=True)
        return
    with MlflowServer(environment.cache_folder("mlflow3") / "bin" / "python", bench.folder / "reference", workers=1) as server:
        out = bench.run(code(1500, more="track.log_text('x', 'notes/x.txt')\ntrack.end_run()"), server.uri, journal, SLIPWAY_END_WAIT="60")
        mark = out.split()[0]
        experiment = Wire(server.uri).get("experiments/get-by-name", experiment_name="client").json["experiment"]["experiment_id"]
        found = Wire(server.uri).post("runs/search", experiment_ids=[experiment]).json["runs"]
        t.equal("one run", [{x["key"]: x["value"] for x in r["data"]["tags"]}.get("slipway.client_id") for r in found], [mark])
        run = found[0]["info"]["run_id"]
        t.equal("ended", (found[0]["info"]["status"], waits(journal)), ("FINISHED", []))
        t.equal("points", steps(server.uri, run, "loss"), list(range(1500)))
        listed = Wire(server.uri).get("artifacts/list", run_id=run, path="notes").json.get("files", [])
        t.equal("artifact", [f["path"] for f in listed], ["notes/x.txt"])


def check_pip(bench):
    t = bench.tally
    folder = bench.folder / "venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True, capture_output=True)
    source = bench.folder / "source"  # pip leaves build/ behind
    subprocess.run(["cp", "-r", str(PYTHON_FOLDER), str(source)], check=True)
    done = subprocess.run(
        [folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", source], capture_output=True, text=True, timeout=300
    )
    if done.returncode and ("No matching distribution" in done.stderr or "ConnectionError" in done.stderr):
        print("        no package index at hand: left out", flush=True)
        return
    t.equal("pip install", (done.returncode, done.stderr[-300:]), (0, ""))
    shown = subprocess.run(
        [folder / "bin" / "python", "-m", "slipway_tracking", "list", "--journal", bench.journal()],
        capture_output=True,
        text=True,
        cwd=bench.folder,
    )
    t.equal("runs", (shown.returncode, shown.stdout, shown.stderr), (0, "", ""))


SUBJECTS = [
    check_plain,
    check_server_away,
    check_next_run_delivers,
    check_server_killed,
    check_process_killed,
    check_exceptions,
    check_refused,
    check_never_raises,
    check_server_hangs,
    check_no_room,
    check_many_points,
    check_under_slipway,
    check_plain_mlflow_server,
    check_pip,
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slipway", help="the program")
    parser.add_argument("--only", default="", help="subjects whose name holds this")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="peer-python-") as name:
        bench = Bench(given.slipway, pathlib.Path(name))
        os.chdir(name)
        for subject in SUBJECTS:
            if given.only in subject.__name__:
                before = len(bench.tally.failures)
                bench.tally.run(subject, bench)
                print(
                    f"{bench.tally.subject:<20} {bench.tally.seconds[bench.tally.subject]:5.1f} s, {len(bench.tally.failures) - before} differ",
                    flush=True,
                )
        return bench.tally.conclude()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers are stopped
    sys.exit(main())
