"""Webhooks of the registry, which came with 3.x."""

import base64
import hashlib
import hmac
import http.server
import json
import queue
import threading
import time

import mlflow


def check_webhook_life(peer):
    t, client = peer.tally, peer.client
    kept = client.create_webhook(
        peer.fresh("hook").replace(" ", "-"), "https://example.com/hook", ["model_version.created"], description="what for", secret="shh"
    )
    other = client.create_webhook(
        peer.fresh("hook").replace(" ", "-"),
        "https://example.com/other",
        ["model_version_alias.created", "registered_model.created", "model_version_tag.set"],
        status="DISABLED",
    )
    for what, got in (("created", kept), ("fetched", client.get_webhook(kept.webhook_id))):
        t.equal(
            what,
            (got.name, got.url, [str(e) for e in got.events], got.description, str(got.status), got.secret),
            (kept.name, "https://example.com/hook", ["model_version.created"], "what for", "ACTIVE", None),
        )
        t.true(f"{what}: times", 0 < got.creation_timestamp <= got.last_updated_timestamp, got)
    t.equal(
        "several events, disabled",
        (sorted(str(e) for e in other.events), str(other.status)),
        (["model_version_alias.created", "model_version_tag.set", "registered_model.created"], "DISABLED"),
    )
    more = [
        client.create_webhook(f"more-{number}-{kept.name}", "https://example.com/x", ["registered_model.created"]) for number in range(3)
    ]
    seen, token = [], None
    for _ in range(50):
        page = client.list_webhooks(max_results=2, page_token=token)
        t.true("a page of two at most", len(page) <= 2)
        seen += [w.webhook_id for w in page]
        token = page.token
        if not token:
            break
    t.true("listed once each", len(seen) == len(set(seen)) >= 5 and {kept.webhook_id, other.webhook_id} <= set(seen), seen)
    for hook in more:
        client.delete_webhook(hook.webhook_id)
    time.sleep(0.005)
    changed = client.update_webhook(kept.webhook_id, name=f"new-{kept.name}")
    t.equal(
        "only the name changes",
        (changed.name, changed.url, changed.description, [str(e) for e in changed.events], str(changed.status)),
        (f"new-{kept.name}", kept.url, "what for", ["model_version.created"], "ACTIVE"),
    )
    t.true("and the time", changed.last_updated_timestamp > kept.last_updated_timestamp)
    changed = client.update_webhook(
        kept.webhook_id,
        description="d",
        url="https://example.com/new",
        events=["model_version.created", "registered_model.created"],
        status="DISABLED",
        secret="new",
    )
    t.equal(
        "all changes",
        (changed.url, changed.description, sorted(str(e) for e in changed.events), str(changed.status)),
        ("https://example.com/new", "d", ["model_version.created", "registered_model.created"], "DISABLED"),
    )
    client.delete_webhook(kept.webhook_id)
    for call in (client.get_webhook, client.delete_webhook, lambda i: client.update_webhook(i, name="a")):
        for identity in (kept.webhook_id, "nonexistent"):
            t.raises("gone", lambda c=call, i=identity: c(i), "RESOURCE_DOES_NOT_EXIST", f"Webhook with ID {identity} not found")
    for name, url, events in (
        ("ok", "   ", ["model_version.created"]),
        ("ok", "ftp://example.com", ["model_version.created"]),
        ("ok", "http://[invalid", ["model_version.created"]),
        ("-bad", "https://example.com", ["model_version.created"]),
        ("a b", "https://example.com", ["model_version.created"]),
        ("n" * 64, "https://example.com", ["model_version.created"]),
    ):
        t.raises(f"{name} {url}", lambda n=name, u=url, e=events: client.create_webhook(n, u, e), "INVALID_PARAMETER_VALUE")
    for events in ([], [{"entity": "MODEL_VERSION", "action": "UPDATED"}], [{"entity": "REGISTERED_MODEL", "action": "DELETED"}], "x"):
        t.refused(f"events {events}", peer.wire.post("webhooks", name="ok", url="https://example.com", events=events))
    t.raises(
        "a bad URL later",
        lambda: client.update_webhook(other.webhook_id, url="ftp://example.com"),
        "INVALID_PARAMETER_VALUE",
        "Invalid webhook URL scheme",
    )
    client.delete_webhook(other.webhook_id)


class Receiver:
    """Keeps what is sent to it."""

    def __enter__(self):
        received, self.kept = queue.Queue(), []
        self.received = received

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                received.put((dict(self.headers), self.rfile.read(int(self.headers.get("Content-Length", 0)))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def about(self, entity, name):
        """What came, or comes within 20 s, about this of one model; deliveries may overtake each other."""
        limit = time.monotonic() + 20
        while time.monotonic() < limit:
            while not self.received.empty():
                headers, body = self.received.get()
                self.kept.append(({k.lower(): v for k, v in headers.items()}, body, json.loads(body)))
            for one in self.kept:
                if one[2]["entity"] == entity and one[2]["data"]["name"] == name:
                    return one
            time.sleep(0.05)
        raise AssertionError(f"nothing about {entity} came, only {[one[2]['entity'] for one in self.kept]}")


def check_webhook_delivery(peer):
    """Where a server sends to its own machine at all: mlflow does when told to; that it does not by itself is right."""
    t, client = peer.tally, peer.client
    with Receiver() as receiver:
        url = f"http://127.0.0.1:{receiver.server.server_port}/hook"
        events = ["registered_model.created", "model_version.created", "model_version_tag.set", "model_version_alias.created"]
        try:
            hook = client.create_webhook(peer.fresh("hook").replace(" ", "-"), url, events, secret="shh")
        except mlflow.MlflowException as error:
            t.equal("refused as a user's mistake", error.error_code, "INVALID_PARAMETER_VALUE")
            return
        try:
            name = peer.fresh("model")
            client.create_registered_model(name, description="d")
            told = receiver.about("registered_model", name)[2]
            t.equal("a model", (told["action"], told["data"]["name"], told["data"]["description"]), ("created", name, "d"))
            client.create_model_version(name, "s3://bucket/x", tags={"a": "b"})
            headers, body, told = receiver.about("model_version", name)
            t.equal(
                "a version",
                (told["action"], told["data"]["name"], told["data"]["version"], told["data"]["source"]),
                ("created", name, "1", "s3://bucket/x"),
            )
            signed = f"{headers['x-mlflow-delivery-id']}.{headers['x-mlflow-timestamp']}.".encode() + body
            wanted = "v1," + base64.b64encode(hmac.new(b"shh", signed, hashlib.sha256).digest()).decode()
            t.equal("signed", headers.get("x-mlflow-signature"), wanted)
            client.set_model_version_tag(name, "1", "k", "v")
            t.equal(
                "a tag",
                [receiver.about("model_version_tag", name)[2]["data"][k] for k in ("name", "version", "key", "value")],
                [name, "1", "k", "v"],
            )
            client.set_registered_model_alias(name, "champion", "1")
            t.equal(
                "an alias",
                [receiver.about("model_version_alias", name)[2]["data"][k] for k in ("name", "alias", "version")],
                [name, "champion", "1"],
            )
            result = client.test_webhook(hook.webhook_id)
            t.equal("tried out", (result.success, result.response_status), (True, 200))
        finally:
            client.delete_webhook(hook.webhook_id)


SUBJECTS = [check_webhook_life, check_webhook_delivery] if hasattr(mlflow.MlflowClient, "create_webhook") else []
