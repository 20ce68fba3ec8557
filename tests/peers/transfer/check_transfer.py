"""Runs of MLflow, TensorBoard and W&B, made by the real programs, imported and exported by `slipway`.

check_transfer.py SLIPWAY

What MLflow reads of the folder that was exported must be what it read of its own store; curves of the others must be
what was logged. Parts whose program cannot be installed are SKIPPED.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))
import environment  # noqa: E402

CLEAN = {key: value for key, value in os.environ.items() if not key.startswith(("MLFLOW_", "WANDB_", "SLIPWAY_"))}


class Check:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.passed, self.failed, self.skipped = 0, [], []

    def equal(self, what, got, expected):
        if got == expected:
            self.passed += 1
            return
        where = difference(got, expected)
        self.failed.append(what)
        print(f"FAILED: {what}: {where}")

    def slipway(self, workspace, *words):
        done = subprocess.run([self.program, "--workspace", workspace, "--json", *words], capture_output=True, env=CLEAN, timeout=600)
        if done.returncode != 0:
            raise RuntimeError(f"slipway {' '.join(map(str, words))}: {done.stdout.decode()[:500]} {done.stderr.decode()[:500]}")
        return json.loads(done.stdout)

    def workspace(self, name):
        folder = self.folder / name
        self.slipway(folder, "init", folder)
        return folder


def difference(got, expected, path="it"):
    if type(got) is type(expected) is dict:
        for key in sorted(set(got) | set(expected), key=str):
            if got.get(key) != expected.get(key):
                return difference(got.get(key), expected.get(key), f"{path}[{key!r}]")
    return f"{path} is {str(got)[:300]}, not {str(expected)[:300]}"


def python(interpreter, script, *words, cwd):
    done = subprocess.run([interpreter, "-B", "-W", "ignore", HERE / script, *words], capture_output=True, env=CLEAN, cwd=cwd, timeout=600)
    if done.returncode != 0:
        raise RuntimeError(f"{script}: {done.stderr.decode()[-3000:]}")
    return done.stdout


def installed(check, name, packages):
    """The environment's interpreter, or None when it cannot be made."""
    code = "import sys; sys.path.append(sys.argv[1]); import environment; print(environment.python_with(sys.argv[2], sys.argv[3:]))"
    done = subprocess.run([sys.executable, "-B", "-c", code, HERE.parent, name, *packages], capture_output=True, timeout=1200)
    said = done.stdout.decode().strip().splitlines()[-1:] or [done.stderr.decode()[-200:]]
    if done.returncode == 0 and not said[0].startswith("SKIPPED"):
        return said[0]
    check.skipped.append(f"{name}: {said[0]}")
    return None


def comparable(store):
    """Without experiments that nobody used: only runs are exported. MLflow's databases keep infinities as the greatest numbers."""
    text = json.dumps(store).replace("1.7976931348623157e+308", "inf")
    store = json.loads(text)
    for one in store.values():  # an experiment is not younger than its runs, for which this test makes times up
        one["created"] = min([one["created"], *(run["start"] for run in one["runs"].values())])
        for run in one["runs"].values():
            run["metrics"] = {key: sorted(points) for key, points in run["metrics"].items()}
    return {name: one for name, one in store.items() if one["runs"] or one["models"] or one["tags"]}


def check_mlflow(check, interpreter, version, kind):
    what = f"mlflow {version}, {kind}"
    home = check.folder / f"mlflow{version}-{kind}"
    home.mkdir()
    uri = (home / "mlruns").as_uri() if kind == "folder" else f"sqlite:///{home / 'mlflow.db'}"
    python(interpreter, "make_mlflow.py", uri, home, cwd=home)
    theirs = comparable(json.loads(python(interpreter, "dump_mlflow.py", uri, cwd=home)))
    source = home / ("mlruns" if kind == "folder" else "mlflow.db")
    workspace = check.workspace(f"ws-{version}-{kind}")
    report = check.slipway(workspace, "runs", "import", source)["imports"][0]
    check.equal(f"{what}: format", report["format"], "mlruns" if kind == "folder" else "mlflow-db")
    check.equal(f"{what}: problems", report["problems"]["first"], [])
    check.equal(f"{what}: runs", report["runs"]["added"], sum(len(one["runs"]) for one in theirs.values()))
    again = check.slipway(workspace, "runs", "import", source)["imports"][0]
    check.equal(f"{what}: again", again["runs"]["added"] + again["runs"]["changed"] + again["points"]["added"] + again["files"]["added"], 0)
    exported = home / "exported"
    names = [run for one in theirs.values() for run in one["runs"]]
    written = check.slipway(workspace, "runs", "export", *names, exported)
    check.equal(f"{what}: exported", (written["runs"], written["problems"]["first"]), (len(names), []))
    ours = comparable(json.loads(python(interpreter, "dump_mlflow.py", exported.as_uri(), cwd=home)))
    check.equal(f"{what}: all that MLflow reads", ours, theirs)
    for experiment in theirs.values():
        for run, facts in experiment["runs"].items():
            check_shown(check, what, workspace, run, facts)
    return workspace, exported, source


def check_shown(check, what, workspace, run, facts):
    shown = check.slipway(workspace, "runs", "show", run)
    check.equal(f"{what}: {facts['name']}: shown", (shown["name"], shown["status"]), (facts["name"], facts["status"]))
    for key, points in facts["metrics"].items():
        told = check.slipway(workspace, "runs", "history", run, key)["points"]
        got = sorted([repr(float(point["value"])), point["step"]] for point in told)
        check.equal(f"{what}: {facts['name']}: {key}", got, sorted([value, step] for value, step, _ in points))


def check_orders(check, sources):
    """Two stores in both orders and twice give the same export."""
    dumps = []
    for number, order in enumerate((sources, sources[::-1], sources + sources[::-1])):
        workspace = check.workspace(f"ws-order-{number}")
        for source in order:
            check.slipway(workspace, "runs", "import", source)
        home = check.folder / f"order-{number}"
        check.slipway(workspace, "runs", "export", "--filter", "start_time > 0", "--deleted", home)
        texts = {}
        for path in sorted(home.rglob("*")):
            parts = path.relative_to(home).parts
            if path.is_file() and path.name != "meta.yaml" and len(parts) > 2:
                texts["/".join(parts[-4:])] = path.read_bytes()
        dumps.append(texts)
    check.equal("the other order", dumps[1], dumps[0])
    check.equal("again and again", dumps[2], dumps[0])


def curve(check, workspace, run, key):
    return [[float(p["value"]), p["step"]] for p in check.slipway(workspace, "runs", "history", run, key)["points"]]


def check_tensorboard(check, folder, expected):
    workspace = check.workspace("ws-tensorboard")
    report = check.slipway(workspace, "runs", "import", folder)["imports"][0]
    check.equal("tensorboard: format", report["format"], "tensorboard")
    check.equal("tensorboard: problems", report["problems"]["first"], [])
    runs = {run["name"]: run for run in check.slipway(workspace, "runs", "search")["runs"]}
    check.equal("tensorboard: runs", sorted(runs), sorted([*expected, "first/trial"]))
    for name, metrics in expected.items():
        for key, points in metrics.items():
            check.equal(f"tensorboard: {name}: {key}", curve(check, workspace, runs[name]["id"], key), [p[:2] for p in points])
        odd = [str(value) for value, _ in curve(check, workspace, runs[name]["id"], "odd")]
        check.equal(f"tensorboard: {name}: odd", odd, ["nan", "inf"])
        for key, value in (("weights/min", -1.0), ("weights/max", 3.0)):
            check.equal(f"tensorboard: {name}: {key}", curve(check, workspace, runs[name]["id"], key), [[value, 4]])
        files = {file["path"]: pathlib.Path(file["file"]) for file in check.slipway(workspace, "runs", "artifacts", runs[name]["id"])}
        check.equal(f"tensorboard: {name}: files", sorted(files), ["images/pictures/square/5.png", "text/notes/text_summary/2.txt"])
        if len(files) == 2:
            check.equal(f"tensorboard: {name}: text", files["text/notes/text_summary/2.txt"].read_text(), "some *words* ü")
            check.equal(f"tensorboard: {name}: picture", files["images/pictures/square/5.png"].read_bytes()[:4], b"\x89PNG")
    trial = check.slipway(workspace, "runs", "show", runs["first/trial"]["id"])
    check.equal("tensorboard: hyperparameters", trial["parameters"], {"lr": "0.25", "layers": "3", "optimizer": "adam", "nesterov": "true"})
    again = check.slipway(workspace, "runs", "import", folder / "deep")["imports"][0]
    check.equal("tensorboard: a part of it again", (again["runs"]["added"], again["points"]["added"]), (0, 0))


def check_wandb(check, folder, expected):
    workspace = check.workspace("ws-wandb")
    report = check.slipway(workspace, "runs", "import", folder)["imports"][0]
    check.equal("wandb: format", report["format"], "wandb")
    check.equal("wandb: problems", report["problems"]["first"], [])
    runs = {run["name"]: run for run in check.slipway(workspace, "runs", "search")["runs"]}
    check.equal("wandb: runs", {name: run["status"] for name, run in runs.items()}, {"first": "FINISHED", "broken": "FAILED"})
    run = runs["first"]["id"]
    for key in ("loss", "nested.x"):
        check.equal(f"wandb: {key}", curve(check, workspace, run, key), expected[key])
    odd = [str(value) for value, _ in curve(check, workspace, run, "odd")]
    check.equal("wandb: odd", (odd[1], odd[2], len(odd)), ("nan", "inf", len(expected["loss"])))
    check.equal("wandb: summary", [value for value, _ in curve(check, workspace, run, "best")], [0.125])
    check.equal("wandb: bars", [value for value, _ in curve(check, workspace, run, "bars/max")], [3.0])
    shown = check.slipway(workspace, "runs", "show", run)
    config = {"lr": "0.1", "opt.name": "adam", "opt.beta": "0.9", "sizes": "[1,2]", "flag": "true", "text": "ü"}
    check.equal("wandb: config", shown["parameters"], config)
    tags = {key: shown["tags"].get(key) for key in ("wandb.tags", "mlflow.note.content", "wandb.group", "wandb.run_id")}
    check.equal("wandb: tags", tags, {"wandb.tags": "a, b", "mlflow.note.content": "a note", "wandb.group": "g", "wandb.run_id": expected["id"]})
    files = [file["path"] for file in check.slipway(workspace, "runs", "artifacts", run)]
    check.equal("wandb: files", sorted(files), expected["files"])
    again = check.slipway(workspace, "runs", "import", folder)["imports"][0]
    check.equal("wandb: again", (again["runs"]["added"], again["runs"]["changed"], again["points"]["added"]), (0, 0, 0))


def main():
    with tempfile.TemporaryDirectory(prefix="slipway-transfer-") as folder:
        check = Check(sys.argv[1], pathlib.Path(folder).resolve())
        folders = []
        for version, name, packages in (("2", "mlflow2-stores", environment.MLFLOW2_STORES), ("3", "mlflow3", environment.MLFLOW3)):
            interpreter = installed(check, name, packages)
            if interpreter:
                for kind in ("folder", "database"):
                    folders.append(check_mlflow(check, interpreter, version, kind)[2])
        if len(folders) > 1:
            check_orders(check, [folders[0], folders[-1]])
        interpreter = installed(check, "trackers", environment.TRACKERS)
        if interpreter:
            home = check.folder / "trackers"
            expected = json.loads(python(interpreter, "make_trackers.py", home, cwd=check.folder))
            check_tensorboard(check, home / "logs", expected["tensorboard"])
            check_wandb(check, home / "wandb_home", expected["wandb"])
        for reason in check.skipped:
            print(f"SKIPPED: {reason}" if not check.passed else f"left out: {reason}")
        print(f"{check.passed} checks passed, {len(check.failed)} failed")
        sys.exit(1 if check.failed else 0)


main()
