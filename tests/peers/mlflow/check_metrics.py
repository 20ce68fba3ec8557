"""Metrics: what is kept, in which order it comes back, batches and their limits."""

import math
import threading

from mlflow.entities import Metric, Param, RunTag


def history(peer, run, key):
    return [(m.value, m.timestamp, m.step) for m in peer.client.get_metric_history(run, key)]


def check_metric_values(peer):
    t, client = peer.tally, peer.client
    run = peer.run()
    values = {
        "plain": 123.456,
        "nan": math.nan,
        "inf": math.inf,
        "-inf": -math.inf,
        "zero": 0.0,
        "tiny": 5e-324,
        "huge": 1.7976931348623157e308,
        "third": 1 / 3,
        "big integer": 9007199254740993.0,
    }
    for key, value in values.items():
        client.log_metric(run, key, value, timestamp=789, step=2)
    got = client.get_run(run).data.metrics
    for key, value in values.items():
        # The reference keeps infinities as the greatest double; ours gives them back.
        if math.isinf(value) and peer.reference:
            t.true(key, abs(got[key]) >= 1.7976931348623157e308 and (got[key] > 0) == (value > 0), got[key])
            continue
        t.equal(key, got[key], value)
        t.equal(f"{key}, history", history(peer, run, key), [(value, 789, 2)])
    t.equal("a metric never logged", history(peer, run, "never"), [])
    if not peer.reference:  # 3.17 answers an empty history, 2.22 to 3.11 and ours say that there is no such run
        t.raises("history of an unknown run", lambda: client.get_metric_history("0" * 32, "m"), "RESOURCE_DOES_NOT_EXIST")


def check_metric_latest(peer):
    t, client = peer.tally, peer.client
    run = peer.run()
    for key, points, latest in (
        ("by step", [(1.0, 10, 5), (2.0, 99, 4)], 1.0),
        ("by time", [(1.0, 20, 5), (2.0, 10, 5)], 1.0),
        ("by value", [(3.0, 20, 5), (2.0, 20, 5)], 3.0),
        ("negative", [(1.0, 5, -1), (2.0, 5, -7)], 1.0),
        ("nan counts as 0", [(math.nan, 5, 1), (-1.0, 5, 1)], math.nan),
        ("a number over nan", [(math.nan, 5, 1), (2.0, 5, 1)], 2.0),
    ):
        for value, when, step in points:
            client.log_metric(run, key, value, timestamp=when, step=step)
        t.equal(key, client.get_run(run).data.metrics[key], latest)
        run_again = peer.run()
        client.log_batch(run_again, [Metric(key, *p) for p in points])
        t.equal(f"{key}, in a batch", client.get_run(run_again).data.metrics[key], latest)


def check_metric_history(peer):
    t, client = peer.tally, peer.client
    run = peer.run()
    points = [(float(i % 7), 1000 + i // 3, (i * 31) % 101 - 50) for i in range(150)]
    for _ in range(2):  # an exact repeat is kept once
        client.log_batch(run, [Metric("m", *p) for p in points])
    expected = sorted(set(points), key=lambda p: (p[1], p[2], p[0]))
    t.equal("by time, step, value", history(peer, run, "m"), expected)
    token, pages = None, []
    for _ in range(20):
        fields = {"run_id": run, "metric_key": "m", "max_results": 40} | ({"page_token": token} if token else {})
        answer = peer.wire.get("metrics/get-history", **fields).json
        pages.append([(m["value"], m["timestamp"], m["step"]) for m in answer.get("metrics", [])])
        token = answer.get("next_page_token")
        if not token:
            break
    t.equal("pages of 40", [len(p) for p in pages], [40, 40, 40, 30])
    t.equal("pages together", sum(pages, []), expected)
    if not peer.reference:  # the reference answers nothing when max_results is left out
        answer = peer.wire.get("metrics/get-history", run_id=run, metric_key="m").json
        t.equal("without max_results", len(answer.get("metrics", [])), len(expected))
    t.refused("a broken page token", peer.wire.get("metrics/get-history", run_id=run, metric_key="m", max_results=5, page_token="no token"))


def check_metric_history_bulk(peer):
    t, client, wire = peer.tally, peer.client, peer.wire
    experiment, bulk = peer.experiment(), "/ajax-api/2.0/mlflow/metrics/get-history-bulk"
    runs = sorted(peer.run(experiment) for _ in range(3))
    points = [(10.0, 1, 2), (11.0, 1, 3), (12.0, 1, 3), (12.0, 2, 3)]
    for shift, run in enumerate(runs[:2]):
        client.log_batch(run, [Metric("a", v + shift, w, s) for v, w, s in points])
    expected = [
        {"key": "a", "value": v + shift, "timestamp": w, "step": s, "run_id": run}
        for shift, run in enumerate(runs[:2])
        for v, w, s in points
    ]
    t.equal("three runs", wire.get(bulk, run_id=runs, metric_key="a").json.get("metrics"), expected)
    t.equal("at most 3", wire.get(bulk, run_id=runs, metric_key="a", max_results=3).json.get("metrics"), expected[:3])
    for what, fields, text in (
        ("no run", {"metric_key": "a"}, "must specify at least one run_id"),
        ("no metric", {"run_id": runs[:1]}, "must specify a metric_key"),
        ("too many", {"run_id": [f"r{i}" for i in range(1000)], "metric_key": "a"}, "cannot specify more than"),
    ):
        t.refused(what, wire.get(bulk, **fields), 400, "INVALID_PARAMETER_VALUE", f"GetMetricHistoryBulk request {text}")


def by_steps(histories, most):
    """Up to 3.11: every n-th of the distinct steps of all runs, each run's first and last, all points on them."""
    steps = sorted({point[0] for points in histories for point in points})
    kept = set(steps if len(steps) <= most else steps[:: len(steps) // most] + steps[-1:])
    kept |= {points[end][0] for points in histories for end in (0, -1)}
    return [[p for p in points if p[0] in kept] for points in histories]


def by_rows(histories, most):
    """Since then: the first point of each of n equal shares of a run's points; the last one always."""
    answers = []
    for points in histories:
        small, larger = divmod(len(points), most)
        if small:
            kept = [points[i * small + min(i, larger)] for i in range(most)]
            answers.append(kept[:-1] + points[-1:])
        else:
            answers.append(points)
    return answers


def check_metric_history_sampled(peer):
    """Either way of the two that releases of MLflow sample is right."""
    t, client, wire = peer.tally, peer.client, peer.wire
    one, two = peer.run(), peer.run()
    points = {one: [(s, 1) for s in range(10)], two: [(s, 1) for s in range(20)]}
    for run, mine in points.items():
        client.log_batch(run, [Metric("m", 10.0, w, s) for s, w in mine])

    def sampled(prefix="/ajax-api/2.0/mlflow/", **fields):
        return wire.get(f"{prefix}metrics/get-history-bulk-interval", metric_key="m", **fields)

    def right(what, runs, most, inside=lambda step: True, prefix="/ajax-api/2.0/mlflow/", **fields):
        got = [
            (m["run_id"], m["step"], m["timestamp"])
            for m in sampled(prefix, run_ids=runs, max_results=most, **fields).json.get("metrics", [])
        ]
        histories = [[p for p in points[run] if inside(p[0])] for run in runs]
        ways = [[(run, *p) for run, kept in zip(runs, way(histories, most)) for p in kept] for way in (by_steps, by_rows)]
        t.true(what, got in ways, [g[1:] for g in got])

    for prefix in ("/ajax-api/2.0/mlflow/", "/api/2.0/mlflow/"):
        right(f"5 of 10, {prefix}", [one], 5, prefix=prefix)
    right("an interval", [one], 5, lambda step: step <= 4, start_step=0, end_step=4)
    right("two runs", [one, two], 5)
    right("all", [two, one], 2500)
    client.log_batch(one, [Metric("m", 10.0, 2, s) for s in range(10)])
    points[one] = [(s, w) for s in range(10) for w in (1, 2)]
    right("two points a step", [one], 5)
    for what, fields, text in (
        ("no run", {}, "Missing value for required parameter 'run_ids'"),
        ("too many", {"run_ids": [f"r{i}" for i in range(1000)]}, "must specify at most 100 run_ids"),
        ("none wanted", {"run_ids": ["1"], "max_results": 0}, "max_results must be between 1 and 2500"),
        ("backwards", {"run_ids": ["1"], "start_step": 1, "end_step": 0}, "end_step must be greater than start_step"),
        ("half an interval", {"run_ids": ["1"], "start_step": 1}, "both must be specified"),
    ):
        t.refused(what, sampled(**fields), 400, "INVALID_PARAMETER_VALUE", text)
    t.refused(
        "no metric",
        wire.get("metrics/get-history-bulk-interval", run_ids=["1"]),
        400,
        "INVALID_PARAMETER_VALUE",
        "Missing value for required parameter 'metric_key'",
    )
    if not peer.reference:  # as with the plain history
        t.refused("unknown run", sampled(run_ids=["0" * 32]), 404, "RESOURCE_DOES_NOT_EXIST")


def check_batches(peer):
    t, client, wire = peer.tally, peer.client, peer.wire
    run = peer.run()
    client.log_batch(run, [Metric("m", 123.456, 789, 3)], [Param("p", "v"), Param("empty", "")], [RunTag("t", "v"), RunTag("none", "")])
    got = client.get_run(run).data
    t.equal("all three", (got.metrics["m"], got.params, got.tags["t"], got.tags["none"]), (123.456, {"p": "v", "empty": ""}, "v", ""))

    def send(metrics=0, params=0, tags=0, run=run):
        return wire.post(
            "runs/log-batch",
            run_id=run,
            metrics=[{"key": f"m{i}", "value": i, "timestamp": i} for i in range(metrics)],
            params=[{"key": f"p{i}", "value": "v"} for i in range(params)],
            tags=[{"key": f"t{i}", "value": "v"} for i in range(tags)],
        )

    for sizes in ((1000, 0, 0), (0, 100, 0), (0, 0, 100), (800, 100, 100)):
        t.equal(f"{sizes}", send(*sizes).status, 200)
    for sizes in ((1001, 0, 0), (0, 101, 0), (0, 0, 101), (900, 100, 100)):
        t.refused(f"{sizes}", send(*sizes, run=peer.run()))
    got = client.get_run(run).data
    t.equal("all of it", (len(got.metrics), len(got.params), len(got.tags)), (1001, 102, 103))
    t.equal("an empty batch", send().status, 200)
    t.equal("no step is step 0", history(peer, run, "m7"), [(7.0, 7, 0)])
    t.refused("a param twice", wire.post("runs/log-batch", run_id=run, params=[{"key": "x", "value": "1"}, {"key": "x", "value": "1"}]))
    t.refused("unknown run", send(1, run="0" * 32), 404, "RESOURCE_DOES_NOT_EXIST")
    many = peer.run()
    client.log_batch(
        many,
        [Metric("m", float(i), i, i) for i in range(2500)],
        [Param(f"p{i}", "v") for i in range(250)],
        [RunTag(f"t{i}", "v") for i in range(250)],
    )
    got = client.get_run(many).data
    t.equal("2500 points, cut up by the client", (len(history(peer, many, "m")), len(got.params), len(got.tags)), (2500, 250, 251))


def check_many_writers(peer):
    """Eight threads on one run and eight on runs of their own: no error, no point lost."""
    t, client = peer.tally, peer.client
    experiment, shared, errors = peer.experiment(), peer.run(), []

    def write(number):
        try:
            own = peer.run(experiment)
            for batch in range(5):
                for run in (shared, own):
                    client.log_batch(run, [Metric(f"m{number}", float(i), i, batch * 50 + i) for i in range(50)])
                client.log_metric(shared, "single", number, step=batch)
            t.equal(f"writer {number}", len(client.get_metric_history(own, f"m{number}")), 250)
        except Exception as error:
            errors.append(repr(error))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    t.equal("errors", errors, [])
    t.equal("shared run", [len(client.get_metric_history(shared, f"m{n}")) for n in range(8)], [250] * 8)


SUBJECTS = [
    check_metric_values,
    check_metric_latest,
    check_metric_history,
    check_metric_history_bulk,
    check_metric_history_sampled,
    check_batches,
    check_many_writers,
]
