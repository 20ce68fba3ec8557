"""Runs, their parameters and tags, through MlflowClient."""

import re
import time

from mlflow.entities import Param, RunTag, ViewType


def check_run_created(peer):
    t, client = peer.tally, peer.client
    experiment = peer.experiment()
    tags = {"mlflow.user": "ada", "mlflow.source.name": "train.py", "mlflow.parentRunId": "7", "my": "tag", "Größe": "ü"}
    made = client.create_run(experiment, start_time=456, run_name="my name", tags=tags)
    for what, run in (("created", made), ("fetched", client.get_run(made.info.run_id))):
        info = run.info
        t.true(f"{what}: id", re.fullmatch("[0-9a-f]{32}", info.run_id), info.run_id)
        t.equal(
            f"{what}: fields",
            (info.experiment_id, info.user_id, info.start_time, info.end_time, info.status, info.run_name, info.lifecycle_stage),
            (experiment, "ada", 456, None, "RUNNING", "my name", "active"),
        )
        t.equal(f"{what}: artifacts", info.artifact_uri, f"mlflow-artifacts:/{experiment}/{info.run_id}/artifacts")
        t.equal(f"{what}: tags", run.data.tags, tags | {"mlflow.runName": "my name"})
        t.equal(f"{what}: nothing else", (run.data.metrics, run.data.params, run.inputs.dataset_inputs), ({}, {}, []))
    plain = client.get_run(peer.run(experiment))
    t.true("a name is made up", re.fullmatch(r"[a-z]+-[a-z]+-\d+", plain.info.run_name), plain.info.run_name)
    t.equal("and is a tag", plain.data.tags["mlflow.runName"], plain.info.run_name)
    t.equal("default user", plain.info.user_id, "unknown")
    by_tag = client.create_run(experiment, tags={"mlflow.runName": "from the tag"})
    t.equal("name from the tag", by_tag.info.run_name, "from the tag")
    t.raises(
        "name and tag that differ",
        lambda: client.create_run(experiment, run_name="a", tags={"mlflow.runName": "b"}),
        "INVALID_PARAMETER_VALUE",
    )
    t.raises("in no experiment", lambda: client.create_run("98765432"), "RESOURCE_DOES_NOT_EXIST", "No Experiment with id=98765432 exists")
    t.raises("unknown run", lambda: client.get_run("0" * 32), "RESOURCE_DOES_NOT_EXIST", f"Run with id={'0' * 32} not found")


def check_run_updated(peer):
    t, client = peer.tally, peer.client
    run = peer.run()
    client.update_run(run, name="second")
    got = client.get_run(run)
    t.equal(
        "renamed, still running", (got.info.run_name, got.data.tags["mlflow.runName"], got.info.status), ("second", "second", "RUNNING")
    )
    client.set_tag(run, "mlflow.runName", "third")
    t.equal("renamed by its tag", client.get_run(run).info.run_name, "third")
    for status in ("SCHEDULED", "FAILED", "KILLED", "RUNNING", "FINISHED"):
        client.update_run(run, status=status)
        t.equal(f"status {status}", client.get_run(run).info.status, status)
    t.equal("no end without one", client.get_run(run).info.end_time, None)
    for status in ("FINISHED", "FAILED", "KILLED"):
        run = peer.run()
        client.set_terminated(run, status)
        got = client.get_run(run).info
        t.equal(f"ended {status}", got.status, status)
        t.true(f"ended {status}: when", got.start_time <= got.end_time <= time.time() * 1000 + 1, got.end_time)
    client.set_terminated(run, "FINISHED", end_time=12345)
    t.equal("ended when it is said", client.get_run(run).info.end_time, 12345)
    client.update_run(run, name="after the end")
    t.equal("a new name does not run it again", client.get_run(run).info.status, "FINISHED")


def check_run_deleted(peer):
    t, client = peer.tally, peer.client
    experiment = peer.experiment()
    run = peer.run(experiment)
    client.log_metric(run, "m", 1.5)
    client.set_tag(run, "t", "v")
    client.delete_run(run)
    client.delete_run(run)
    t.equal("deleted", client.get_run(run).info.lifecycle_stage, "deleted")
    t.equal("what it logged stays", client.get_run(run).data.metrics, {"m": 1.5})
    must = (f"The run {run} must be in the 'active' state",)
    for what, call in (
        ("metric", lambda: client.log_metric(run, "m", 2)),
        ("tag", lambda: client.set_tag(run, "a", "b")),
        ("tag taken away", lambda: client.delete_tag(run, "t")),
        ("batch", lambda: client.log_batch(run, params=[Param("a", "b")])),
        ("end", lambda: client.set_terminated(run)),
        ("name", lambda: client.update_run(run, name="x")),
    ):
        t.raises(f"{what} of a deleted run", call, "INVALID_PARAMETER_VALUE", *must)
    for view, expected in ((ViewType.ACTIVE_ONLY, []), (ViewType.DELETED_ONLY, [run]), (ViewType.ALL, [run])):
        t.equal(f"view {view}", [r.info.run_id for r in client.search_runs([experiment], run_view_type=view)], expected)
    client.restore_run(run)
    client.restore_run(run)
    t.equal("restored", client.get_run(run).info.lifecycle_stage, "active")
    for action in (client.delete_run, client.restore_run):
        t.raises(
            f"{action.__name__} of an unknown run",
            lambda a=action: a("0" * 32),
            "RESOURCE_DOES_NOT_EXIST",
            f"Run with id={'0' * 32} not found",
        )


def check_run_params(peer):
    t, client = peer.tally, peer.client
    run = peer.run()
    values = {"lr": "0.1", "empty": "", "long": "p" * 6000, "a b/c.d-e_f:g": "x", "größe": "ü → 🙂", "quote": 'it\'s "x"'}
    for key, value in values.items():
        client.log_param(run, key, value)
        client.log_param(run, key, value)
    t.equal("params", client.get_run(run).data.params, values)
    for call in (lambda: client.log_param(run, "lr", "0.2"), lambda: client.log_batch(run, params=[Param("lr", "0.2")])):
        t.raises("a changed param", call, "INVALID_PARAMETER_VALUE", "Changing param values is not allowed")
    t.raises(
        "a batch with a changed param",
        lambda: client.log_batch(run, params=[Param("fresh", "1"), Param("lr", "0.3")], tags=[RunTag("fresh", "1")]),
        "INVALID_PARAMETER_VALUE",
    )
    # The reference can leave halves of such a batch behind; ours is all or nothing.
    if not peer.reference:
        got = client.get_run(run).data
        t.equal("such a batch leaves nothing", ("fresh" in got.params, "fresh" in got.tags), (False, False))
    t.equal("the old value stays", client.get_run(run).data.params["lr"], "0.1")
    client.log_batch(run, params=[Param("too long", "q" * 7000)])
    t.equal("a longer value is cut", client.get_run(run).data.params["too long"], "q" * 6000)


def check_run_tags(peer):
    t, client = peer.tally, peer.client
    run = peer.run()
    for value in ("do-dah", "", "two\nlines", "🙂" * 100, "v" * 8000):
        client.set_tag(run, "tag", value)
        t.equal(f"tag {value[:9]!r}", client.get_run(run).data.tags["tag"], value)
    client.set_tag(run, "tag", "w" * 8001)
    t.equal("a longer tag is cut", client.get_run(run).data.tags["tag"], "w" * 8000)
    client.delete_tag(run, "tag")
    t.true("taken away", "tag" not in client.get_run(run).data.tags)
    t.raises("no such tag", lambda: client.delete_tag(run, "tag"), "RESOURCE_DOES_NOT_EXIST", "No tag with name: tag")
    t.raises(
        "tag of an unknown run",
        lambda: client.delete_tag("fake_run_id", "tag"),
        "RESOURCE_DOES_NOT_EXIST",
        "Run with id=fake_run_id not found",
    )
    client.log_batch(run, tags=[RunTag("twice", "first"), RunTag("twice", "last")])
    t.equal("the last of two equal tags", client.get_run(run).data.tags["twice"], "last")


def check_bad_keys(peer):
    t, wire = peer.tally, peer.wire
    run = peer.run()
    bad = ["", ".", "..", "...", "..a", "/a", "a/../b", "a//b", "a/", "a/./b", "a\tb", "a\nb", "a!b", "a;b", "a'b", "a%b", "k" * 251]
    for key in bad:
        for endpoint, fields in (
            ("log-metric", {"key": key, "value": 1, "timestamp": 1}),
            ("log-parameter", {"key": key, "value": "1"}),
            ("set-tag", {"key": key, "value": "1"}),
        ):
            t.refused(f"{endpoint} {key[:9]!r}", wire.post(f"runs/{endpoint}", run_id=run, **fields))
        t.refused(f"log-batch {key[:9]!r}", wire.post("runs/log-batch", run_id=run, tags=[{"key": key, "value": "v"}]))
    for key in ("a", "a.b-c_d e:f/g", "ключ", "k" * 250, "a..b"):
        for endpoint, fields in (
            ("log-metric", {"key": key, "value": 1, "timestamp": 1}),
            ("log-parameter", {"key": key, "value": "1"}),
            ("set-tag", {"key": key, "value": "1"}),
        ):
            t.equal(f"{endpoint} {key[:9]!r}", wire.post(f"runs/{endpoint}", run_id=run, **fields).status, 200)
    got = peer.client.get_run(run).data
    t.equal("only the good ones are there", (len(got.metrics), len(got.params), len(got.tags)), (5, 5, 6))


SUBJECTS = [check_run_created, check_run_updated, check_run_deleted, check_run_params, check_run_tags, check_bad_keys]
