"""Experiments through MlflowClient."""

import time

from mlflow.entities import ViewType


def check_experiment_life(peer):
    t, client = peer.tally, peer.client
    name, before = peer.fresh("wind & tide"), int(time.time() * 1000)
    made = client.create_experiment(name, tags={"team": "north", "empty": ""})
    t.true("an id is a decimal string", isinstance(made, str) and made.isdecimal(), made)
    got = client.get_experiment(made)
    t.equal("name", got.name, name)
    t.equal("stage", got.lifecycle_stage, "active")
    t.equal("tags", got.tags, {"team": "north", "empty": ""})
    t.equal("artifact root", got.artifact_location, f"mlflow-artifacts:/{made}")
    t.true("creation time", before <= got.creation_time <= time.time() * 1000 + 1, got.creation_time)
    t.equal("last update is creation", got.last_update_time, got.creation_time)
    t.equal("by name", client.get_experiment_by_name(name).experiment_id, made)
    t.true("ids grow", int(peer.experiment()) > int(made))
    t.equal("unknown name", client.get_experiment_by_name(peer.fresh("nobody")), None)
    t.raises(
        "the name is taken", lambda: client.create_experiment(name), "RESOURCE_ALREADY_EXISTS", f"Experiment(name={name}) already exists"
    )
    renamed = peer.fresh("renamed")
    client.rename_experiment(made, renamed)
    t.equal("renamed", client.get_experiment(made).name, renamed)
    other = peer.experiment()
    t.raises(
        "renamed to a taken name",
        lambda: client.rename_experiment(other, renamed),
        # The reference reports what the database said; a taken name has a code of its own.
        peer.either("RESOURCE_ALREADY_EXISTS", ("BAD_REQUEST", "RESOURCE_ALREADY_EXISTS")),
    )


def check_experiment_delete_and_restore(peer):
    t, client = peer.tally, peer.client
    name = peer.fresh("doomed")
    doomed = client.create_experiment(name)
    runs = [peer.run(doomed) for _ in range(3)]
    updated = client.get_experiment(doomed).last_update_time
    time.sleep(0.01)
    client.delete_experiment(doomed)
    gone = client.get_experiment(doomed)
    t.equal("deleted", gone.lifecycle_stage, "deleted")
    t.true("deleting counts as an update", gone.last_update_time > updated)
    t.equal("deleted, by name", client.get_experiment_by_name(name).lifecycle_stage, "deleted")
    t.equal("its runs are deleted", {client.get_run(r).info.lifecycle_stage for r in runs}, {"deleted"})
    t.raises("a deleted one keeps its name", lambda: client.create_experiment(name), "RESOURCE_ALREADY_EXISTS")
    t.raises("deleted twice", lambda: client.delete_experiment(doomed), "RESOURCE_DOES_NOT_EXIST")
    t.raises("a run in a deleted one", lambda: client.create_run(doomed), "INVALID_PARAMETER_VALUE")
    t.raises("a tag on a deleted one", lambda: client.set_experiment_tag(doomed, "a", "b"), "INVALID_PARAMETER_VALUE")
    # The reference answers 500 INVALID_STATE, which clients repeat for minutes.
    if not peer.reference:
        t.raises("renaming a deleted one", lambda: client.rename_experiment(doomed, peer.fresh("x")), "INVALID_PARAMETER_VALUE")
    client.restore_experiment(doomed)
    t.equal("restored", client.get_experiment(doomed).lifecycle_stage, "active")
    t.equal("its runs are restored", {client.get_run(r).info.lifecycle_stage for r in runs}, {"active"})
    t.raises("restored twice", lambda: client.restore_experiment(doomed), "RESOURCE_DOES_NOT_EXIST")


def check_experiment_errors(peer):
    t, client = peer.tally, peer.client
    t.raises("unknown id", lambda: client.get_experiment("98765432"), "RESOURCE_DOES_NOT_EXIST", "No Experiment with id=98765432 exists")
    for action in (client.delete_experiment, client.restore_experiment):
        t.raises(f"{action.__name__} of an unknown id", lambda a=action: a("98765432"), "RESOURCE_DOES_NOT_EXIST")
    t.raises(
        "a name of 501 characters",
        lambda: client.create_experiment("n" * 501),
        "INVALID_PARAMETER_VALUE",
        "exceeds the maximum length of 500 characters",
    )
    for location in (
        "http://host/a#fragment",
        "http://host/a;params",
        "http://host/a?x=/../b",
        "runs:/abc/model",
        "http://host/" + "a" * 2048,
    ):
        t.raises(
            f"artifacts at {location[:30]}",
            lambda l=location: client.create_experiment(peer.fresh("x"), artifact_location=l),
            "INVALID_PARAMETER_VALUE",
        )


def check_experiment_tags(peer):
    t, client = peer.tally, peer.client
    one, two = peer.experiment(), peer.experiment()
    for value in ("imagenet", "birds", "", "two\nlines", "v" * 5000, "v" * 20000):
        client.set_experiment_tag(one, "data", value)
        t.equal(f"tag {value[:9]!r}", client.get_experiment(one).tags, {"data": value})
    t.equal("another's tags", client.get_experiment(two).tags, {})
    for key, value in (("data", "v" * 20001), ("k" * 251, "v")):
        t.raises(
            f"a tag of {len(key)} and {len(value)} characters",
            lambda k=key, v=value: client.set_experiment_tag(one, k, v),
            "INVALID_PARAMETER_VALUE",
            "exceeds the maximum length of",
        )
    if hasattr(client, "delete_experiment_tag"):
        client.set_experiment_tag(one, "extra", "x")
        client.delete_experiment_tag(one, "data")
        t.equal("a tag taken away", client.get_experiment(one).tags, {"extra": "x"})
        t.raises("no such tag", lambda: client.delete_experiment_tag(one, "data"), "RESOURCE_DOES_NOT_EXIST")


def check_experiment_search(peer):
    t, client = peer.tally, peer.client
    mark = peer.fresh("s").split()[1]
    made = {}
    for short, tags in (("a", {"key": "value"}), ("ab", {"key": "vaLue"}), ("Abc", {})):
        time.sleep(0.003)
        made[short] = client.create_experiment(f"{mark}-{short}", tags=tags | {"mark": mark})
    born = {short: client.get_experiment(i).creation_time for short, i in made.items()}

    def found(filter_string=None, **more):
        clause = f"tag.mark = '{mark}'" + (f" AND {filter_string}" if filter_string else "")
        return [e.name.split("-")[1] for e in client.search_experiments(filter_string=clause, **more)]

    for text, expected in (
        (None, ["Abc", "ab", "a"]),
        (f"attribute.name = '{mark}-a'", ["a"]),
        (f"name != '{mark}-a'", ["Abc", "ab"]),
        (f"name LIKE '{mark}-a%'", ["ab", "a"]),
        (f"name ILIKE '{mark}-A%'", ["Abc", "ab", "a"]),
        (f"name LIKE '{mark}-__'", ["ab"]),
        ("tag.key = 'value'", ["a"]),
        ("tags.key != 'value'", ["ab"]),
        ("tag.key LIKE 'va_ue'", ["ab", "a"]),
        ("tags.`key` ILIKE '%ALU%'", ["ab", "a"]),
        (f"creation_time >= {born['ab']}", ["Abc", "ab"]),
        (f"creation_time < {born['ab']}", ["a"]),
        (f"attribute.creation_time = {born['Abc']} AND name LIKE '%c'", ["Abc"]),
        (f"last_update_time > {born['a']} AND tag.key = 'value'", []),
    ):
        t.equal(text or "all", found(text), expected)
    for order, expected in (
        (["name"], ["Abc", "a", "ab"]),
        (["name DESC"], ["ab", "a", "Abc"]),
        (["creation_time ASC"], ["a", "ab", "Abc"]),
        (["last_update_time desc"], ["Abc", "ab", "a"]),
        (["experiment_id ASC"], ["a", "ab", "Abc"]),
    ):
        t.equal(f"order {order}", found(order_by=order), expected)
    page = client.search_experiments(filter_string=f"tag.mark = '{mark}'", max_results=2)
    rest = client.search_experiments(filter_string=f"tag.mark = '{mark}'", max_results=2, page_token=page.token)
    t.equal(
        "pages",
        ([e.name for e in page], [e.name for e in rest], bool(page.token), rest.token or None),
        ([f"{mark}-Abc", f"{mark}-ab"], [f"{mark}-a"], True, None),
    )
    client.delete_experiment(made["ab"])
    for view, expected in ((ViewType.ACTIVE_ONLY, ["Abc", "a"]), (ViewType.DELETED_ONLY, ["ab"]), (ViewType.ALL, ["Abc", "ab", "a"])):
        t.equal(f"view {view}", found(view_type=view), expected)
    for bad in (
        "name == 'a'",
        "name = a",
        "unknown = 'a'",
        "name > 'a'",
        "creation_time = 'a'",
        "name = 'a' OR name = 'b'",
        "tag.key = 3",
        "name = 'a",
        "'a' = name",
        "metric.a = 3",
    ):
        t.raises(f"filter {bad}", lambda b=bad: client.search_experiments(filter_string=b), "INVALID_PARAMETER_VALUE")
    for order in ("unknown", "name UP", "tag.key", "name, experiment_id"):
        t.raises(f"order {order}", lambda o=order: client.search_experiments(order_by=[o]), "INVALID_PARAMETER_VALUE")
    t.raises("50001 at once", lambda: client.search_experiments(max_results=50001), "INVALID_PARAMETER_VALUE")


SUBJECTS = [
    check_experiment_life,
    check_experiment_delete_and_restore,
    check_experiment_errors,
    check_experiment_tags,
    check_experiment_search,
]
