"""`slipway serve` beside `mlflow server` on SQLite: the same client on the same machine, one after the other.

mlflow_bench.py SLIPWAY                  all measures, both servers, a table with the ratio
mlflow_bench.py SLIPWAY --quick          a tenth of everything, to see that it works
mlflow_bench.py SLIPWAY --only search    one measure: log, create, search, history, many
mlflow_bench.py [SLIPWAY] --kill         kill -9 while clients write, start again, look for every acknowledged point
The stores of the reference are filled by SQL, ours through HTTP; filling is not part of what is measured.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import pathlib
import random
import signal
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
import urllib.parse

PEERS = pathlib.Path(__file__).resolve().parent.parent / "peers"
sys.path += [str(PEERS), str(PEERS / "mlflow")]
import environment  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slipway", nargs="?", help="the program; without it only the reference is measured")
    parser.add_argument("--no-reference", action="store_true", help="measure slipway alone")
    parser.add_argument("--runs", default="10000,100000", help="runs in the stores that are searched")
    parser.add_argument("--points", type=int, default=1_000_000, help="points of the long history")
    parser.add_argument("--clients", type=int, default=32, help="clients that write at once")
    parser.add_argument("--seconds", type=float, default=6, help="how long a rate is measured")
    parser.add_argument("--workers", type=int, help="processes of `mlflow server`; its own choice when left out")
    parser.add_argument("--only", choices=["log", "create", "search", "history", "many"])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--rounds", type=int, default=3, help="with --kill: how many times")
    parser.add_argument("--json", help="write the figures to this file too")
    given = parser.parse_args()
    if not given.slipway and given.no_reference:
        parser.error("a program is needed")
    if given.quick:
        given.points, given.seconds = given.points // 10, given.seconds / 3
        given.runs = "1000,10000" if given.runs == parser.get_default("runs") else given.runs
    given.runs = [int(n) for n in given.runs.split(",")]
    return given


GIVEN = arguments()
environment.rerun_inside("mlflow3", environment.MLFLOW3)
os.environ |= {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0", "MLFLOW_DISABLE_TELEMETRY": "true", "GIT_PYTHON_REFRESH": "quiet"}

from killing import kill_and_look  # noqa: E402
from line import Line, batches, history, new_experiment, new_run, stored_points  # noqa: E402
from seeding import seed_reference, seed_through_http  # noqa: E402
from servers import MlflowServer, SlipwayServer  # noqa: E402


def rate(step, at_most=10**9):
    """Steps a second over the time given; each is answered before the next."""
    step(0)
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < GIVEN.seconds and done < at_most:
        done += 1
        step(done)
    return done / (time.perf_counter() - began)


def median_ms(call, times=7):
    call()
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        spent.append((time.perf_counter() - began) * 1000)
        if sum(spent) > 30_000:
            break
    return statistics.median(spent)


class Figures:
    """What was measured: for a rate more is better, for a time less."""

    def __init__(self):
        self.rows, self.seen = {}, []

    def add(self, server, measure, unit, value, note=""):
        self.rows.setdefault(measure, {"unit": unit})[server] = value
        print(f"  {server:<8} {measure:<58} {value:>14,.1f} {unit} {note}", flush=True)

    def table(self):
        print(f"\n{'measure':<58} {'mlflow':>14} {'slipway':>14} {'':<9} {'ratio':>8}")
        for measure, row in self.rows.items():
            ours, theirs = row.get("slipway"), row.get("mlflow")
            ratio = ""
            if ours and theirs:
                row["ratio"] = theirs / ours if row["unit"] in ("ms", "s") else ours / theirs
                ratio = f"{row['ratio']:.1f}x"
            shown = [f"{value:,.1f}" if value is not None else "-" for value in (theirs, ours)]
            print(f"{measure:<58} {shown[0]:>14} {shown[1]:>14} {row['unit']:<9} {ratio:>8}")


def measure_log(server, figures):
    from mlflow import MlflowClient
    from mlflow.entities import Metric

    line, client = Line(server.uri), MlflowClient(server.uri)
    experiment = new_experiment(line)
    run = new_run(line, experiment)
    ready = batches(run, int(60 * GIVEN.seconds))
    figures.add(
        server.name,
        "log_batch of 1000, plain HTTP",
        "points/s",
        1000 * rate(lambda i: line.post("runs/log-batch", ready[i]), len(ready) - 1),
    )
    other = new_run(line, experiment)
    metrics = [
        [Metric(f"metric_{i % 10}", random.random(), 1_700_000_000_000 + n, n * 100 + i // 10) for i in range(1000)]
        for n in range(int(20 * GIVEN.seconds))
    ]
    figures.add(
        server.name,
        "log_batch of 1000, MlflowClient",
        "points/s",
        1000 * rate(lambda i: client.log_batch(other, metrics[i]), len(metrics) - 1),
    )
    run, other = new_run(line, experiment), new_run(line, experiment)
    figures.add(
        server.name,
        "log_metric one by one, plain HTTP",
        "points/s",
        rate(
            lambda i: line.post(
                "runs/log-metric", {"run_id": run, "key": "loss", "value": 1 / (i + 1), "timestamp": 1_700_000_000_000 + i, "step": i}
            )
        ),
    )
    figures.add(
        server.name,
        "log_metric one by one, MlflowClient",
        "points/s",
        rate(lambda i: client.log_metric(other, "loss", 1 / (i + 1), step=i)),
    )


def measure_create(server, figures):
    from mlflow import MlflowClient

    line, client = Line(server.uri), MlflowClient(server.uri)
    experiment = new_experiment(line)
    figures.add(server.name, "create_run, plain HTTP", "runs/s", rate(lambda i: new_run(line, experiment, run_name=f"run {i}")))
    figures.add(server.name, "create_run, MlflowClient", "runs/s", rate(lambda i: client.create_run(experiment, run_name=f"run {i}")))


SEARCHES = [
    ("newest 100", {"max_results": 100}),
    ("metric and param, 100", {"max_results": 100, "filter": "metrics.accuracy > 0.9 AND params.depth = '7'"}),
    ("order by metric, 100", {"max_results": 100, "order_by": ["metrics.accuracy DESC"]}),
    ("tag LIKE, order by param, 100", {"max_results": 100, "filter": "tags.note LIKE 'note 9%'", "order_by": ["params.rate ASC"]}),
    ("nothing found", {"max_results": 100, "filter": "metrics.accuracy > 2"}),
    ("a page of 1000", {"max_results": 1000}),
]


def measure_search(server, figures):
    from mlflow import MlflowClient

    for count in GIVEN.runs:
        line, client = Line(server.uri), MlflowClient(server.uri)
        experiment = new_experiment(line)
        began = time.perf_counter()
        (seed_reference if server.name == "mlflow" else seed_through_http)(server, experiment, count)
        print(f"  {server.name}: {count:,} runs put in within {time.perf_counter() - began:.0f} s", flush=True)
        found = {}
        for what, fields in SEARCHES:
            body = json.dumps({"experiment_ids": [experiment]} | fields).encode()
            found[what] = len(json.loads(line.post("runs/search", body)).get("runs", []))
            figures.add(
                server.name,
                f"search {count:,} runs: {what}",
                "ms",
                median_ms(lambda b=body: line.post("runs/search", b)),
                f"({found[what]} runs)",
            )
        figures.add(
            server.name,
            f"search {count:,} runs: metric and param, MlflowClient",
            "ms",
            median_ms(lambda: client.search_runs([experiment], "metrics.accuracy > 0.9 AND params.depth = '7'", max_results=100)),
        )
        figures.seen.append((f"runs found in {count:,}", server.name, found))


def measure_history(server, figures):
    from mlflow import MlflowClient

    line, points = Line(server.uri), GIVEN.points
    experiment = new_experiment(line)
    run = new_run(line, experiment)
    if server.name == "mlflow":
        rows = (("metric_0", random.random(), 1_700_000_000_000 + i, i, False, run) for i in range(points))
        with sqlite3.connect(server.database, timeout=60) as db:
            db.executemany("INSERT INTO metrics(key,value,timestamp,step,is_nan,run_uuid) VALUES(?,?,?,?,?,?)", rows)
            db.execute(
                "INSERT INTO latest_metrics(key,value,timestamp,step,is_nan,run_uuid) VALUES(?,?,?,?,?,?)",
                ("metric_0", 0.5, 1_700_000_000_000 + points - 1, points - 1, False, run),
            )
    else:
        for number in range(0, points, 1000):
            line.post("runs/log-batch", batches(run, 1, keys=1, first=number)[0])

    began = time.perf_counter()
    if sum(1 for _ in history(line, run, "metric_0")) != points:
        raise RuntimeError(f"{server.name}: not all {points} points are in the history")
    figures.add(server.name, f"history of {points:,}, pages of 25,000, plain HTTP", "s", time.perf_counter() - began)
    client = MlflowClient(server.uri)
    began = time.perf_counter()
    client.get_metric_history(run, "metric_0")
    figures.add(server.name, f"history of {points:,}, MlflowClient", "s", time.perf_counter() - began)
    figures.add(
        server.name,
        f"a page of 1,000 of {points:,}",
        "ms",
        median_ms(lambda: line.get("metrics/get-history", run_id=run, metric_key="metric_0", max_results=1000)),
    )
    path = "/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval?" + urllib.parse.urlencode(
        {"run_ids": run, "metric_key": "metric_0", "max_results": 320}
    )
    figures.add(server.name, f"320 of {points:,} for a chart", "ms", median_ms(lambda: line.send("GET", path)))


def write_until(uri, experiment, seconds, started, results):
    """One of many clients: a run of its own, batches of 100, what was acknowledged and what went wrong."""
    try:
        line = Line(uri)
        run = new_run(line, experiment)
        ready = batches(run, int(40 * seconds), size=100)
        started.wait(120)
        limit, done, errors, slowest = time.perf_counter() + seconds, 0, [], 0.0
        for body in ready:
            began = time.perf_counter()
            if began > limit:
                break
            try:
                line.post("runs/log-batch", body)
                done += 1
            except (OSError, RuntimeError, http.client.HTTPException) as error:
                errors.append(str(error)[:200])
                line = Line(uri)
            slowest = max(slowest, time.perf_counter() - began)
        results.put((run, done * 100, errors, slowest))
    except Exception as error:
        results.put((None, 0, [repr(error)[:300]], 0.0))


def measure_many(server, figures):
    for kind in ("processes", "threads"):
        line = Line(server.uri)
        experiment = new_experiment(line)
        if kind == "processes":
            context = multiprocessing.get_context("fork")
            started, results, make = context.Event(), context.Queue(), context.Process
        else:
            import queue

            started, results, make = threading.Event(), queue.Queue(), threading.Thread
        writers = [make(target=write_until, args=(server.uri, experiment, GIVEN.seconds, started, results)) for _ in range(GIVEN.clients)]
        for writer in writers:
            writer.start()
        time.sleep(3)  # the bodies are being made
        began = time.perf_counter()
        started.set()
        got = [results.get(timeout=600) for _ in writers]
        spent = time.perf_counter() - began
        for writer in writers:
            writer.join()
        errors = [e for *_, some, _ in got for e in some]
        lost = 0
        for run, points, _, _ in got:
            if run and points:
                lost += max(0, points - stored_points(line, run))
        figures.add(
            server.name,
            f"{GIVEN.clients} {kind} write at once, batches of 100",
            "points/s",
            sum(g[1] for g in got) / spent,
            f"({len(errors)} errors, {lost} lost, slowest answer {max(g[3] for g in got):.2f} s)",
        )
        figures.seen.append((f"{GIVEN.clients} {kind}", server.name, {"errors": len(errors), "lost": lost, "first error": errors[:1]}))


def new_server(folder):
    return SlipwayServer(pathlib.Path(GIVEN.slipway).resolve(), folder)


MEASURES = {"log": measure_log, "create": measure_create, "search": measure_search, "history": measure_history, "many": measure_many}


def main():
    with tempfile.TemporaryDirectory(prefix="mlflow-bench-") as name:
        folder, figures = pathlib.Path(name), Figures()
        if GIVEN.kill:
            kill_me = new_server(folder) if GIVEN.slipway else MlflowServer(sys.executable, folder, GIVEN.workers)
            return 1 if kill_and_look(kill_me, GIVEN.rounds, GIVEN.seconds) else 0
        for measure, function in MEASURES.items():
            if GIVEN.only not in (None, measure):
                continue
            makers = [] if GIVEN.no_reference else [lambda: MlflowServer(sys.executable, folder / f"mlflow-{measure}", GIVEN.workers)]
            if GIVEN.slipway:
                makers.append(lambda: new_server(folder / f"slipway-{measure}"))
            for make in makers:
                with make() as server:
                    function(server, figures)
        figures.table()
        bad = [seen for seen in figures.seen if seen[1] == "slipway" and (seen[2].get("errors") or seen[2].get("lost"))]
        for what in {seen[0] for seen in figures.seen if seen[0].startswith("runs found")}:
            both = [seen[2] for seen in figures.seen if seen[0] == what]
            if len(both) == 2 and both[0] != both[1]:
                bad.append((what, "both", {"mlflow": both[0], "slipway": both[1]}))
        for seen in bad:
            print("WRONG:", *seen)
        if GIVEN.json:
            pathlib.Path(GIVEN.json).write_text(json.dumps(figures.rows, indent=1))
        return 1 if bad else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers are stopped
    sys.exit(main())
