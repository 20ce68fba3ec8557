"""The fluent interface, as training scripts use it."""

import json
import math

import mlflow
import numpy as np
import pandas as pd


def names_below(client, run, path=None):
    return sorted(f.path for f in client.list_artifacts(run, path))


def check_fluent_run(peer):
    t, client = peer.tally, peer.client
    name = peer.fresh("fluent")
    experiment = mlflow.set_experiment(name)
    t.equal("set_experiment makes it once", mlflow.set_experiment(name).experiment_id, experiment.experiment_id)
    with mlflow.start_run(run_name="parent", description="what it is for") as parent:
        mlflow.log_param("lr", 0.1)
        mlflow.log_params({"depth": 3, "kind": "tree", "none": None})
        mlflow.set_tags({"team": "north", "n": 3})
        mlflow.log_metric("loss", 0.5, step=1)
        mlflow.log_metric("loss", 0.25, step=2)
        mlflow.log_metrics({"acc": 0.9, "bad": math.nan}, step=-1)
        with mlflow.start_run(nested=True, run_name="child") as child:
            mlflow.log_metric("inner", 1)
        t.equal("the outer run goes on", mlflow.active_run().info.run_id, parent.info.run_id)
    got = client.get_run(parent.info.run_id)
    t.equal("finished", got.info.status, "FINISHED")
    t.equal("params", got.data.params, {"lr": "0.1", "depth": "3", "kind": "tree", "none": "None"})
    t.equal("metrics", sorted(got.data.metrics.items()), [("acc", 0.9), ("bad", math.nan), ("loss", 0.25)])
    t.equal(
        "tags",
        [got.data.tags.get(k) for k in ("team", "n", "mlflow.runName", "mlflow.note.content")],
        ["north", "3", "parent", "what it is for"],
    )
    t.equal("parent of the child", client.get_run(child.info.run_id).data.tags["mlflow.parentRunId"], parent.info.run_id)
    table = mlflow.search_runs([experiment.experiment_id], "metrics.loss < 1")
    t.equal("search_runs is a table", (len(table), table["params.lr"][0], table["metrics.loss"][0]), (1, "0.1", 0.25))
    with mlflow.start_run(run_id=parent.info.run_id):
        mlflow.log_metric("loss", 0.1, step=3)
    t.equal("taken up again", client.get_run(parent.info.run_id).data.metrics["loss"], 0.1)


def check_fluent_ends(peer):
    t, client = peer.tally, peer.client
    mlflow.set_experiment(peer.fresh("ends"))
    try:
        with mlflow.start_run() as failed:
            raise ValueError("training broke")
    except ValueError:
        pass
    t.equal("an exception fails the run", client.get_run(failed.info.run_id).info.status, "FAILED")
    for status in ("FINISHED", "FAILED", "KILLED"):
        run = mlflow.start_run()
        mlflow.end_run(status)
        t.equal(f"end_run {status}", client.get_run(run.info.run_id).info.status, status)
    mlflow.delete_run(run.info.run_id)
    t.equal("deleted", client.get_run(run.info.run_id).info.lifecycle_stage, "deleted")


def check_fluent_artifacts(peer):
    t, client = peer.tally, peer.client
    import matplotlib.pyplot as plt
    from PIL import Image

    mlflow.set_experiment(peer.fresh("artifacts"))
    pixels = np.arange(64 * 48 * 3, dtype=np.uint8).reshape(48, 64, 3)
    with mlflow.start_run() as run:
        mlflow.log_text("größer als nötig\n", "notes/größe und maß.txt")
        mlflow.log_dict({"a": [1, 2.5, None]}, "config.json")
        mlflow.log_dict({"a": 1}, "config.yaml")
        figure, axes = plt.subplots()
        axes.plot([1, 2, 3])
        mlflow.log_figure(figure, "plots/line.png")
        plt.close(figure)
        mlflow.log_image(pixels, "picture.png")
        for step in (1, 2):
            mlflow.log_image(pixels, key="dog", step=step, timestamp=100 + step, synchronous=True)
        mlflow.log_table(pd.DataFrame({"q": ["a", "b"], "n": [1, 2]}), "table.json")
        mlflow.log_table({"q": ["c"], "n": [3]}, "table.json")
    run = run.info.run_id
    t.equal("top", names_below(client, run), ["config.json", "config.yaml", "images", "notes", "picture.png", "plots", "table.json"])
    t.equal("in notes", names_below(client, run, "notes"), ["notes/größe und maß.txt"])
    t.equal("text", mlflow.artifacts.load_text(f"runs:/{run}/notes/größe und maß.txt"), "größer als nötig\n")
    t.equal("dict", mlflow.artifacts.load_dict(f"runs:/{run}/config.json"), {"a": [1, 2.5, None]})
    t.equal("image", np.asarray(mlflow.artifacts.load_image(f"runs:/{run}/picture.png")).tolist(), pixels.tolist())
    t.equal("figure", mlflow.artifacts.load_image(f"runs:/{run}/plots/line.png").format, "PNG")
    kept = names_below(client, run, "images")
    t.equal("images by step", (len(kept), sum(p.endswith(".png") for p in kept), sum("dog" in p for p in kept)), (4, 2, 4))
    for path in kept:
        got = client.download_artifacts(run, path)
        if path.endswith(".png"):
            t.equal(f"{path[:20]}…", np.asarray(Image.open(got)).tolist(), pixels.tolist())
    t.equal("table", mlflow.load_table("table.json", run_ids=[run]).to_dict("list"), {"q": ["a", "b", "c"], "n": [1, 2, 3]})
    tag = client.get_run(run).data.tags["mlflow.loggedArtifacts"]
    t.true("a tag names the table", {"path": "table.json", "type": "table"} in json.loads(tag), tag)


def check_fluent_inputs(peer):
    t, client = peer.tally, peer.client
    mlflow.set_experiment(peer.fresh("inputs"))
    frame = pd.DataFrame([[1, 2, 3], [1, 2, 3]], columns=["a", "b", "c"])
    path = peer.folder / "rows.csv"
    frame.to_csv(path)
    data = mlflow.data.from_pandas(frame, source=str(path), name="rows")
    with mlflow.start_run() as run:
        for _ in range(2):
            mlflow.log_input(data, "train", {"foo": "baz"})
        mlflow.log_input(mlflow.data.from_numpy(np.eye(3), name="eye"))
    inputs = sorted(client.get_run(run.info.run_id).inputs.dataset_inputs, key=lambda i: i.dataset.name)
    t.equal("each once", [i.dataset.name for i in inputs], ["eye", "rows"])
    rows = inputs[1]
    t.equal("digest and type", (rows.dataset.digest, rows.dataset.source_type), ("f0f3e026", "local"))
    t.equal("source", json.loads(rows.dataset.source), {"uri": str(path)})
    t.equal("schema", [c["name"] for c in json.loads(rows.dataset.schema)["mlflow_colspec"]], ["a", "b", "c"])
    t.equal("profile", json.loads(rows.dataset.profile), {"num_rows": 2, "num_elements": 6})
    t.equal("tags", {tag.key: tag.value for tag in rows.tags}, {"foo": "baz", "mlflow.data.context": "train"})
    answer = peer.wire.call(
        "POST", "/ajax-api/2.0/mlflow/experiments/search-datasets", {"experiment_ids": [client.get_run(run.info.run_id).info.experiment_id]}
    )
    found = sorted((d["name"], d["digest"], d.get("context", "")) for d in answer.json.get("dataset_summaries", []))
    t.equal("summaries", [found[1]] + [f[0] for f in found[:1]], [("rows", "f0f3e026", "train"), "eye"])
    for bad in ({}, {"experiment_ids": []}, {"experiment_ids": [str(i) for i in range(21)]}):
        t.refused(
            f"summaries of {len(bad.get('experiment_ids', []))}",
            peer.wire.call("POST", "/ajax-api/2.0/mlflow/experiments/search-datasets", bad),
            400,
            "INVALID_PARAMETER_VALUE",
            "SearchDatasets request",
        )


def check_fluent_in_the_background(peer):
    t, client = peer.tally, peer.client
    mlflow.set_experiment(peer.fresh("background"))
    with mlflow.start_run() as run:
        for step in range(300):
            mlflow.log_metrics({"a": step, "b": -step}, step=step, synchronous=False)
            if step % 30 == 0:
                mlflow.log_params({f"p{step}": step}, synchronous=False)
        mlflow.flush_async_logging()
    run = run.info.run_id
    t.equal("all points", [sorted(m.step for m in client.get_metric_history(run, key)) for key in "ab"], [list(range(300))] * 2)
    t.equal("all params", len(client.get_run(run).data.params), 10)


SUBJECTS = [check_fluent_run, check_fluent_ends, check_fluent_artifacts, check_fluent_inputs, check_fluent_in_the_background]
