"""Searching models and versions: filters, order, pages."""

import time


def everything(search, **fields):
    """All pages, one after the other; gives up on a token that never ends."""
    got, token = [], None
    for _ in range(100):
        page = search(page_token=token, **fields)
        got += page
        token = page.token
        if not token:
            return got
    raise AssertionError("the pages never end")


def check_model_search(peer):
    t, client = peer.tally, peer.client
    mark = peer.fresh("m").split()[1]
    names = [f"{mark}-CreateRM{i:03}" for i in range(29)]
    for i, name in enumerate(names):
        client.create_registered_model(name, tags={"parity": "even" if i % 2 == 0 else "odd"} | ({"rare": "Yes"} if i == 7 else {}))
    mine = f"name LIKE '{mark}%'"

    def found(text, **more):
        return [m.name for m in everything(client.search_registered_models, filter_string=text, **more)]

    for text, wanted in (
        (mine, names),
        (f"name LIKE '{mark}-%7'", [n for n in names if n.endswith("7")]),
        (f"name ILIKE '{mark}%rm%00%'", names[:10]),
        (f"name LIKE '{mark}%rm%00%'", []),
        ("name = 'badname'", []),
        (f"name = '{names[23]}'", [names[23]]),
        (f"attribute.name = '{names[3]}'", [names[3]]),
        (f"{mine} AND name != '{names[0]}'", names[1:]),
        (f"{mine} AND tags.parity = 'even'", names[::2]),
        (f"{mine} AND tag.parity != 'even'", names[1::2]),
        (f"{mine} AND tags.rare ILIKE 'y%'", [names[7]]),
        (f"{mine} AND tags.rare LIKE 'y%'", []),
        (f"{mine} AND tags.parity = 'odd' AND tags.rare = 'Yes'", [names[7]]),
        (f"{mine} AND tags.none != 'x'", []),
    ):
        t.equal(text.replace(mark, "M"), found(text), wanted)
    for size in (1, 8, 29, 100):
        t.equal(f"pages of {size}", found(mine, max_results=size), names)
    time.sleep(0.005)
    client.update_registered_model(names[5], "touched")
    for order, wanted in (
        (["name DESC"], names[::-1]),
        (["name ASC"], names),
        (["last_updated_timestamp DESC"], None),
        (["timestamp DESC"], None),
    ):
        got = found(mine, order_by=order)
        t.equal(f"order {order}", got if wanted else got[0], wanted or names[5])
    for bad in (
        "name == 'a'",
        "name > 'a'",
        "name = a",
        "unknown = 'a'",
        "tags.a > 'b'",
        "name = 'a' OR name = 'b'",
        "name BETWEEN 'a' AND 'b'",
        "name = 'a",
        "run_id = 'a'",
    ):
        t.raises(f"filter {bad}", lambda b=bad: client.search_registered_models(b), "INVALID_PARAMETER_VALUE")
    for bad in ("creation_timestamp DESC", "version ASC", "name SIDEWAYS"):
        t.raises(f"order {bad}", lambda b=bad: client.search_registered_models(order_by=[b]), "INVALID_PARAMETER_VALUE")
    t.raises("1001 at once", lambda: client.search_registered_models(max_results=1001), "INVALID_PARAMETER_VALUE")
    t.refused("a broken token", peer.wire.get("registered-models/search", page_token="no token"))


def check_version_search(peer):
    t, client = peer.tally, peer.client
    mark, run = peer.fresh("v").split()[1], peer.run()
    names = [f"{mark}-RM{i:02}" for i in range(12)]
    for name in names:
        client.create_registered_model(name)
    made = []
    for i, name in enumerate(names + names[:4]):
        time.sleep(0.003)
        v = client.create_model_version(name, f"s3://{mark}/{i}", run if i % 3 == 0 else None, tags={"parity": "eo"[i % 2]})
        made.append((v.name, str(v.version)))
    newest, mine = made[::-1], f"name LIKE '{mark}%'"

    def found(text, **more):
        return [(v.name, str(v.version)) for v in everything(client.search_model_versions, filter_string=text, **more)]

    for text, wanted in (
        (mine, newest),
        (f"name = '{names[2]}'", [(names[2], "2"), (names[2], "1")]),
        (f"name ILIKE '{mark}%rm%01'", [(names[1], "2"), (names[1], "1")]),
        (f"name LIKE '{mark}%rm%'", []),
        (f"{mine} AND version_number = 2", newest[:4]),
        (f"{mine} AND version_number > 1", newest[:4]),
        (f"{mine} AND version_number != 2", newest[4:]),
        (f"{mine} AND version_number <= 1", newest[4:]),
        (f"source_path = 's3://{mark}/3'", [made[3]]),
        (f"{mine} AND source_path LIKE '%/1'", [made[1]]),
        (f"run_id = '{run}'", made[::3][::-1]),
        (f"run_id IN ('{run}', 'x')", made[::3][::-1]),
        (f"{mine} AND tags.parity = 'e'", made[::2][::-1]),
        (f"{mine} AND tag.parity != 'e'", made[1::2][::-1]),
        (f"{mine} AND tags.parity ILIKE 'E' AND version_number = 2", [made[14], made[12]]),
    ):
        t.equal(text.replace(mark, "M"), found(text), wanted)
    for size in (1, 8, 100):
        t.equal(f"pages of {size}", found(mine, max_results=size), newest)
    for order, wanted in (
        (["name DESC"], sorted(made, key=lambda v: (v[0], int(v[1])), reverse=True)),
        (["version_number DESC", "name ASC"], sorted(made, key=lambda v: (-int(v[1]), v[0]))),
        (["creation_timestamp ASC"], made),
        (["last_updated_timestamp DESC"], newest),
    ):
        t.equal(f"order {order}", found(mine, order_by=order), wanted)
    time.sleep(0.005)
    client.set_model_version_tag(names[6], "1", "touched", "yes")
    client.update_model_version(names[6], "1", "touched")
    t.equal("a touched one comes first", found(mine)[0], (names[6], "1"))
    client.delete_model_version(names[11], "1")
    t.true("deleted ones are not found", (names[11], "1") not in found(mine))
    for bad in (
        "name == 'a'",
        "name > 'a'",
        "version_number = 'a'",
        "version_number LIKE '1'",
        "unknown = 'a'",
        "run_id IN ()",
        "run_id IN (1)",
        "name = 'a' OR name = 'b'",
        "name = 'a",
    ):
        t.raises(f"filter {bad}", lambda b=bad: client.search_model_versions(b), "INVALID_PARAMETER_VALUE")
    for bad in ("version ASC", "stage ASC", "name UP"):
        t.raises(f"order {bad}", lambda b=bad: client.search_model_versions(order_by=[b]), "INVALID_PARAMETER_VALUE")
    t.raises("200001 at once", lambda: client.search_model_versions(max_results=200001), "INVALID_PARAMETER_VALUE")


def check_prompts_are_hidden(peer):
    t = peer.tally
    mark = peer.fresh("p").split()[1]
    key = "mlflow.prompt.is_prompt"
    for name, source in (("model", "s3://bucket/x"), ("prompt", "dummy-source")):
        tags = [{"key": key, "value": "true"}] if name == "prompt" else []
        t.equal(name, peer.wire.post("registered-models/create", name=f"{mark}-{name}", tags=tags).status, 200)
        t.equal(f"{name} version", peer.wire.post("model-versions/create", name=f"{mark}-{name}", source=source, tags=tags).status, 200)
    mine = f"name LIKE '{mark}%'"
    for endpoint, key_of in (("registered-models/search", "registered_models"), ("model-versions/search", "model_versions")):
        for extra, wanted in (("", ["model"]), (f" AND tags.`{key}` = 'true'", ["prompt"]), (f" AND tags.`{key}` = 'false'", ["model"])):
            answer = peer.wire.get(endpoint, filter=mine + extra, max_results=10)
            t.equal(endpoint + extra, [m["name"].removeprefix(mark + "-") for m in answer.json.get(key_of, [])], wanted)


SUBJECTS = [check_model_search, check_version_search, check_prompts_are_hidden]
