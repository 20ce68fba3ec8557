"""The protocol without a client between: rules that hold for each endpoint, and what mlflow's own REST tests ask of a server."""

import json
import re
import urllib.parse

AJAX = "/ajax-api/2.0/mlflow/"


def sent(peer, endpoint, body, kind="application/json", **more):
    headers = {"Content-Type": kind} if kind else {}
    return peer.wire.send("POST", f"/api/2.0/mlflow/{endpoint}", body, headers, **more)


def check_plain_endpoints(peer):
    t, wire = peer.tally, peer.wire
    health, version, info = (wire.send("GET", p) for p in ("/health", "/version", "/api/3.0/mlflow/server-info"))
    t.equal("health", (health.status, health.body), (200, b"OK"))
    t.true("version", version.status == 200 and re.fullmatch(rb"\d+\.\d+(\.\d+)?([a-z0-9.+]*)", version.body.strip()), version)
    t.true("server-info", info.status == 404 or (info.status == 200 and info.json.get("workspaces_enabled") is False), info)


def check_prefixes(peer):
    t, wire = peer.tally, peer.wire
    experiment = peer.experiment()
    for prefix in (
        "/api/2.0/mlflow/",
        AJAX,
        "//api/2.0/mlflow/",
        *peer.either(["/api//2.0/mlflow//"], []),
    ):  # the reference redirects the last one
        answer = wire.call("GET", "experiments/get", {"experiment_id": experiment}, prefix)
        t.equal(prefix, (answer.status, answer.json.get("experiment", {}).get("experiment_id")), (200, experiment))
    answer = wire.get("experiments/get", experiment_id=experiment)
    t.true("JSON", answer.headers.get("Content-Type", "").startswith("application/json"), answer.headers.get("Content-Type"))
    t.equal("nosniff", answer.headers.get("X-Content-Type-Options"), "nosniff")
    for path in ("/api/2.0/mlflow/nothing/here", "/api/2.0/mlflow/runs", "/api/4.0/mlflow/runs/get", "/api/2.0/mlflow/runs/getx"):
        for method in ("GET", "POST"):
            answer = wire.send(method, path, b"{}" if method == "POST" else None, {"Content-Type": "application/json"})
            t.true(
                f"{method} {path}", answer.status in (404, 405) and answer.json.get("error_code") in (None, "ENDPOINT_NOT_FOUND"), answer
            )
    t.equal(
        "a workspace is not looked at",
        wire.send(
            "GET", f"/api/2.0/mlflow/experiments/get?experiment_id={experiment}", headers=peer.either({"X-MLFLOW-WORKSPACE": "x"}, {})
        ).status,
        200,
    )


def check_bodies(peer):
    t, wire = peer.tally, peer.wire
    run = peer.run()
    fields = {"run_id": run, "key": "k", "value": "v"}
    text = json.dumps(fields).encode()
    for what, body, kind in (
        ("plain", text, "application/json"),
        ("with a charset", text, "application/json; charset=utf-8"),
        ("JSON in a JSON string", json.dumps(text.decode()).encode(), "application/json"),
        ("null fields and unknown ones", json.dumps(fields | {"x": None, "unknown": {"a": [1]}}).encode(), "application/json"),
    ):
        answer = sent(peer, "runs/set-tag", body, kind)
        t.equal(what, (answer.status, answer.body.strip()), (200, b"{}"))
    if not peer.reference:  # the reference takes it for an empty body
        t.equal("in pieces", sent(peer, "runs/set-tag", text, chunked=True).status, 200)
    t.equal("run_uuid for run_id", wire.post("runs/set-tag", run_uuid=run, key="k", value="v").status, 200)
    for what, body in (("empty", b""), ("no JSON", b"no json {"), ("empty in pieces", None)):
        answer = sent(peer, "runs/set-tag", body if body is not None else b"", chunked=body is None)
        t.refused(what, answer, 400, "INVALID_PARAMETER_VALUE", "Missing value for required parameter")
    for kind in (None, "text/plain", "application/x-www-form-urlencoded", "application/jsonx"):
        t.refused(f"type {kind}", sent(peer, "runs/set-tag", text, kind))
    for body in (b"[]", b"3", b"true", b'"text"', b"null"):
        answer = sent(peer, "runs/set-tag", body)
        t.true(f"a body of {body.decode()}", peer.reference or answer.status == 400, answer)  # the reference answers 500 to some
    answer = wire.send("PATCH", "/api/2.0/mlflow/registered-models/update", b"{}")
    t.refused("PATCH needs no type", answer, 400, "INVALID_PARAMETER_VALUE", "Missing value for required parameter 'name'")
    deep = b'{"a":' + b"[" * 100000 + b"]" * 100000 + b"}"
    answer = sent(peer, "runs/set-tag", deep)
    t.true("nested 100000 deep", peer.reference or answer.status == 400, answer)
    t.equal("and the server lives", wire.send("GET", "/health").status, 200)


def check_numbers(peer):
    t, wire = peer.tally, peer.wire
    run = peer.run()
    for key, value, wanted in (
        ("text", "1.5", 1.5),
        ("exponent", "1e3", 1000.0),
        ("nan", "NaN", "NaN"),
        ("inf", "Infinity", "Infinity"),
        ("-inf", "-Infinity", "-Infinity"),
        ("integer", 3, 3.0),
    ):
        answer = wire.post("runs/log-metric", run_id=run, key=key, value=value, timestamp="12", step="3")
        t.equal(f"value {value!r}", answer.status, 200)
        kept = wire.get("metrics/get-history", run_id=run, metric_key=key, max_results=5).json.get("metrics", [{}])[0]
        if peer.reference and "nf" in str(wanted):
            continue  # the reference gives back the greatest double
        t.equal(f"{value!r} comes back", kept, {"key": key, "value": wanted, "timestamp": 12, "step": 3})
        got = [m for m in wire.get("runs/get", run_id=run).json["run"]["data"]["metrics"] if m["key"] == key]
        t.equal(f"{value!r} in the run", got[0]["value"], wanted)
    t.equal("step 3.0", wire.post("runs/log-metric", run_id=run, key="k", value=1, timestamp=1.0, step=3.0).status, peer.either(200, 200))
    for name, value in (
        ("value", "abc"),
        ("value", True),
        ("value", [1]),
        ("timestamp", "foo"),
        ("timestamp", -1),
        ("step", "foo"),
        ("step", 1.5),
        ("step", [1]),
        ("timestamp", 2**63),
        ("step", "99999999999999999999"),
    ):
        fields = {"run_id": run, "key": "k", "value": 1, "timestamp": 1} | {name: value}
        answer = wire.post("runs/log-metric", **fields)
        if peer.reference and (isinstance(value, (bool, list)) or value in (1.5, 2**63, "99999999999999999999")):
            continue  # the reference takes these, cuts them, or answers 500
        t.refused(f"{name} {value!r}", answer)


def check_missing_and_wrong_fields(peer):
    t, wire = peer.tally, peer.wire
    run = peer.run()
    for endpoint, fields, texts in (
        ("experiments/create", {}, ["Missing value for required parameter 'name'"]),
        ("experiments/create", {"name": ""}, ["Missing value for required parameter 'name'"]),
        ("experiments/create", {"name": 123}, ["Invalid value 123 for parameter 'name'"]),
        ("experiments/create", {"name": "n", "artifact_location": 9.0}, ["Invalid value 9.0 for parameter 'artifact_location'"]),
        ("experiments/create", {"name": "n", "tags": "5"}, ["Invalid value \"5\" for parameter 'tags'"]),
        ("runs/log-metric", {"run_id": 31, "key": "m", "value": 41, "timestamp": 59}, ["Invalid value 31 for parameter 'run_id' supplied"]),
        ("runs/log-metric", {"run_id": run, "key": 31, "value": 41, "timestamp": 59}, ["Invalid value 31 for parameter 'key' supplied"]),
        (
            "runs/log-metric",
            {"run_id": run, "key": "m", "value": 3, "timestamp": 5, "step": "foo"},
            ["Invalid value \"foo\" for parameter 'step' supplied"],
        ),
        (
            "runs/log-metric",
            {"run_id": run, "key": "m", "value": 3, "timestamp": "foo"},
            ["Invalid value \"foo\" for parameter 'timestamp' supplied"],
        ),
        ("runs/log-metric", {"run_id": None, "key": "m", "value": 3, "timestamp": 5}, ["Missing value for required parameter 'run_id'"]),
        ("runs/log-metric", {"run_id": run, "value": 3, "timestamp": 5}, ["Missing value for required parameter 'key'"]),
        ("runs/log-metric", {"run_id": run, "key": None, "value": 3, "timestamp": 5}, ["Missing value for required parameter 'key'"]),
        ("runs/log-metric", {"run_id": run, "key": "m", "timestamp": 5}, ["Missing value for required parameter 'value'"]),
        ("runs/log-metric", {"run_id": run, "key": "m", "value": 3}, ["Missing value for required parameter 'timestamp'"]),
        ("runs/log-parameter", {"run_id": 31, "key": "p", "value": "1"}, ["Invalid value 31 for parameter 'run_id' supplied"]),
        ("runs/log-parameter", {"run_id": run, "key": 31, "value": "1"}, ["Invalid value 31 for parameter 'key' supplied"]),
        ("runs/set-tag", {"run_id": 31, "key": "t", "value": "1"}, ["Invalid value 31 for parameter 'run_id' supplied"]),
        ("runs/set-tag", {"run_id": run, "key": "t", "value": 41}, ["Invalid value 41 for parameter 'value' supplied"]),
        ("runs/set-tag", {"run_id": run, "value": "v"}, ["Missing value for required parameter 'key'"]),
        ("runs/log-batch", {"run_id": run, "metrics": "foo"}, ["Invalid value \"foo\" for parameter 'metrics' supplied"]),
        ("runs/log-batch", {"run_id": run, "params": "foo"}, ["Invalid value \"foo\" for parameter 'params' supplied"]),
        ("runs/log-batch", {"run_id": run, "tags": "foo"}, ["Invalid value \"foo\" for parameter 'tags' supplied"]),
        (
            "runs/log-batch",
            {"run_id": run, "metrics": [{"key": "mae", "value": 2.5}]},
            ["Missing value for required parameter 'metrics[0].timestamp'"],
        ),
        (
            "runs/log-batch",
            {"run_id": run, "metrics": [{"key": "ok", "value": 1, "timestamp": 1}, {"key": "a!b", "value": 1, "timestamp": 1}]},
            ["metrics[1].name"],
        ),
        ("runs/log-batch", {"run_id": run, "params": [{"key": "a!b", "value": "1"}]}, ["params[0].key"]),
        (
            "runs/log-batch",
            {"run_id": run, "tags": [{"key": "a", "value": "1"}, {"key": "b", "value": "1"}, {"key": "k" * 251, "value": "1"}]},
            ["tags[2].key", "exceeds the maximum length of 250 characters"],
        ),
        (
            "runs/log-metric",
            {"run_id": run, "key": "k" * 251, "value": 3, "timestamp": 5},
            ["exceeds the maximum length of 250 characters"],
        ),
        ("runs/log-batch", {}, ["Missing value for required parameter 'run_id'"]),
        ("runs/update", {}, ["Missing value for required parameter 'run_id'"]),
        ("runs/delete", {}, ["Missing value for required parameter 'run_id'"]),
        ("runs/restore", {}, ["Missing value for required parameter 'run_id'"]),
        ("runs/delete-tag", {"run_id": run}, ["Missing value for required parameter 'key'"]),
        ("runs/log-inputs", {"datasets": []}, ["Missing value for required parameter 'run_id'"]),
        ("runs/log-model", {"run_id": run}, ["Missing value for required parameter 'model_json'"]),
        ("experiments/update", {"experiment_id": "0"}, ["Missing value for required parameter 'new_name'"]),
        ("experiments/delete", {}, ["Missing value for required parameter 'experiment_id'"]),
        ("experiments/set-experiment-tag", {"experiment_id": "0"}, ["Missing value for required parameter 'key'"]),
        ("registered-models/create", {}, ["Missing value for required parameter 'name'"]),
        ("registered-models/rename", {"name": "x"}, ["Missing value for required parameter 'new_name'"]),
        ("model-versions/transition-stage", {"name": "x", "version": "1"}, ["Missing value for required parameter 'stage'"]),
    ):
        t.refused(f"{endpoint} {list(fields.values())[-1:]}", wire.post(endpoint, **fields), 400, "INVALID_PARAMETER_VALUE", *texts)
    for endpoint, fields, parameter in (
        ("experiments/get", {}, "experiment_id"),
        ("experiments/get-by-name", {}, "experiment_name"),
        ("runs/get", {}, "run_id"),
        ("metrics/get-history", {"run_id": run}, "metric_key"),
        ("model-versions/get", {"name": "x"}, "version"),
        ("registered-models/alias", {"name": "x"}, "alias"),
        ("registered-models/get", {}, "name"),
    ):
        t.refused(
            endpoint, wire.get(endpoint, **fields), 400, "INVALID_PARAMETER_VALUE", f"Missing value for required parameter '{parameter}'"
        )
    t.refused("an experiment id that is no number", wire.get("experiments/get", experiment_id="abc"), 400)
    t.refused("experiments/search without max_results", wire.post("experiments/search"))
    kept = peer.client.get_run(run).data
    t.equal("nothing of all that is kept", (kept.metrics, kept.params, sorted(kept.tags)), ({}, {}, ["mlflow.runName"]))


def check_answers(peer):
    """Shapes: numbers as numbers, nothing for what is not there, names for enumerators."""
    t, wire = peer.tally, peer.wire
    experiment = peer.experiment()
    run = wire.post("runs/create", experiment_id=experiment, start_time="12", tags=[]).json["run"]
    info = run["info"]
    t.equal(
        "of a new run",
        (info["run_uuid"], info["status"], info["start_time"], info["lifecycle_stage"], "end_time" in info),
        (info["run_id"], "RUNNING", 12, "active", False),
    )
    updated = wire.post("runs/update", run_id=info["run_id"], status=3, end_time=99).json
    t.equal("status by its number", (updated["run_info"]["status"], updated["run_info"]["end_time"]), ("FINISHED", 99))
    if not peer.reference:  # the reference looks past what it does not know
        t.refused("no such status", wire.post("runs/update", run_id=info["run_id"], status="DONE"))
    page = wire.post("experiments/search", max_results=1, view_type="ALL").json
    t.true("more to come", page.get("next_page_token") and len(page["experiments"]) == 1, page)
    t.equal("view by its number", wire.post("experiments/search", max_results=1, view_type=3).json, page)
    t.equal("by GET", wire.get("experiments/search", max_results=1, view_type="ALL").json, page)
    t.equal("last page has no token", "next_page_token" in wire.post("experiments/search", max_results=50000).json, False)
    t.equal("nothing found", wire.post("runs/search", experiment_ids=[peer.experiment()]).json, {})
    found = wire.post("runs/search", experiment_ids=[experiment], run_view_type="ACTIVE_ONLY", max_results="5").json
    t.equal("found", [r["info"]["run_id"] for r in found["runs"]], [info["run_id"]])
    for endpoint, fields in (
        ("runs/get", {"run_id": "0" * 32}),
        ("experiments/get-by-name", {"experiment_name": peer.fresh("none")}),
        ("registered-models/get", {"name": peer.fresh("none")}),
        ("experiments/get", {"experiment_id": "98765432"}),
    ):
        answer = wire.get(endpoint, **fields)
        t.refused(endpoint, answer, 404, "RESOURCE_DOES_NOT_EXIST")
        t.true(f"{endpoint}: a message", isinstance(answer.json.get("message"), str) and answer.json["message"], answer)
    t.refused(
        "exists already is 400",
        wire.post("experiments/create", name=peer.client.get_experiment(experiment).name),
        400,
        "RESOURCE_ALREADY_EXISTS",
    )


def check_logged_model_history_of_2x(peer):
    t, wire = peer.tally, peer.wire
    run = peer.run()
    models = [
        {"artifact_path": f"m{i}", "flavors": {"a": {"b": "x" * 5000}}, "utc_time_created": "2024-01-01 00:00:00.000000", "run_id": run}
        for i in range(3)
    ]
    for model in models:
        t.equal("logged", wire.post("runs/log-model", run_id=run, model_json=json.dumps(model)).status, 200)
    kept = json.loads(peer.client.get_run(run).data.tags["mlflow.log-model.history"])
    t.equal("the tag keeps them all, uncut", [{k: m.get(k) for k in models[0]} for m in kept], models)
    for bad in ("no json", "[]", "{}", json.dumps({k: v for k, v in models[0].items() if k != "flavors"})):
        t.refused(f"model {bad[:9]}", wire.post("runs/log-model", run_id=run, model_json=bad), peer.either(400, (400, 500)), None)


def check_data_sets_on_the_wire(peer):
    t, wire = peer.tally, peer.wire
    run = peer.run()

    def log(dataset, tags=(), **more):
        return wire.post("runs/log-inputs", run_id=run, datasets=[{"dataset": dataset, "tags": list(tags)}], **more)

    whole = {
        "name": "n" * 500,
        "digest": "d" * 36,
        "source_type": "local",
        "source": "s" * 65535,
        "schema": "c" * 100000,
        "profile": "p" * 100000,
    }
    t.equal("at the limits", log(whole, [{"key": "k" * 255, "value": "v" * 500}]).status, 200)
    t.equal("comes back", wire.get("runs/get", run_id=run).json["run"]["inputs"]["dataset_inputs"][0]["dataset"], whole)
    small = {"name": "n", "digest": "d", "source_type": "local", "source": "s"}
    for name, value in (
        ("name", "n" * 501),
        ("digest", "d" * 37),
        ("source", "s" * 65536),
        ("schema", "c" * 1048576),
        ("profile", "p" * 16777216),
    ):
        t.refused(f"{name} too long", log(small | {name: value}))
    for tag in ({"key": "k" * 256, "value": "v"}, {"key": "k", "value": "v" * 501}):
        t.refused("tag too long", log(small, [tag]))
    for name in ("name", "digest", "source_type", "source"):
        answer = log({k: v for k, v in small.items() if k != name})
        t.true(f"no {name}", peer.reference or (answer.status, answer.json.get("error_code")) == (400, "INVALID_PARAMETER_VALUE"), answer)
    t.refused("unknown run", wire.post("runs/log-inputs", run_id="0" * 32, datasets=[{"dataset": small}]), 404, "RESOURCE_DOES_NOT_EXIST")


def check_repeats(peer):
    """Clients repeat what was not answered: it must not count twice."""
    t, wire, run = peer.tally, peer.wire, peer.run()
    for _ in range(3):
        for endpoint, fields in (
            ("log-metric", {"key": "m", "value": 1, "timestamp": 5, "step": 2}),
            ("log-parameter", {"key": "p", "value": "1"}),
            ("set-tag", {"key": "t", "value": "1"}),
            ("log-batch", {"metrics": [{"key": "m", "value": 2, "timestamp": 5, "step": 2}], "params": [{"key": "q", "value": "1"}]}),
        ):
            t.equal(endpoint, wire.post(f"runs/{endpoint}", run_id=run, **fields).status, 200)
    t.equal("two points", len(peer.client.get_metric_history(run, "m")), 2)
    for _ in range(2):
        t.equal("deleted", wire.post("runs/delete", run_id=run).status, 200)


def check_big_bodies(peer):
    t, wire = peer.tally, peer.wire
    run = peer.run()
    body = json.dumps({"run_id": run, "key": "k", "value": "v" * (100 << 20)}).encode()
    try:
        answer = sent(peer, "runs/set-tag", body)
        t.true("a body of 100 MB", answer.status in (200, 400, 413), answer)
    except (ConnectionError, BrokenPipeError):
        t.true("a body of 100 MB: the connection may be closed", not peer.reference)
    t.equal("and the server lives", wire.get("runs/get", run_id=run).status, 200)
    t.true("with no tag longer than 8000", len(peer.client.get_run(run).data.tags.get("k", "")) <= 8000)
    params = urllib.parse.urlencode({"run_id": ["r" * 60] * 100, "metric_key": "m"}, doseq=True)
    t.equal("a long query", wire.send("GET", f"{AJAX}metrics/get-history-bulk?{params}").status, 200 if peer.reference else 404)


SUBJECTS = [
    check_plain_endpoints,
    check_prefixes,
    check_bodies,
    check_numbers,
    check_missing_and_wrong_fields,
    check_answers,
    check_logged_model_history_of_2x,
    check_data_sets_on_the_wire,
    check_repeats,
    check_big_bodies,
]
