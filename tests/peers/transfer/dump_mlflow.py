"""All that MLflow knows of a store, as JSON: dump_mlflow.py URI. Without numbers and places that differ from store to store."""

import hashlib
import json
import os
import pathlib
import sys

os.environ |= {"GIT_PYTHON_REFRESH": "quiet", "MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_ALLOW_FILE_STORE": "true",
               "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false"}  # fmt: skip
import mlflow  # noqa: E402
from mlflow.entities import ViewType  # noqa: E402


def files_at(uri):
    if not uri.startswith("file:") and "://" in uri:
        return {"?": uri}
    folder = pathlib.Path(mlflow.artifacts.download_artifacts(artifact_uri=uri)) if uri else None
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def has_files(uri):
    return os.path.isdir(mlflow.utils.file_utils.local_file_uri_to_path(uri))


def history(client, run, key):
    return sorted([repr(float(m.value)), m.step, m.timestamp] for m in client.get_metric_history(run, key))


def dump_run(client, info):
    run = client.get_run(info.run_id)
    return {
        "name": run.info.run_name,
        "status": run.info.status,
        "start": run.info.start_time,
        "end": run.info.end_time,
        "user": run.info.user_id,
        "stage": run.info.lifecycle_stage,
        "params": run.data.params,
        "tags": run.data.tags,
        "latest": {key: repr(float(value)) for key, value in run.data.metrics.items()},
        "metrics": {key: history(client, info.run_id, key) for key in run.data.metrics},
        "inputs": sorted(
            [[i.dataset.name, i.dataset.digest, i.dataset.source_type, i.dataset.source, i.dataset.schema or "", i.dataset.profile or "",
              sorted([t.key, t.value] for t in i.tags)] for i in run.inputs.dataset_inputs]
        ),  # fmt: skip
        "outputs": sorted([o.model_id, o.step] for o in (getattr(run, "outputs", None) and run.outputs.model_outputs or [])),
        "files": files_at(run.info.artifact_uri) if has_files(run.info.artifact_uri) else {},
    }


def dump_models(client, experiment):
    if not hasattr(client, "search_logged_models"):
        return {}
    return {
        m.model_id: {
            "name": m.name,
            "type": m.model_type,
            "run": m.source_run_id,
            "status": str(m.status),
            "times": [m.creation_timestamp, m.last_updated_timestamp],
            "params": m.params,
            "tags": m.tags,
            "metrics": sorted([x.key, repr(x.value), x.step, x.timestamp, x.run_id] for x in m.metrics or []),
            "files": files_at(m.artifact_location) if has_files(m.artifact_location) else {},
        }
        for m in client.search_logged_models(experiment_ids=[experiment])
    }


def main():
    mlflow.set_tracking_uri(sys.argv[1])
    client = mlflow.MlflowClient()
    told = {}
    for experiment in client.search_experiments(view_type=ViewType.ALL):
        deleted = experiment.lifecycle_stage == "deleted"
        view = ViewType.ALL
        runs = client.search_runs([experiment.experiment_id], run_view_type=view, max_results=1000)
        told[experiment.name] = {
            "stage": experiment.lifecycle_stage,
            "tags": experiment.tags,
            "created": experiment.creation_time,
            "runs": {run.info.run_id: dump_run(client, run.info) for run in runs},
            "models": {} if deleted else dump_models(client, experiment.experiment_id),
        }
    json.dump(told, sys.stdout)


main()
