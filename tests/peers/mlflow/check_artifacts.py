"""Artifacts through the server: sizes, names, listing, types, deleting, as files on the wire."""

import hashlib
import os
import urllib.parse

import mlflow
import requests

NAMES = [
    "plain.txt",
    "two words.txt",
    "größe.txt",
    "日本語.bin",
    "🙂.png",
    "50%.csv",
    "a+b.txt",
    "a%20b.txt",
    "k%step%1%t%2.png",
    "k+step+1+t+2.png",
    "semi;colon.txt",
    "amper&sand=1.txt",
    "quote'.txt",
    "comma,.txt",
    "at@.txt",
    "(brackets)[1].txt",
    "dots..txt",
    ".hidden",
    "-dash",
    "tilde~.txt",
    "n" * 120 + ".txt",
]
SENT_AS_IT_IS = "a%20b.txt"  # clients put this name on the wire unescaped: no server can tell it from "a b.txt"
TYPES = {
    "a.txt": "text/plain",
    "b.pkl": "application/octet-stream",
    "c.png": "image/png",
    "d.pdf": "application/pdf",
    "MLmodel": "text/plain",
    "mlproject": "text/plain",
    "e.html": "text/html",
    "f.json": "text/plain",
    "g.csv": "text/plain",
    "h.py": "text/plain",
    "i.yaml": "text/plain",
    "j.md": "text/plain",
    "noending": "application/octet-stream",
    "k.jpg": "image/jpeg",
    "l.log": "text/plain",
}


def hash_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def write_random(path, size):
    piece = os.urandom(min(size, 1 << 20))
    with open(path, "wb") as file:
        for start in range(0, size, 1 << 20):
            file.write(piece[:8] + start.to_bytes(8, "little") + piece[16:] if size - start >= 1 << 20 else piece[: size - start])
    return path


def proxy(peer, path=""):
    return f"{peer.uri}/api/2.0/mlflow-artifacts/artifacts" + ("/" + urllib.parse.quote(path) if path else "")


def check_artifact_sizes(peer):
    t, client = peer.tally, peer.client
    run, source = peer.run(), peer.folder / "sizes"
    source.mkdir()
    sizes = {"nothing": 0, "one": 1, "seven": 7, "page": 4096, "odd": 65537, "mega": 1 << 20, "mega and one": (1 << 20) + 1}
    if peer.big:
        sizes["giga"] = 1 << 30
    hashes = {name: hash_of(write_random(source / name, size)) for name, size in sizes.items()}
    for name in sizes:
        client.log_artifact(run, str(source / name), "sub dir")
    t.equal(
        "sizes listed",
        {f.path: f.file_size or 0 for f in client.list_artifacts(run, "sub dir")},
        {f"sub dir/{name}": size for name, size in sizes.items()},
    )
    for name, digest in hashes.items():
        (source / name).unlink()
        got = client.download_artifacts(run, f"sub dir/{name}", str(source))
        t.equal(f"{name}: what comes back", hash_of(got), digest)
        os.unlink(got)


def check_artifact_names(peer):
    t, client = peer.tally, peer.client
    run, source, names = peer.run(), peer.folder / "names", [n for n in NAMES if n != SENT_AS_IT_IS]
    (source / "deep er" / "日").mkdir(parents=True)
    for name in names:
        (source / name).write_text(name)
    (source / "deep er" / "日" / "leaf").write_text("leaf")
    client.log_artifacts(run, str(source), "tree")
    listed = [f.path.removeprefix("tree/") for f in client.list_artifacts(run, "tree")]
    t.equal("listed", sorted(listed), sorted(names + ["deep er"]))
    t.equal("listed in order", listed, sorted(listed))
    back = client.download_artifacts(run, "tree", str(peer.folder))
    for name in names:
        path = os.path.join(back, name)
        t.equal(f"{name[:20]}", open(path).read() if os.path.exists(path) else None, name)
    t.true("the whole tree", os.path.exists(os.path.join(back, "deep er", "日", "leaf")))
    root = client.get_run(run).info.artifact_uri.removeprefix("mlflow-artifacts:/")
    for name in names:
        try:
            answer = requests.get(proxy(peer, f"{root}/tree/{name}"), timeout=60)
            header = answer.headers.get("Content-Disposition", "")
        except requests.RequestException as error:
            t.true(f"GET {name[:20]}", False, repr(error))
            continue
        if not name.isascii() and peer.reference:
            continue  # the reference fails on names beyond Latin-1
        t.equal(f"GET {name[:20]}", (answer.status_code, answer.content.decode(errors="replace")), (200, name))
        t.true(f"{name[:20]}: an attachment", header.startswith("attachment; filename"), header)
        if not name.isascii():
            t.true(f"{name[:20]}: its name", "filename*=UTF-8''" + urllib.parse.quote(name) in header, header)


def check_artifact_types(peer):
    t = peer.tally
    run = peer.run()
    root = peer.client.get_run(run).info.artifact_uri.removeprefix("mlflow-artifacts:/")
    for name, kind in TYPES.items():
        put = requests.put(proxy(peer, f"{root}/{name}"), data=b"data", timeout=60)
        # 3.17 of the reference answers nothing at all, earlier ones and ours an empty object.
        t.equal(f"PUT {name}", (put.status_code, put.content), (200, peer.either(b"{}", b"")))
        for what, answer in (
            ("proxy", requests.get(proxy(peer, f"{root}/{name}"), headers={"Accept": "text/html"}, timeout=60)),
            ("get-artifact", requests.get(f"{peer.uri}/get-artifact", {"run_id": run, "path": name}, timeout=60)),
            ("by run_uuid", requests.get(f"{peer.uri}/get-artifact", {"run_uuid": run, "path": name}, timeout=60)),
        ):
            t.equal(f"{what} {name}: type", (answer.status_code, answer.headers.get("Content-Type"), answer.content), (200, kind, b"data"))
            t.true(
                f"{what} {name}: name",
                f"attachment; filename={name}" in answer.headers.get("Content-Disposition", ""),
                answer.headers.get("Content-Disposition"),
            )
            t.equal(f"{what} {name}: nosniff", answer.headers.get("X-Content-Type-Options"), "nosniff")


def check_artifact_proxy(peer):
    t, wire = peer.tally, peer.wire
    experiment, run = (lambda e: (e, peer.run(e)))(peer.experiment())
    root = peer.client.get_run(run).info.artifact_uri.removeprefix("mlflow-artifacts:/")
    base = "/api/2.0/mlflow-artifacts/artifacts"
    for prefix in (base, "/ajax-api/2.0/mlflow-artifacts/artifacts"):
        t.equal("put", wire.send("PUT", f"{prefix}/{root}/b.txt", b"old").status, 200)
        t.equal("put again", wire.send("PUT", f"{prefix}/{root}/b.txt", b"newer").status, 200)
        t.equal("get", wire.send("GET", f"{prefix}/{root}/b.txt").body, b"newer")
    t.equal("empty and chunked", wire.send("PUT", f"{base}/{root}/dir/empty", b"", chunked=True).status, 200)
    t.equal("chunked", wire.send("PUT", f"{base}/{root}/dir/x", b"abcdefghijk" * 99, chunked=True).status, 200)
    t.equal("chunked, back", wire.send("GET", f"{base}/{root}/dir/x").body, b"abcdefghijk" * 99)
    t.equal("empty, back", wire.send("GET", f"{base}/{root}/dir/empty").body, b"")

    def listed(path, key="files"):
        answer = wire.send("GET", f"{base}?path={urllib.parse.quote(path)}")
        return [(f["path"], f["is_dir"], f.get("file_size") or 0) for f in answer.json.get(key, [])] if answer.status == 200 else answer

    t.equal("base names", listed(root), [("b.txt", False, 5), ("dir", True, 0)])
    raw = wire.send("GET", f"{base}?path={root}").json.get("files", [{}, {}])
    t.equal("a folder has no size", "file_size" in raw[-1], False)
    t.equal("below", listed(root + "/dir"), [("empty", False, 0), ("x", False, 1089)])
    for what in ("nowhere", "b.txt", "dir/x"):
        t.equal(f"list {what}", wire.send("GET", f"{base}?path={root}/{what}").json, {})
    t.true("the root lists experiments", any(f[0] == experiment for f in listed("")), experiment)
    answer = wire.get("artifacts/list", run_id=run)
    t.equal(
        "by run",
        (answer.json.get("root_uri"), [f["path"] for f in answer.json.get("files", [])]),
        (f"mlflow-artifacts:/{root}", ["b.txt", "dir"]),
    )
    t.equal(
        "by run, below",
        [f["path"] for f in wire.get("artifacts/list", run_id=run, path="dir").json.get("files", [])],
        ["dir/empty", "dir/x"],
    )
    t.refused("get nowhere", wire.send("GET", f"{base}/{root}/nowhere"), 404, "RESOURCE_DOES_NOT_EXIST")
    # A folder: clients before 3.12 go on only after 404; the reference has answered 400 without a code since.
    t.refused("get a folder", wire.send("GET", f"{base}/{root}/dir"), *peer.either((404, "RESOURCE_DOES_NOT_EXIST"), (400, None)))
    for what in ("nowhere", "dir"):
        t.equal(
            f"get-artifact {what}",
            wire.send("GET", f"/get-artifact?run_id={run}&path={what}").status,
            peer.either(404, {"nowhere": 404, "dir": 400}[what]),
        )
    t.refused("get-artifact of an unknown run", wire.send("GET", f"/get-artifact?run_id={'0' * 32}&path=a"), 404, "RESOURCE_DOES_NOT_EXIST")
    head = wire.send("HEAD", f"{base}/{root}/b.txt")
    t.equal("HEAD", (head.status, head.body, head.headers.get("Content-Length")), (200, b"", "5"))
    for what in ("dir", "b.txt", "b.txt"):
        answer = wire.send("DELETE", f"{base}/{root}/{what}")
        t.equal(f"delete {what}", (answer.status, answer.json), (200, {}))
    t.equal("nothing left", listed(root), [])


def check_artifact_upload_by_browser(peer):
    t, wire, run = peer.tally, peer.wire, peer.run()
    path = "/ajax-api/2.0/mlflow/upload-artifact"
    t.equal("upload", wire.send("POST", f"{path}?run_uuid={run}&path=up/load.txt", b"hello").status, 200)
    t.equal("and back", wire.send("GET", f"/get-artifact?run_uuid={run}&path=up/load.txt").body, b"hello")
    for query, text in (
        ("", "Request must specify run_uuid"),
        (f"run_uuid={run}", "Request must specify path"),
        (f"run_uuid={run}&path=", "Request must specify path"),
        (f"run_uuid={run}&path=../x", "Invalid path"),
        (f"run_uuid={run}&path=x", "Request must specify data"),
    ):
        body = b"x" if "path=.." in query else b""
        t.refused(f"upload ?{query[-8:]}", wire.send("POST", f"{path}?{query}", body), 400, "INVALID_PARAMETER_VALUE", text)
    t.refused("more than 10 MiB", wire.send("POST", f"{path}?run_uuid={run}&path=big", b"x" * ((10 << 20) + 1)))


def check_artifact_multipart(peer):
    """Either the client is told to send the file whole, or parts work."""
    t, wire = peer.tally, peer.wire
    answer = wire.call("POST", "/api/2.0/mlflow-artifacts/mpu/create/some/dir", {"path": "big.bin", "num_parts": 2})
    if answer.status == 501:
        t.true(
            "says so as the client expects",
            answer.json.get("error_code") == "NOT_IMPLEMENTED"
            and answer.json["message"].startswith("Multipart upload is not supported for the current artifact repository"),
            answer,
        )
    else:
        t.equal("created", answer.status, 200)
        parts = []
        for number, credential in enumerate(answer.json["credentials"]):
            put = requests.put(credential["url"], data=b"%d" % number * 1000, headers=credential.get("headers"), timeout=60)
            parts.append({"part_number": credential["part_number"], "etag": put.headers["ETag"], "url": credential["url"]})
        done = wire.call(
            "POST",
            "/api/2.0/mlflow-artifacts/mpu/complete/some/dir",
            {"path": "big.bin", "upload_id": answer.json["upload_id"], "parts": parts},
        )
        t.equal("completed", done.status, 200)
        t.equal("joined", wire.send("GET", "/api/2.0/mlflow-artifacts/artifacts/some/dir/big.bin").body, b"0" * 1000 + b"1" * 1000)
    run = peer.run()
    os.environ |= {
        "MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD": "true",
        "MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE": "6000000",
        "MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE": "5242880",
    }
    try:
        source = write_random(peer.folder / "parts.bin", 12_000_000)
        digest = hash_of(source)
        peer.client.log_artifact(run, str(source))
        source.unlink()
        t.equal("a big file with parts wanted", hash_of(peer.client.download_artifacts(run, "parts.bin", str(peer.folder))), digest)
    finally:
        for name in (
            "MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD",
            "MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE",
            "MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE",
        ):
            os.environ.pop(name, None)


def check_artifact_fluent_paths(peer):
    t, client = peer.tally, peer.client
    run, source = peer.run(), peer.folder / "my.file"
    source.write_text("Hello")
    client.log_artifact(run, str(source))
    client.log_artifact(run, str(source), "dir")
    t.equal("top", [f.path for f in client.list_artifacts(run)], ["dir", "my.file"])
    t.equal("dir", [(f.path, f.is_dir, f.file_size) for f in client.list_artifacts(run, "dir")], [("dir/my.file", False, 5)])
    for path, inner in ((".", "dir/my.file"), ("", "my.file"), ("dir", "my.file")):
        got = mlflow.artifacts.download_artifacts(run_id=run, artifact_path=path)
        t.equal(f"download {path!r}", open(os.path.join(got, inner)).read(), "Hello")
    t.equal("by URI", open(mlflow.artifacts.download_artifacts(f"runs:/{run}/dir/my.file")).read(), "Hello")
    t.raises("not there", lambda: client.download_artifacts(run, "nowhere"))


SUBJECTS = [
    check_artifact_sizes,
    check_artifact_names,
    check_artifact_types,
    check_artifact_proxy,
    check_artifact_upload_by_browser,
    check_artifact_multipart,
    check_artifact_fluent_paths,
]
