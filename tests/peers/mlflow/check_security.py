"""Paths that lead out of the artifact root, foreign Host headers, requests from other sites."""

import os
import uuid

OUT = [
    "../x",
    "a/../../x",
    "..",
    "a/..",
    "%2e%2e/x",
    "%2E%2E/x",
    "..%2fx",
    "a%2f..%2f..%2fx",
    "%252e%252e/x",
    "%252e%252e%252fx",
    "%25252e%25252e/x",
    "/etc/passwd",
    "%2fetc/passwd",
    "//etc/passwd",
    "C:/x",
    "C:%5Cx",
    "c%3A/x",
    "..%5cx",
    "a%5c..%5cx",
    "file:///etc/passwd",
    "file:/etc/passwd",
    "x%23y",
]


def check_paths_through_the_proxy(peer):
    t, wire = peer.tally, peer.wire
    base, run = "/api/2.0/mlflow-artifacts/artifacts", peer.run()
    peer.client.log_text(run, "still here", "kept.txt")
    for path in OUT:
        written = f"{base}/{path}"
        for method in ("GET", "PUT", "DELETE"):
            answer = wire.send(method, written, b"out" if method == "PUT" else None)
            # A client or server may resolve plain segments, or make one of two slashes, before it looks where the path leads.
            if path in ("..", "../x", "a/..", "a/../../x", "/etc/passwd", "//etc/passwd"):
                t.true(f"{method} {path}", answer.status in (200, 308, 400, 403, 404, 405) and b"root:" not in answer.body, answer)
            elif peer.reference and (
                answer.status == 308 or "%5" in path or "%3A" in path or path.startswith("C:") or "file:" in path or "%23" in path
            ):
                # On Linux the reference keeps backslashes and drive letters as part of a name.
                t.true(f"{method} {path}", answer.status < 500, answer)
            else:
                t.refused(f"{method} {path}", answer, 400, "INVALID_PARAMETER_VALUE", "Invalid path")
        if not peer.reference:
            t.refused(
                f"list {path}",
                wire.send("GET", f"{base}?path={path.replace('%', '%25') if '%25' in path else path}"),
                400,
                "INVALID_PARAMETER_VALUE",
                "Invalid path",
            )
    t.equal("no DELETE took more than it names", [f.path for f in peer.client.list_artifacts(run)], ["kept.txt"])


def check_paths_of_runs(peer):
    t, wire, run = peer.tally, peer.wire, peer.run()
    peer.client.log_text(run, "inside", "a.txt")
    for path in ("../path", "..", "a/../../b", "%2e%2e/x", "%252e%252e/x", "/etc/passwd", "..%2f..%2fx", "file:///etc/passwd"):
        for what, target in (
            ("list", f"/api/2.0/mlflow/artifacts/list?run_id={run}&path={path}"),
            ("get-artifact", f"/get-artifact?run_id={run}&path={path}"),
            ("model version", f"//model-versions/get-artifact?name=model&version=1&path={path}"),
            ("upload", f"/ajax-api/2.0/mlflow/upload-artifact?run_uuid={run}&path={path}"),
        ):
            answer = wire.send("POST" if what == "upload" else "GET", target, b"x" if what == "upload" else None)
            t.refused(f"{what} {path}", answer, 400, "INVALID_PARAMETER_VALUE", "Invalid path")
    answer = wire.send("GET", f"/get-artifact?run_id=../{run}&path=a.txt")
    t.true("a run id with dots", answer.status in (400, 404), answer)


def check_nothing_outside(peer):
    """A mark written above the root must not be there afterwards, nor one in the root of the machine's folder for temporary files."""
    t, wire = peer.tally, peer.wire
    mark = f"escaped-{uuid.uuid4().hex}"
    for path in OUT:
        target = path.rsplit("x", 1)[0] + mark if path.endswith("x") else f"{path}/{mark}"
        wire.send("PUT", f"/api/2.0/mlflow-artifacts/artifacts/{target}", b"out")
    wire.send("PUT", f"/api/2.0/mlflow-artifacts/artifacts/probe-{mark}", b"in")
    probe = peer.server_folder and next(iter(peer.server_folder.rglob(f"probe-{mark}")), None)
    if probe:
        outside = [p for p in peer.server_folder.rglob(f"*{mark}*") if probe.parent not in p.parents]
        t.equal("only inside the root", outside, [])
    for folder in ("/", "/etc", "/tmp", os.path.expanduser("~")):
        t.equal(f"nothing in {folder}", os.path.exists(os.path.join(folder, mark)), False)


def check_symbolic_links(peer):
    if not peer.server_folder:
        return
    t, wire, client = peer.tally, peer.wire, peer.client
    run, mark = peer.run(), f"mark-{uuid.uuid4().hex}"
    client.log_text(run, "inside", f"{mark}.txt")
    kept = next(iter(peer.server_folder.rglob(f"{mark}.txt")), None)
    if kept is None:
        return  # kept in another way than as files by name, then nobody can lay a link there
    secret = peer.folder / "secret"
    secret.mkdir()
    (secret / "key.txt").write_text("secret")
    (kept.parent / "link").symlink_to(secret)
    (kept.parent / "link.txt").symlink_to(secret / "key.txt")
    root = client.get_run(run).info.artifact_uri.removeprefix("mlflow-artifacts:/")
    for path in ("link.txt", "link/key.txt"):
        for what, target in (
            ("proxy", f"/api/2.0/mlflow-artifacts/artifacts/{root}/{path}"),
            ("get-artifact", f"/get-artifact?run_id={run}&path={path}"),
        ):
            answer = wire.send("GET", target)
            t.true(f"{what} {path}", peer.reference or (b"secret" not in answer.body and 400 <= answer.status < 500), answer)
    wire.send("PUT", f"/api/2.0/mlflow-artifacts/artifacts/{root}/link/new.txt", b"out")
    wire.send("PUT", f"/api/2.0/mlflow-artifacts/artifacts/{root}/link.txt", b"out")
    t.true(
        "nothing written through a link",
        peer.reference or ((secret / "key.txt").read_text() == "secret" and not (secret / "new.txt").exists()),
    )
    wire.send("DELETE", f"/api/2.0/mlflow-artifacts/artifacts/{root}/link")
    wire.send("DELETE", f"/api/2.0/mlflow-artifacts/artifacts/{root}")
    t.true("nothing deleted through a link", (secret / "key.txt").exists())


def check_host_headers(peer):
    t, wire = peer.tally, peer.wire
    experiment = peer.experiment()
    path = f"/api/2.0/mlflow/experiments/get?experiment_id={experiment}"
    for host in (
        "evil.example",
        f"evil.example:{wire.port}",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        f"127.0.0.1@evil.example:{wire.port}",
        "evil.example:80",
    ):
        for method, target, body in (
            ("GET", path, None),
            ("POST", "/api/2.0/mlflow/experiments/create", b'{"name":"x"}'),
            ("PUT", "/api/2.0/mlflow-artifacts/artifacts/0/x", b"x"),
        ):
            answer = wire.send(method, target, body, {"Content-Type": "application/json"}, host=host)
            t.true(f"{method} for {host}", answer.status in (400, 403, 421) and b'"experiment' not in answer.body, answer)
    for host in (f"127.0.0.1:{wire.port}", f"localhost:{wire.port}", "localhost", f"LOCALHOST:{wire.port}", f"[::1]:{wire.port}"):
        if peer.reference and host.startswith("LOCAL"):
            continue  # the reference compares letter by letter
        t.equal(f"for {host}", wire.send("GET", path, host=host).status, 200)
    for target in ("/health", "/version"):
        t.equal(f"{target} for any host", wire.send("GET", target, host="evil.example").status, 200)


def check_other_sites(peer):
    t, wire = peer.tally, peer.wire
    run = peer.run()
    root = peer.client.get_run(run).info.artifact_uri.removeprefix("mlflow-artifacts:/")
    writes = (
        ("POST", "/api/2.0/mlflow/runs/set-tag", b'{"run_id":"%s","key":"a","value":"b"}' % run.encode()),
        ("POST", "/ajax-api/2.0/mlflow/runs/set-tag", b'{"run_id":"%s","key":"a","value":"b"}' % run.encode()),
        ("PUT", f"/api/2.0/mlflow-artifacts/artifacts/{root}/x", b"x"),
        ("DELETE", f"/api/2.0/mlflow-artifacts/artifacts/{root}", None),
        ("PATCH", "/api/2.0/mlflow/registered-models/update", b'{"name":"x"}'),
        ("POST", f"/ajax-api/2.0/mlflow/upload-artifact?run_uuid={run}&path=x", b"x"),
    )
    for origin in (
        "https://evil.example",
        "http://evil.example",
        "null",
        "http://localhost.evil.example",
        f"http://evil.example:{wire.port}",
    ):
        for method, target, body in writes:
            answer = wire.send(method, target, body, {"Origin": origin, "Content-Type": "application/json"})
            t.equal(f"{method} {target[:30]} from {origin}", answer.status, 403)
        allowed = wire.send("GET", f"/api/2.0/mlflow/runs/get?run_id={run}", headers={"Origin": origin}).headers.get(
            "Access-Control-Allow-Origin"
        )
        t.true(f"no reading from {origin}", allowed not in ("*", origin), allowed)
        answer = wire.send("OPTIONS", "/api/2.0/mlflow/runs/set-tag", headers={"Origin": origin, "Access-Control-Request-Method": "POST"})
        t.true(
            f"asked beforehand from {origin}", answer.headers.get("Access-Control-Allow-Origin") not in ("*", origin), dict(answer.headers)
        )
    kept = peer.client.get_run(run)
    t.equal("nothing was written", ("a" in kept.data.tags, list(peer.client.list_artifacts(run))), (False, []))
    for origin in (f"http://127.0.0.1:{wire.port}", f"http://localhost:{wire.port}"):
        method, target, body = writes[0]
        t.equal(f"from {origin}", wire.send(method, target, body, {"Origin": origin, "Content-Type": "application/json"}).status, 200)


SUBJECTS = [
    check_paths_through_the_proxy,
    check_paths_of_runs,
    check_nothing_outside,
    check_symbolic_links,
    check_host_headers,
    check_other_sites,
]
