"""Logs all kinds of things with MLflow: make_mlflow.py URI FOLDER. FOLDER is where artifacts are made first."""

import math
import os
import pathlib
import sys

os.environ |= {"GIT_PYTHON_REFRESH": "quiet", "MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_ALLOW_FILE_STORE": "true"}
import mlflow  # noqa: E402
from mlflow.entities import Metric, Param, RunTag  # noqa: E402

VALUES = [0.1, -1.5e-300, 1e308, 3.0, math.nan, math.inf, -math.inf, 5e-324, 0.30000000000000004]


def log_everything(client, experiment, source):
    run = client.create_run(experiment, run_name="all kinds", tags={"mlflow.user": "ann", "colour": "grün 🙂"}).info.run_id
    points = [Metric("loss", value, 1700000000000 + step, step) for step, value in enumerate(VALUES)]
    points += [Metric("train/acc", 0.5, 1700000000000, step) for step in (-3, 0, 2**40)]
    points += [Metric("same step", value, 1700000000000 + value, 7) for value in range(5)]
    params = [Param("lr", "0.1"), Param("deep/er/key", "x"), Param("empty", ""), Param("lines", "a\nb\r\nc"), Param("long", "y" * 5000)]
    client.log_batch(run, points, params, [RunTag("note", "line 1\nline 2"), RunTag("number", "007")])
    client.log_artifacts(run, str(source))
    data = mlflow.data.from_numpy(__import__("numpy").arange(12).reshape(3, 4), name="rows", source="https://example.org/rows.csv")
    with mlflow.start_run(run_id=run):
        mlflow.log_input(data, context="training", tags={"part": "first"})
    client.set_terminated(run, "FINISHED", end_time=1700000100000)
    return run


def log_others(client, experiment):
    for status in ("FAILED", "KILLED", "RUNNING", "SCHEDULED"):
        run = client.create_run(experiment, start_time=1700000000000, run_name=f"one that is {status}").info.run_id
        client.log_metric(run, "m", 1.0, timestamp=1, step=0)
        if status in ("FAILED", "KILLED"):
            client.set_terminated(run, status, end_time=1700000009000)
        else:
            client.update_run(run, status)
    gone = client.create_run(experiment, run_name="deleted").info.run_id
    client.log_param(gone, "kept", "yes")
    client.delete_run(gone)


def log_model(client, experiment, source):
    """A logged model, which only MLflow 3 has."""
    if not hasattr(client, "create_logged_model"):
        return
    mlflow.set_experiment(experiment_id=experiment)
    with mlflow.start_run(run_name="with a model") as run:
        model = mlflow.initialize_logged_model(name="forest", params={"trees": "10"}, tags={"kind": "test"}, model_type="classifier")
        mlflow.log_metric("auc", 0.9, step=3, model_id=model.model_id)
        client.log_model_artifacts(model.model_id, str(source))
        mlflow.finalize_logged_model(model.model_id, "READY")
        client.log_outputs(run.info.run_id, [mlflow.entities.LoggedModelOutput(model.model_id, 3)])


def main():
    uri, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    mlflow.set_tracking_uri(uri)
    client = mlflow.MlflowClient()
    source = folder / "files"
    (source / "plots" / "deep er").mkdir(parents=True)
    (source / "empty.bin").write_bytes(b"")
    (source / "größe.txt").write_text("text")
    (source / "plots" / "deep er" / "a+b%20c.bin").write_bytes(bytes(range(256)) * 4000)
    census = client.create_experiment("census ä/1", tags={"team": "red", "mlflow.note.content": "about\nit"})
    log_everything(client, census, source)
    log_others(client, census)
    log_model(client, census, source)
    mlflow.set_experiment("Default")
    with mlflow.start_run(run_name="in Default"):
        mlflow.log_metrics({"a": 1, "b": 2}, step=1)
    old = client.create_experiment("deleted one")
    client.log_param(client.create_run(old).info.run_id, "p", "v")
    client.delete_experiment(old)


main()
