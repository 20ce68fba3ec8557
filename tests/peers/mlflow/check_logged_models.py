"""Logged models, which came with 3.x."""

import time

import mlflow
from mlflow.entities import Metric


def check_logged_model_life(peer):
    t, client = peer.tally, peer.client
    experiment, before = peer.experiment(), int(time.time() * 1000)
    run = peer.run(experiment)
    made = client.create_logged_model(experiment, name="net", source_run_id=run, tags={"a": "1"}, params={"depth": "3"}, model_type="agent")
    for what, got in (("created", made), ("fetched", client.get_logged_model(made.model_id))):
        t.equal(
            what,
            (got.name, got.experiment_id, got.source_run_id, got.model_type, str(got.status), got.params, got.tags["a"]),
            ("net", experiment, run, "agent", "PENDING", {"depth": "3"}, "1"),
        )
        t.true(f"{what}: id", len(got.model_id) == 34 and got.model_id.startswith("m-"), got.model_id)
        t.equal(f"{what}: artifacts", got.artifact_location, f"mlflow-artifacts:/{experiment}/models/{got.model_id}/artifacts")
        t.true(f"{what}: when", before <= got.creation_timestamp <= got.last_updated_timestamp <= time.time() * 1000 + 1, got)
    for status in ("FAILED", "READY"):
        t.equal(f"status {status}", str(client.finalize_logged_model(made.model_id, status).status), status)
    client.log_model_params(made.model_id, {"width": "4", "empty": ""})
    t.equal("params", client.get_logged_model(made.model_id).params, {"depth": "3", "width": "4", "empty": ""})
    client.set_logged_model_tags(made.model_id, {"a": "2", "b/c d": "x"})
    t.equal("tags", {k: client.get_logged_model(made.model_id).tags.get(k) for k in ("a", "b/c d")}, {"a": "2", "b/c d": "x"})
    client.delete_logged_model_tag(made.model_id, "a")
    t.true("a tag taken away", "a" not in client.get_logged_model(made.model_id).tags)
    t.raises("no such tag", lambda: client.delete_logged_model_tag(made.model_id, "a"), "RESOURCE_DOES_NOT_EXIST")
    twin = client.create_logged_model(experiment, name="net")
    t.true("names need not differ", twin.model_id != made.model_id)
    t.true("a name is made up", client.create_logged_model(experiment).name)
    client.delete_logged_model(made.model_id)
    t.raises("deleted", lambda: client.get_logged_model(made.model_id), "RESOURCE_DOES_NOT_EXIST")
    answer = peer.wire.get(f"logged-models/{made.model_id}", allow_deleted="true")
    t.equal("deleted, asked for", (answer.status, answer.json.get("model", {}).get("info", {}).get("model_id")), (200, made.model_id))
    none = "m-" + "0" * 32
    for what, call in (
        ("get", lambda: client.get_logged_model(none)),
        ("delete", lambda: client.delete_logged_model(none)),
        ("finalize", lambda: client.finalize_logged_model(none, "READY")),
        ("tag", lambda: client.set_logged_model_tags(none, {"a": "b"})),
        ("params", lambda: client.log_model_params(none, {"a": "b"})),
    ):
        # The client makes another error out of some of the answers 404.
        t.raises(f"{what} of none", call, ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"))
    for name in ("a/b", "a:b", "a.b", "a%b", 'a"b', "a'b"):
        t.raises(f"name {name}", lambda n=name: client.create_logged_model(experiment, name=n), "INVALID_PARAMETER_VALUE")
    t.raises("in no experiment", lambda: client.create_logged_model("98765432"), "RESOURCE_DOES_NOT_EXIST")


def check_logged_model_params(peer):
    t, client, wire = peer.tally, peer.client, peer.wire
    experiment = peer.experiment()
    model = client.create_logged_model(experiment, params={f"p{i}": "v" for i in range(100)})
    client.log_model_params(model.model_id, {f"q{i}": "v" for i in range(100)})
    t.equal("200", len(client.get_logged_model(model.model_id).params), 200)
    t.equal(
        "250 by the client",
        len(client.get_logged_model(client.create_logged_model(experiment, params={f"p{i}": "v" for i in range(250)}).model_id).params),
        250,
    )
    t.refused(
        "no experiment",
        wire.post("logged-models", name="a"),
        400,
        "INVALID_PARAMETER_VALUE",
        "Missing value for required parameter 'experiment_id'",
    )
    if not peer.reference:  # the reference answers 500
        t.refused(
            "a changed param",
            wire.post(f"logged-models/{model.model_id}/params", model_id=model.model_id, params=[{"key": "p0", "value": "w"}]),
        )


def check_logged_model_metrics(peer):
    t, client = peer.tally, peer.client
    mlflow.set_experiment(peer.fresh("metrics"))
    with mlflow.start_run() as run:
        model = mlflow.initialize_logged_model(name="net")
        mlflow.log_metric("loss", 0.5, step=1, model_id=model.model_id)
        mlflow.log_metrics({"loss": 0.25, "acc": 0.75}, step=2, model_id=model.model_id)
        data = mlflow.data.from_numpy(__import__("numpy").eye(2), name="eye")
        mlflow.log_metric("acc", 0.875, step=3, model_id=model.model_id, dataset=data)
        mlflow.finalize_logged_model(model.model_id, "READY")
        client.log_outputs(run.info.run_id, [mlflow.entities.LoggedModelOutput(model.model_id, 3)])
    kept = client.get_logged_model(model.model_id)
    points = sorted((m.key, m.step, m.value, m.dataset_name, m.dataset_digest, m.run_id) for m in kept.metrics)
    run_id = run.info.run_id
    # The last point of each key and data set.
    for point in (
        ("loss", 2, 0.25, None, None, run_id),
        ("acc", 2, 0.75, None, None, run_id),
        ("acc", 3, 0.875, "eye", data.digest, run_id),
    ):
        t.true(f"{point[:4]}", point in points, points)
    t.equal("on the run too", client.get_run(run_id).data.metrics, {"loss": 0.25, "acc": 0.875})
    t.equal("the run's models", [(o.model_id, o.step) for o in client.get_run(run_id).outputs.model_outputs], [(model.model_id, 3)])
    with mlflow.start_run() as other:
        client.log_inputs(other.info.run_id, models=[mlflow.entities.LoggedModelInput(model.model_id)])
    t.equal("as an input", [i.model_id for i in client.get_run(other.info.run_id).inputs.model_inputs], [model.model_id])


def check_logged_model_search(peer):
    t, client = peer.tally, peer.client
    experiment, other = peer.experiment(), peer.experiment()
    run = peer.run(experiment)
    ids = {}
    rows = [
        ("alpha", "agent", "1", 0.1, "d1", "READY"),
        ("beta", "agent", "2", 0.5, "d1", "READY"),
        ("gamma", "tree", None, 0.9, "d2", "PENDING"),
        ("delta", None, "10", None, None, "FAILED"),
    ]
    for name, kind, depth, accuracy, data, status in rows:
        time.sleep(0.003)
        model = client.create_logged_model(
            experiment, name=name, model_type=kind, source_run_id=run, params={"depth": depth} if depth else None, tags={"letter": name[0]}
        )
        ids[model.model_id] = name
        if accuracy is not None:
            client.log_batch(run, [Metric("acc", accuracy, 1, 1, model.model_id, data, "x", run)])
        if status != "PENDING":
            client.finalize_logged_model(model.model_id, status)
    client.create_logged_model(other, name="elsewhere")
    born = client.get_logged_model(next(iter(ids))).creation_timestamp

    def found(text=None, **more):
        return [ids.get(m.model_id, m.name) for m in client.search_logged_models([experiment], text, **more)]

    newest = ["delta", "gamma", "beta", "alpha"]
    t.equal("all", found(), newest)
    for text, wanted in (
        ("name = 'beta'", ["beta"]),
        ("attributes.name != 'beta'", ["delta", "gamma", "alpha"]),
        ("name LIKE '%a'", newest),
        ("name ILIKE 'A%'", ["alpha"]),
        ("name IN ('alpha', 'gamma')", ["gamma", "alpha"]),
        ("name NOT IN ('alpha', 'gamma')", ["delta", "beta"]),
        ("model_type = 'agent'", ["beta", "alpha"]),
        (f"source_run_id = '{run}'", newest),
        (f"creation_timestamp > {born}", newest[:3]),
        (f"{peer.either('attributes.', '')}creation_timestamp <= {born}", ["alpha"]),
        ("params.depth = '2'", ["beta"]),
        ("params.depth LIKE '1%'", ["delta", "alpha"]),
        ("tags.letter = 'g'", ["gamma"]),
        ("tags.letter != 'g'", ["delta", "beta", "alpha"]),
        ("metrics.acc > 0.4", ["gamma", "beta"]),
        ("metrics.acc <= 0.5 AND model_type = 'agent'", ["beta", "alpha"]),
        ("metrics.none > 0", []),
        ("params.none != 'x'", []),
    ):
        t.equal(text, found(text), wanted)
    if not peer.reference:  # the reference takes only the number of the status
        for text, wanted in (
            ("status = 'READY'", ["beta", "alpha"]),
            ("status = 'LOGGED_MODEL_UPLOAD_FAILED'", ["delta"]),
            ("status = '1'", ["gamma"]),
        ):
            t.equal(text, found(text), wanted)
    t.equal("on a data set", found(datasets=[{"dataset_name": "d1", "dataset_digest": "x"}]), ["beta", "alpha"])
    t.equal("a metric on a data set", found("metrics.acc > 0.4", datasets=[{"dataset_name": "d1", "dataset_digest": "x"}]), ["beta"])
    if not peer.reference:  # the reference finds nothing without the digest
        t.equal("any digest", found(datasets=[{"dataset_name": "d2"}]), ["gamma"])
    for order, wanted in (
        ([{"field_name": "name"}], ["alpha", "beta", "delta", "gamma"]),
        ([{"field_name": "name", "ascending": False}], ["gamma", "delta", "beta", "alpha"]),
        ([{"field_name": "creation_timestamp"}], newest[::-1]),
        ([{"field_name": "metrics.acc", "ascending": False}], ["gamma", "beta", "alpha", "delta"]),
        ([{"field_name": "metrics.acc", "dataset_name": "d1", "dataset_digest": "x"}], ["alpha", "beta", "delta", "gamma"]),
    ):
        t.equal(f"order {order}", found(order_by=order), wanted)
    got, token = [], None
    for _ in range(10):
        page = client.search_logged_models([experiment], max_results=3, page_token=token)
        got.append(len(page))
        token = page.token
        if not token:
            break
    t.equal("pages", got, [3, 1])
    client.delete_logged_model(next(iter(ids)))
    t.equal("deleted ones are not found", found(), newest[:3])
    # The reference answers 500 to text beside a metric, and takes a digest without a name.
    for bad in (
        "attribute.name = 'a'",
        "metric.acc > 1",
        "name == 'a'",
        "name > 'a'",
        *peer.either(["metrics.acc > 'a'"], []),
        "unknown = 'a'",
        "params.depth > '1'",
    ):
        t.raises(f"filter {bad}", lambda b=bad: client.search_logged_models([experiment], b), "INVALID_PARAMETER_VALUE")
    for bad in ([{"field_name": "unknown"}], [{"field_name": "metrics.acc", "dataset_digest": "x"}])[: peer.either(2, 1)]:
        t.raises(f"order {bad}", lambda b=bad: client.search_logged_models([experiment], order_by=b), "INVALID_PARAMETER_VALUE")
    t.refused("no experiments", peer.wire.post("logged-models/search"), 400, "INVALID_PARAMETER_VALUE")


def check_logged_model_files(peer):
    t, client, wire = peer.tally, peer.client, peer.wire
    model = client.create_logged_model(peer.experiment())
    (peer.folder / "weights").mkdir()
    (peer.folder / "weights" / "w.bin").write_bytes(b"weights")
    (peer.folder / "MLmodel").write_text("flavors: {}\n")
    client.log_model_artifacts(model.model_id, str(peer.folder / "weights"))
    client.log_model_artifact(model.model_id, str(peer.folder / "MLmodel"))
    t.equal("listed by the client", sorted(f.path for f in client.list_logged_model_artifacts(model.model_id)), ["MLmodel", "w.bin"])
    answer = wire.get(f"logged-models/{model.model_id}/artifacts/directories")
    t.equal(
        "listed",
        (answer.json.get("root_uri"), sorted(f["path"] for f in answer.json.get("files", []))),
        (model.artifact_location, ["MLmodel", "w.bin"]),
    )
    answer = wire.send("GET", f"/ajax-api/2.0/mlflow/logged-models/{model.model_id}/artifacts/files?artifact_file_path=w.bin")
    t.equal("read", (answer.status, answer.body), (200, b"weights"))
    for path in ("../x", "/etc/passwd", "%252e%252e/x"):
        answer = wire.send("GET", f"/ajax-api/2.0/mlflow/logged-models/{model.model_id}/artifacts/files?artifact_file_path={path}")
        t.refused(f"read {path}", answer, 400, "INVALID_PARAMETER_VALUE", "Invalid path")


def check_logged_model_and_versions(peer):
    t, client = peer.tally, peer.client
    run = peer.run()
    model = client.create_logged_model(peer.experiment(), name="net", source_run_id=run)
    client.finalize_logged_model(model.model_id, "READY")
    name = peer.fresh("registered")
    client.create_registered_model(name)
    made = client.create_model_version(name, f"models:/{model.model_id}", model_id=model.model_id)
    t.equal("its run", made.run_id, run)
    t.equal("its source as given", made.source, f"models:/{model.model_id}")
    t.equal("its place", client.get_model_version_download_uri(name, "1"), model.artifact_location)
    tag = client.get_logged_model(model.model_id).tags.get("mlflow.modelVersions", "")
    t.true("the logged model names its versions", f'"{name}"' in tag and '"version"' in tag, tag)


def subjects():
    return [
        check_logged_model_life,
        check_logged_model_params,
        check_logged_model_metrics,
        check_logged_model_search,
        check_logged_model_files,
        check_logged_model_and_versions,
    ]


SUBJECTS = subjects() if hasattr(mlflow.MlflowClient, "create_logged_model") else []
