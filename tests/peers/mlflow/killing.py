"""kill -9 of a server while clients write: nothing that it acknowledged may be missing afterwards."""

import hashlib
import http.client
import os
import random
import threading
import time

from line import Line, history, new_experiment, new_run


def write_until_death(uri, experiment, acknowledged, stop):
    """Batches, single points, params, tags, runs and artifacts; keeps only what was answered with 200."""
    line, number = Line(uri), 0
    try:
        run = new_run(line, experiment)
        mine = acknowledged.setdefault(run, {"points": set(), "params": {}, "tags": {}, "files": {}})
        while not stop.is_set():
            number += 1
            points = [("batch", number * 50 + i) for i in range(50)]
            line.post(
                "runs/log-batch",
                {
                    "run_id": run,
                    "metrics": [{"key": k, "value": float(s), "timestamp": s, "step": s} for k, s in points],
                    "params": [{"key": f"p{number}", "value": str(number)}],
                },
            )
            mine["points"].update(points)
            mine["params"][f"p{number}"] = str(number)
            line.post("runs/log-metric", {"run_id": run, "key": "single", "value": float(number), "timestamp": number, "step": number})
            mine["points"].add(("single", number))
            line.post("runs/set-tag", {"run_id": run, "key": f"t{number % 50}", "value": str(number)})
            mine["tags"][f"t{number % 50}"] = str(number)
            if number % 10 == 0:
                data = os.urandom(20_000)
                line.send("PUT", f"/api/2.0/mlflow-artifacts/artifacts/{experiment}/{run}/artifacts/f{number}.bin", data)
                mine["files"][f"f{number}.bin"] = hashlib.sha256(data).hexdigest()
    except (OSError, http.client.HTTPException):
        pass  # this is what the test is about
    except RuntimeError as error:
        acknowledged.setdefault("errors", []).append(str(error))


def missing(line, experiment, run, mine):
    """What was acknowledged and is not there, or is there otherwise. A tag may be newer than its last answer."""
    data = line.get("runs/get", run_id=run)["run"]["data"]
    params = {p["key"]: p["value"] for p in data.get("params", [])}
    tags = {t["key"]: t["value"] for t in data.get("tags", [])}
    gone = [f"param {k}" for k, v in mine["params"].items() if params.get(k) != v]
    gone += [f"tag {k}" for k, v in mine["tags"].items() if int(tags.get(k, -1)) < int(v)]
    kept = set()
    for key in ("batch", "single"):
        kept |= {(key, m["step"]) for m in history(line, run, key) if m["value"] == m["step"]}
    gone += [f"point {p}" for p in mine["points"] - kept]
    # A batch is there as a whole or not at all.
    torn = {s // 50 for k, s in kept if k == "batch"}
    gone += [
        f"half of batch {n}" for n in torn if any(("batch", n * 50 + i) not in kept for i in range(50)) or params.get(f"p{n}") != str(n)
    ]
    for name, digest in mine["files"].items():
        path = f"/api/2.0/mlflow-artifacts/artifacts/{experiment}/{run}/artifacts/{name}"
        try:
            if hashlib.sha256(line.send("GET", path)).hexdigest() != digest:
                gone.append(f"file {name} differs")
        except RuntimeError as error:
            gone.append(f"file {name}: {error}")
    return gone


def kill_and_look(server, rounds, seconds):
    """Eight writers, kill -9, start again, look; as often as said. How much was lost."""
    lost = 0
    server.start()
    try:
        for number in range(rounds):
            experiment, acknowledged, stop = new_experiment(Line(server.uri), "kill"), {}, threading.Event()
            writers = [threading.Thread(target=write_until_death, args=(server.uri, experiment, acknowledged, stop)) for _ in range(8)]
            for writer in writers:
                writer.start()
            time.sleep(seconds / 2 + random.random())
            server.kill()
            stop.set()
            for writer in writers:
                writer.join()
            began = time.perf_counter()
            server.start()
            back = time.perf_counter() - began
            errors, line = acknowledged.pop("errors", []), Line(server.uri)
            gone = [f"{run[:8]} {what}" for run, mine in acknowledged.items() for what in missing(line, experiment, run, mine)]
            lost += len(gone) + len(errors)
            print(
                f"round {number + 1}: {sum(len(m['points']) for m in acknowledged.values()):,} points, "
                f"{sum(len(m['params']) for m in acknowledged.values()):,} params, {sum(len(m['files']) for m in acknowledged.values())} files "
                f"acknowledged by {len(acknowledged)} writers; killed; back after {back:.2f} s; {len(gone)} lost, {len(errors)} errors",
                flush=True,
            )
            for text in (gone + errors)[:10]:
                print("  LOST:", text)
    finally:
        server.stop()
    return lost
