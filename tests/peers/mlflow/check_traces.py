"""Traces as 3.x sends them: whether as spans or as an artifact is between client and server."""

import mlflow


@mlflow.trace(name="answer") if hasattr(mlflow, "trace") else (lambda f: f)
def answer(question):
    with mlflow.start_span("look up", span_type="RETRIEVER") as span:
        span.set_inputs({"q": question})
        span.set_attribute("hits", 3)
        span.set_outputs(["a", "b"])
    if question == "why":
        raise ValueError("no answer")
    return question.upper()


def make(peer):
    experiment = mlflow.set_experiment(peer.fresh("traces")).experiment_id
    ids = []
    for question in ("who", "what", "why"):
        try:
            answer(question)
        except ValueError:
            pass
        mlflow.flush_trace_async_logging()
        ids.append(mlflow.get_last_active_trace_id())
    return experiment, ids


def check_traces(peer):
    t, client = peer.tally, peer.client
    experiment, ids = make(peer)
    got = client.search_traces([experiment])
    t.equal("found, newest first", [i.info.trace_id for i in got], ids[::-1])
    t.equal("states", [str(i.info.state.value) for i in got], ["ERROR", "OK", "OK"])
    one = client.get_trace(ids[0], display=False)
    t.equal("spans", [(s.name, s.span_type) for s in one.data.spans], [("answer", "UNKNOWN"), ("look up", "RETRIEVER")])
    t.equal(
        "in and out",
        (one.data.spans[0].inputs, one.data.spans[0].outputs, one.data.spans[1].attributes["hits"]),
        ({"question": "who"}, "WHO", 3),
    )
    t.equal("previews", ("who" in one.info.request_preview, "WHO" in one.info.response_preview), (True, True))
    t.equal("a name", one.info.tags.get("mlflow.traceName"), "answer")
    client.set_trace_tag(ids[0], "colour", "red")
    client.set_trace_tag(ids[0], "colour", "blue")
    t.equal("a tag", client.get_trace(ids[0], display=False).info.tags.get("colour"), "blue")
    client.delete_trace_tag(ids[0], "colour")
    t.true("taken away", "colour" not in client.get_trace(ids[0], display=False).info.tags)


def check_trace_pages_and_delete(peer):
    t, client = peer.tally, peer.client
    experiment, ids = make(peer)
    first = client.search_traces([experiment], max_results=2)
    second = client.search_traces([experiment], max_results=2, page_token=first.token)
    t.equal(
        "pages", ([i.info.trace_id for i in first], [i.info.trace_id for i in second], bool(second.token)), (ids[:0:-1], ids[:1], False)
    )
    t.equal("without spans", [i.info.trace_id for i in client.search_traces([experiment], include_spans=False)], ids[::-1])
    t.equal("one deleted", client.delete_traces(experiment, trace_ids=[ids[1]]), 1)
    t.equal("left", [i.info.trace_id for i in client.search_traces([experiment])], [ids[2], ids[0]])
    t.equal("all deleted", client.delete_traces(experiment, max_timestamp_millis=10**15), 2)
    t.equal("none left", list(client.search_traces([experiment])), [])


def check_trace_of_a_run(peer):
    t, client = peer.tally, peer.client
    experiment = mlflow.set_experiment(peer.fresh("traces")).experiment_id
    with mlflow.start_run() as run:
        answer("who")
    mlflow.flush_trace_async_logging()
    got = client.search_traces([experiment])[0]
    t.equal("names its run", got.info.trace_metadata.get("mlflow.sourceRun"), run.info.run_id)
    t.equal(
        "found by its run",
        [i.info.trace_id for i in client.search_traces(locations=[experiment], run_id=run.info.run_id)],
        [got.info.trace_id],
    )


SUBJECTS = [check_traces, check_trace_pages_and_delete, check_trace_of_a_run] if int(mlflow.__version__.split(".")[0]) >= 3 else []
