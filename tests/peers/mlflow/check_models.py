"""Models saved and loaded by each kind of URI."""

import mlflow
import numpy as np
import pandas as pd
from mlflow.models import infer_signature
from sklearn.linear_model import LinearRegression


def trained():
    x = pd.DataFrame({"a": np.arange(20.0), "b": np.arange(20.0) ** 2})
    return LinearRegression().fit(x, 2 * x.a - x.b + 1), x


def log(peer, model, name, **more):
    key = "name" if peer.major >= 3 else "artifact_path"
    return mlflow.sklearn.log_model(model, **{key: name}, pip_requirements=["scikit-learn"], **more)


def check_model_by_every_uri(peer):
    t, client = peer.tally, peer.client
    model, x = trained()
    name, wanted = peer.fresh("model"), trained()[0].predict(x)
    mlflow.set_experiment(peer.fresh("models"))
    with mlflow.start_run() as run:
        first = log(peer, model, "fit", registered_model_name=name, signature=infer_signature(x, wanted), input_example=x.head(2))
    second = mlflow.register_model(f"runs:/{run.info.run_id}/fit", name)
    t.equal("two versions", (str(second.version), client.get_model_version(name, "1").status), ("2", "READY"))
    client.set_registered_model_alias(name, "champion", "2")
    client.transition_model_version_stage(name, "1", "Staging")
    uris = [
        f"runs:/{run.info.run_id}/fit",
        f"models:/{name}/1",
        f"models:/{name}/2",
        f"models:/{name}@champion",
        f"models:/{name}/latest",
        f"models:/{name}/Staging",
        first.model_uri,
    ]
    if peer.major >= 3:
        uris.append(f"models:/{first.model_id}")
    for uri in uris:
        what = uri.replace(name, "NAME").replace(run.info.run_id, "RUN")
        loaded = mlflow.sklearn.load_model(uri)
        t.equal(f"{what}: predicts the same", np.allclose(loaded.predict(x), wanted), True)
        t.equal(f"{what}: as pyfunc", np.allclose(mlflow.pyfunc.load_model(uri).predict(x), wanted), True)
        info = mlflow.models.get_model_info(uri)
        t.true(f"{what}: info", info.signature is not None and "sklearn" in info.flavors)
    for uri in (f"models:/{name}/7", f"models:/{name}@nobody", f"models:/{peer.fresh('none')}/1", f"runs:/{run.info.run_id}/none"):
        t.raises(f"{uri.replace(name, 'NAME')[:16]}…", lambda u=uri: mlflow.sklearn.load_model(u))
    if peer.major < 3:
        history = client.get_run(run.info.run_id).data.tags["mlflow.log-model.history"]
        t.true("2.x: the run's tag lists the model", '"fit"' in history, history)


def check_model_of_xgboost(peer):
    import xgboost

    t = peer.tally
    model, x = trained()
    booster = xgboost.train({"max_depth": 2}, xgboost.DMatrix(x, label=model.predict(x)), num_boost_round=3)
    mlflow.set_experiment(peer.fresh("models"))
    with mlflow.start_run():
        info = mlflow.xgboost.log_model(booster, **{"name" if peer.major >= 3 else "artifact_path": "boost"}, pip_requirements=["xgboost"])
    loaded = mlflow.xgboost.load_model(info.model_uri)
    t.equal("predicts the same", np.allclose(loaded.predict(xgboost.DMatrix(x)), booster.predict(xgboost.DMatrix(x))), True)


class Doubler(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return model_input * 2


def check_model_of_python(peer):
    t = peer.tally
    mlflow.set_experiment(peer.fresh("models"))
    with mlflow.start_run() as run:
        for number in range(2):
            info = mlflow.pyfunc.log_model(
                **{"name" if peer.major >= 3 else "artifact_path": f"double{number}"}, python_model=Doubler(), pip_requirements=["mlflow"]
            )
    t.equal("doubles", mlflow.pyfunc.load_model(info.model_uri).predict(pd.DataFrame({"a": [1, 2]}))["a"].tolist(), [2, 4])
    t.equal(
        "the first too", mlflow.pyfunc.load_model(f"runs:/{run.info.run_id}/double0").predict(pd.DataFrame({"a": [3]}))["a"].tolist(), [6]
    )


def check_model_copied(peer):
    t, client = peer.tally, peer.client
    model, x = trained()
    source, target = peer.fresh("source"), peer.fresh("target")
    mlflow.set_experiment(peer.fresh("models"))
    with mlflow.start_run():
        log(peer, model, "fit", registered_model_name=source)
    copied = client.copy_model_version(f"models:/{source}/1", target)
    t.equal("copied", (copied.name, str(copied.version), copied.source), (target, "1", f"models:/{source}/1"))
    t.equal("one place", client.get_model_version_download_uri(target, "1"), client.get_model_version_download_uri(source, "1"))
    t.equal("loads", np.allclose(mlflow.sklearn.load_model(f"models:/{target}/1").predict(x), model.predict(x)), True)
    again = client.copy_model_version(f"models:/{target}/1", target)
    t.equal("a copy of the copy", str(again.version), "2")
    t.equal("it loads", np.allclose(mlflow.sklearn.load_model(f"models:/{target}/2").predict(x), model.predict(x)), True)
    t.raises(
        "of nothing",
        lambda: client.copy_model_version(f"models:/{source}/9", target),
        ("INTERNAL_ERROR", "RESOURCE_DOES_NOT_EXIST"),  # which client wraps it varies
    )


SUBJECTS = [check_model_by_every_uri, check_model_of_xgboost, check_model_of_python, check_model_copied]
