"""The model registry through MlflowClient: models, versions, aliases, tags, stages."""

import concurrent.futures
import time

from mlflow.exceptions import MlflowException


def version(peer, name, source="s3://bucket/somewhere/else", **more):
    return peer.client.create_model_version(name, source, **more)


def check_registered_model_life(peer):
    t, client = peer.tally, peer.client
    name, before = peer.fresh("model"), int(time.time() * 1000)
    made = client.create_registered_model(name, tags={"key": "value", "another key": "some other value", "n": 12345}, description="what")
    for what, got in (("created", made), ("fetched", client.get_registered_model(name))):
        t.equal(
            what,
            (got.name, got.description, got.tags, list(got.latest_versions)),
            (name, "what", {"key": "value", "another key": "some other value", "n": "12345"}, []),
        )
        t.true(f"{what}: when", before <= got.creation_timestamp <= got.last_updated_timestamp <= time.time() * 1000 + 1, got)
    t.raises("created twice", lambda: client.create_registered_model(name), "RESOURCE_ALREADY_EXISTS", "Registered Model", "already exists")
    time.sleep(0.005)
    changed = client.update_registered_model(name, "other words")
    t.equal("described", (changed.description, changed.last_updated_timestamp > made.last_updated_timestamp), ("other words", True))
    other, taken = peer.fresh("renamed"), peer.fresh("taken")
    client.create_registered_model(taken)
    t.raises("renamed to a taken name", lambda: client.rename_registered_model(name, taken), "RESOURCE_ALREADY_EXISTS", "already exists")
    v = version(peer, name, tags={"t": "1"})
    client.set_registered_model_alias(name, "best", v.version)
    client.rename_registered_model(name, other)
    moved = client.get_registered_model(other)
    t.equal("renamed", (moved.name, moved.description, moved.tags["key"], moved.aliases), (other, "other words", "value", {"best": "1"}))
    t.equal(
        "its versions come along",
        (client.get_model_version(other, "1").tags, client.get_model_version_by_alias(other, "best").name),
        ({"t": "1"}, other),
    )
    for call in (
        client.get_registered_model,
        client.delete_registered_model,
        lambda n: client.update_registered_model(n, "x"),
        lambda n: client.rename_registered_model(n, "y"),
        lambda n: client.set_registered_model_tag(n, "a", "b"),
        lambda n: version(peer, n),
        lambda n: client.get_model_version(n, "1"),
    ):
        t.raises("the old name", lambda c=call: c(name), "RESOURCE_DOES_NOT_EXIST", "not found")
    t.raises("text", lambda: client.get_registered_model(name), "RESOURCE_DOES_NOT_EXIST", f"Registered Model with name={name} not found")
    client.delete_registered_model(other)
    t.raises("deleted", lambda: client.get_registered_model(other), "RESOURCE_DOES_NOT_EXIST")
    t.equal("its versions are gone", list(client.search_model_versions(f"name = '{other}'")), [])
    client.create_registered_model(other)
    t.equal("made anew, empty", (client.get_registered_model(other).tags, client.get_registered_model(other).aliases), ({}, {}))
    t.equal("numbers start again", str(version(peer, other).version), "1")


def check_registered_model_names(peer):
    t, client = peer.tally, peer.client
    for name in ("", "a/b", "a:b", "/", ":", ".", ".."):
        t.refused(f"name {name[:8]!r}", peer.wire.post("registered-models/create", name=name))
    if not peer.reference:  # the reference, on SQLite, takes what other databases refuse
        t.refused("a name of 257 characters", peer.wire.post("registered-models/create", name="m" * 257))
        t.refused("a blank name", peer.wire.post("registered-models/create", name="   "))
    for name in ("two words", "größe", "🙂", "50%", "a+b", "it's", 'a "b"', "m" * 200, "a.b-c_d", "#1?&=;"):
        name = peer.fresh(name)
        client.create_registered_model(name)
        version(peer, name)
        t.equal(f"name {name[:12]!r}", (client.get_registered_model(name).name, client.get_model_version(name, "1").name), (name, name))
        client.delete_registered_model(name)


def check_model_version_life(peer):
    t, client = peer.tally, peer.client
    name, run = peer.fresh("model"), peer.run()
    client.create_registered_model(name)
    uri = client.get_run(run).info.artifact_uri + "/fit"
    made = version(peer, name, uri, run_id=run, run_link="http://host/run", tags={"a": "b"}, description="first")
    for what, got in (("created", made), ("fetched", client.get_model_version(name, "1"))):
        t.equal(
            what,
            (got.name, str(got.version), got.current_stage, got.description, got.source, got.run_id, got.run_link, got.status, got.tags),
            (name, "1", "None", "first", uri, run, "http://host/run", "READY", {"a": "b"}),
        )
    t.equal(
        "the version is text on the wire", peer.wire.get("model-versions/get", name=name, version=1).json["model_version"]["version"], "1"
    )
    t.equal("download", client.get_model_version_download_uri(name, "1"), uri)
    bare = version(peer, name)
    t.equal("without a run", (str(bare.version), bare.run_id or "", bare.description or "", bare.tags), ("2", "", "", {}))
    time.sleep(0.005)
    changed = client.update_model_version(name, "2", "new words")
    t.equal("described", (changed.description, changed.last_updated_timestamp > bare.last_updated_timestamp), ("new words", True))
    client.delete_model_version(name, "2")
    for what, number in (("deleted", "2"), ("never made", "99")):
        for call in (
            client.get_model_version,
            client.get_model_version_download_uri,
            client.delete_model_version,
            lambda n, v: client.update_model_version(n, v, "x"),
            lambda n, v: client.set_model_version_tag(n, v, "a", "b"),
            lambda n, v: client.transition_model_version_stage(n, v, "Staging"),
            lambda n, v: client.set_registered_model_alias(n, "al", v),
        ):
            t.raises(what, lambda c=call, v=number: c(name, v), "RESOURCE_DOES_NOT_EXIST")
    t.raises(
        "text",
        lambda: client.get_model_version(name, "99"),
        "RESOURCE_DOES_NOT_EXIST",
        f"Model Version (name={name}, version=99) not found",
    )
    t.equal("numbers are not used again", str(version(peer, name).version), "3")
    client.delete_model_version(name, "3")
    t.equal("nor the greatest", str(version(peer, name).version), "4")
    for number in ("x", "1.5", ""):
        t.refused(f"version {number!r}", peer.wire.get("model-versions/get", name=name, version=number))


def check_model_version_tags_and_model_tags(peer):
    t, client = peer.tally, peer.client
    name = peer.fresh("model")
    client.create_registered_model(name)
    version(peer, name), version(peer, name)
    for what, put, take, get in (
        (
            "model",
            lambda k, v: client.set_registered_model_tag(name, k, v),
            lambda k: client.delete_registered_model_tag(name, k),
            lambda: client.get_registered_model(name).tags,
        ),
        (
            "version",
            lambda k, v: client.set_model_version_tag(name, "1", k, v),
            lambda k: client.delete_model_version_tag(name, "1", k),
            lambda: client.get_model_version(name, "1").tags,
        ),
    ):
        for key, value in (("key", "a"), ("key", "b"), ("numeric value", 12345), ("empty", ""), ("long", "v" * 100000), ("größe", "🙂")):
            put(key, value)
            t.equal(f"{what}: {key}", get()[key], str(value))
        take("key")
        take("key")  # nothing to take is fine
        t.equal(f"{what}: left", sorted(get()), ["empty", "größe", "long", "numeric value"])
        for key, value in (("k" * 251, "v"), ("long", "v" * 100001), ("a!b", "v")):
            t.raises(f"{what}: {len(key)} and {len(value)} characters", lambda k=key, v=value: put(k, v), "INVALID_PARAMETER_VALUE")
    t.equal("the other version has none", client.get_model_version(name, "2").tags, {})


def check_aliases(peer):
    t, client = peer.tally, peer.client
    name = peer.fresh("model")
    client.create_registered_model(name)
    for _ in range(12):
        version(peer, name)
    client.set_registered_model_alias(name, "champion", "1")
    client.set_registered_model_alias(name, "best-of_all", "1")
    t.equal("on the model", client.get_registered_model(name).aliases, {"champion": "1", "best-of_all": "1"})
    t.equal("on the version", sorted(client.get_model_version(name, "1").aliases), ["best-of_all", "champion"])
    client.set_registered_model_alias(name, "champion", "12")
    t.equal(
        "moved",
        (str(client.get_model_version_by_alias(name, "champion").version), client.get_model_version(name, "1").aliases),
        ("12", ["best-of_all"]),
    )
    client.delete_registered_model_alias(name, "best-of_all")
    client.delete_registered_model_alias(name, "best-of_all")
    t.equal("taken away", client.get_registered_model(name).aliases, {"champion": "12"})
    if not peer.reference:  # the newest by its number; some releases of the reference sort as text
        t.equal("latest", str(client.get_model_version_by_alias(name, "latest").version), "12")
    t.raises(
        "no such alias", lambda: client.get_model_version_by_alias(name, "nobody"), "INVALID_PARAMETER_VALUE", "alias nobody not found"
    )
    t.raises(
        "of no model",
        lambda: client.get_model_version_by_alias(peer.fresh("x"), "champion"),
        ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"),
    )
    t.raises("to no version", lambda: client.set_registered_model_alias(name, "new", "99"), "RESOURCE_DOES_NOT_EXIST")
    for alias in ("latest", "LATEST", "v1", "V22", "a b", "a/b", "a.b", "x" * 256, ""):
        t.raises(f"alias {alias[:9]!r}", lambda a=alias: client.set_registered_model_alias(name, a, "1"), "INVALID_PARAMETER_VALUE")
    for alias in ("1", "v1a", "x" * 255, "größe"):
        client.set_registered_model_alias(name, alias, "2")
        t.equal(f"alias {alias[:9]!r}", str(client.get_model_version_by_alias(name, alias).version), "2")
    client.delete_model_version(name, "2")
    t.equal("a deleted version's aliases go", client.get_registered_model(name).aliases, {"champion": "12"})


def check_stages(peer):
    t, client = peer.tally, peer.client
    name = peer.fresh("model")
    client.create_registered_model(name)
    for _ in range(4):
        version(peer, name)
    for stage, wanted in (("Staging", "Staging"), ("production", "Production"), ("ARCHIVED", "Archived"), ("none", "None")):
        t.equal(stage, client.transition_model_version_stage(name, "1", stage).current_stage, wanted)
    client.transition_model_version_stage(name, "1", "Production")
    client.transition_model_version_stage(name, "2", "Production")
    t.equal("two in production", [client.get_model_version(name, v).current_stage for v in "12"], ["Production"] * 2)
    client.transition_model_version_stage(name, "3", "Production", archive_existing_versions=True)
    t.equal(
        "the others archived",
        [client.get_model_version(name, v).current_stage for v in "1234"],
        ["Archived", "Archived", "Production", "None"],
    )
    latest = {v.current_stage: str(v.version) for v in client.get_registered_model(name).latest_versions}
    t.equal("latest versions", latest, {"None": "4", "Production": "3", "Archived": "2"})
    for stages, wanted in ((None, {"2", "3", "4"}), (["production"], {"3"}), (["None", "ARCHIVED"], {"2", "4"}), (["Staging"], set())):
        t.equal(f"latest of {stages}", {str(v.version) for v in client.get_latest_versions(name, stages)}, wanted)
        fields = {"name": name} | ({"stages": stages} if stages else {})
        for method in ("GET", "POST"):
            answer = peer.wire.call(method, "registered-models/get-latest-versions", fields)
            t.equal(f"{method} latest of {stages}", {v["version"] for v in answer.json.get("model_versions", [])}, wanted)
    t.raises("no such stage", lambda: client.transition_model_version_stage(name, "1", "Shop"), "INVALID_PARAMETER_VALUE")
    t.raises("latest of no such stage", lambda: client.get_latest_versions(name, ["Shop"]), "INVALID_PARAMETER_VALUE")
    if not peer.reference:  # the reference answers 500
        t.raises(
            "archiving into Archived", lambda: client.transition_model_version_stage(name, "1", "Archived", True), "INVALID_PARAMETER_VALUE"
        )
    client.delete_model_version(name, "3")
    t.equal("a deleted one is not the latest", {str(v.version) for v in client.get_latest_versions(name)}, {"2", "4"})


def check_versions_in_parallel(peer):
    """Eight threads register at once. Each must get a number of its own."""
    t, client = peer.tally, peer.client
    name = peer.fresh("parallel")
    client.create_registered_model(name)

    def register(number):
        try:
            return int(version(peer, name, tags={"n": str(number)}).version)
        except MlflowException as error:
            return error.error_code

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        got = list(pool.map(register, range(40)))
    refused = [g for g in got if not isinstance(g, int)]
    numbers = sorted(g for g in got if isinstance(g, int))
    # The reference tries thrice and then gives up with a 400; ours takes one after the other.
    t.equal("refused", refused, [] if not peer.reference else refused)
    t.equal("numbers", numbers, sorted(set(numbers)) if peer.reference else list(range(1, 41)))
    kept = {int(v.version): v.tags["n"] for v in client.search_model_versions(f"name = '{name}'")}
    t.equal("each keeps what it said", kept, {g: str(i) for i, g in enumerate(got) if isinstance(g, int)})


def check_version_sources(peer):
    t, client, wire = peer.tally, peer.client, peer.wire
    name, run = peer.fresh("model"), peer.run()
    client.create_registered_model(name)

    def create(source, **more):
        return wire.post("model-versions/create", name=name, source=source, **more)

    inside = client.get_run(run).info.artifact_uri
    for source in (f"runs:/{run}/model", inside, f"{inside}/fit", f"{inside}/a/..../b", "s3://bucket/a/b", "s3://bucket/a///b/"):
        answer = create(source, run_id=run)
        t.equal(source, (answer.status, answer.json.get("model_version", {}).get("source")), (200, source))
    # Up to 3.11 anything without dots goes; later releases want the place to be that of the run.
    for source in (
        "mlflow-artifacts:/models",
        "mlflow-artifacts:/models///",
        "mlflow-artifacts://host:9000/models",
        "https://host/a",
        "runs:/other/model",
    ):
        answer = create(source, run_id=run)
        t.true(source, answer.status == 200 or (answer.status, answer.json.get("error_code")) == (400, "INVALID_PARAMETER_VALUE"), answer)
    for source in (
        "mlflow-artifacts://host:9000/models/../../../",
        "http://host:9000/models/../../../",
        f"{inside}/../../x",
        "https://host/api/2.0/mlflow-artifacts/artifacts/../../../",
        "s3a://my_bucket/api/../../../",
        "ftp://host:8888/api/../../",
        "mlflow-artifacts://host:9000/models/..%2f..%2fartifacts",
        "mlflow-artifacts://host:9000/models/%2e%2e/x",
        "mlflow-artifacts://host:9000/models/%252e%252e/x",
        "mlflow-artifacts://host:9000/models/artifact%00",
    ):
        # The newest reference refuses foreign hosts before it looks for dots, in other words.
        t.refused(
            source,
            create(source, run_id=run),
            400,
            "INVALID_PARAMETER_VALUE",
            *peer.either(("If supplying a source as an http, https,",), ()),
        )
    for source, more in (
        ("/tmp", {}),
        ("/tmp", {"run_id": run}),
        ("file:///tmp", {}),
        ("file:///tmp", {"run_id": run}),
        ("/etc/passwd", {"run_id": run}),
        ("./a", {"run_id": run}),
        ("../a", {}),
    ):
        t.refused(
            f"{source} {list(more)}", create(source, **more), 400, "INVALID_PARAMETER_VALUE", "To use a local path as a model version"
        )
    t.refused("file://host", create("file://123.456.789.123/path", run_id=run), peer.either(400, 500), None)
    t.refused("of no logged model", create("models:/m-" + "0" * 32), peer.either((400, 404), (400, 404, 500)), None)
    t.refused("of no version", create(f"models:/{peer.fresh('none')}/1"), 404, "RESOURCE_DOES_NOT_EXIST")
    t.refused(
        "no source",
        wire.post("model-versions/create", name=name),
        400,
        "INVALID_PARAMETER_VALUE",
        "Missing value for required parameter 'source'",
    )
    answer = create("s3://bucket/x", run_id=run, tags=[{"key": "a", "value": "1"}]).json["model_version"]
    t.true("times on the wire are numbers", isinstance(answer["creation_timestamp"], int), answer)


SUBJECTS = [
    check_registered_model_life,
    check_registered_model_names,
    check_model_version_life,
    check_model_version_tags_and_model_tags,
    check_aliases,
    check_stages,
    check_versions_in_parallel,
    check_version_sources,
]
