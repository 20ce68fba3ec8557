"""Stores full of runs: mlflow's by SQL, since filling it through its server takes hours; any other through HTTP."""

import concurrent.futures
import json
import random
import sqlite3

from line import Line


def facts(number):
    """What run `number` of a searched store holds."""
    chance = random.Random(number)
    return {
        "metrics": {"accuracy": chance.random(), "loss": chance.random() * 3, "seconds": chance.random() * 100},
        "params": {"depth": str(number % 13), "rate": f"{chance.random():.6f}", "model": ("forest", "linear", "net")[number % 3]},
        "tags": {"mlflow.runName": f"run {number}", "note": f"note {number % 1000}"},
    }


def seed_reference(server, experiment, count):
    with sqlite3.connect(server.database, timeout=60) as db:
        runs, metrics, params, tags = [], [], [], []
        for number in range(count):
            run, fact = f"{experiment:0>8}{number:024x}", facts(number)
            runs.append(
                (
                    run,
                    f"run {number}",
                    "UNKNOWN",
                    "",
                    "",
                    "ada",
                    "FINISHED",
                    1_600_000_000_000 + number,
                    1_600_000_100_000 + number,
                    "",
                    "active",
                    f"mlflow-artifacts:/{experiment}/{run}/artifacts",
                    int(experiment),
                )
            )
            metrics += [(k, v, 1, 0, False, run) for k, v in fact["metrics"].items()]
            params += [(k, v, run) for k, v in fact["params"].items()]
            tags += [(k, v, run) for k, v in fact["tags"].items()]
        db.executemany(
            "INSERT INTO runs(run_uuid,name,source_type,source_name,entry_point_name,user_id,status,start_time,end_time,source_version,"
            "lifecycle_stage,artifact_uri,experiment_id) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)",
            runs,
        )
        for table in ("metrics", "latest_metrics"):
            db.executemany(f"INSERT INTO {table}(key,value,timestamp,step,is_nan,run_uuid) VALUES(?,?,?,?,?,?)", metrics)
        db.executemany("INSERT INTO params(key,value,run_uuid) VALUES(?,?,?)", params)
        db.executemany("INSERT INTO tags(key,value,run_uuid) VALUES(?,?,?)", tags)
        db.execute("ANALYZE")


def seed_through_http(server, experiment, count, threads=8):
    def some(part):
        line = Line(server.uri)
        for number in range(part, count, threads):
            fact = facts(number)
            run = json.loads(
                line.post(
                    "runs/create",
                    {
                        "experiment_id": experiment,
                        "user_id": "ada",
                        "start_time": 1_600_000_000_000 + number,
                        "tags": [{"key": k, "value": v} for k, v in fact["tags"].items()],
                    },
                )
            )["run"]["info"]["run_id"]
            line.post(
                "runs/log-batch",
                {
                    "run_id": run,
                    "metrics": [{"key": k, "value": v, "timestamp": 1} for k, v in fact["metrics"].items()],
                    "params": [{"key": k, "value": v} for k, v in fact["params"].items()],
                },
            )
            line.post("runs/update", {"run_id": run, "status": "FINISHED", "end_time": 1_600_000_100_000 + number})

    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        list(pool.map(some, range(threads)))
