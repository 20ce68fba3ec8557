"""autolog() of scikit-learn and XGBoost, as scripts have it."""

import mlflow
import numpy as np
import pandas as pd


def data():
    rng = np.random.default_rng(4)
    x = pd.DataFrame(rng.normal(size=(120, 3)), columns=list("abc"))
    return x, (x.a + x.b * 2 > 0).astype(int)


def logged(peer, run):
    files = {f.path for f in peer.client.list_artifacts(run)}
    got = peer.client.get_run(run)
    if peer.major >= 3:
        models = [peer.client.get_logged_model(o.model_id) for o in got.outputs.model_outputs]
        return got, files, models
    return got, files, []


def check_autolog_sklearn(peer):
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV

    t = peer.tally
    mlflow.set_experiment(peer.fresh("autolog"))
    mlflow.sklearn.autolog(log_input_examples=True, silent=True)
    try:
        x, y = data()
        with mlflow.start_run() as run:
            model = LogisticRegression(C=0.5).fit(x, y)
            score = model.score(x, y)
        got, files, models = logged(peer, run.info.run_id)
        t.equal("params", (got.data.params["C"], got.data.params["solver"]), ("0.5", "lbfgs"))
        t.equal("accuracy", got.data.metrics["training_accuracy_score"], score)
        t.true(
            "metrics",
            {"training_f1_score", "training_log_loss", "training_precision_score", "training_roc_auc"} <= set(got.data.metrics),
            sorted(got.data.metrics),
        )
        t.true("files", {"estimator.html", "training_confusion_matrix.png"} <= files, files)
        t.equal("tag", got.data.tags["estimator_name"], "LogisticRegression")
        t.equal("data sets", sorted({i.dataset.name for i in got.inputs.dataset_inputs}), ["dataset"])
        loaded = mlflow.sklearn.load_model(f"runs:/{run.info.run_id}/model")
        t.equal("the model comes back", loaded.predict(x).tolist(), model.predict(x).tolist())
        if models:
            t.equal("a logged model", (len(models), str(models[0].status), models[0].params.get("C")), (1, "READY", "0.5"))
            t.true("with its metrics", "training_accuracy_score" in {m.key for m in models[0].metrics}, models[0].metrics)
        with mlflow.start_run() as run:
            GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0, 10.0]}, cv=2).fit(x, y)
        got, files, models = logged(peer, run.info.run_id)
        children = peer.client.search_runs([got.info.experiment_id], f"tags.mlflow.parentRunId = '{run.info.run_id}'")
        t.equal("a run for each try", sorted(c.data.params["C"] for c in children), ["0.1", "1.0", "10.0"])
        t.true("the best", "best_cv_score" in got.data.metrics and "cv_results.csv" in files, (sorted(got.data.metrics), files))
        mlflow.end_run()
    finally:
        mlflow.sklearn.autolog(disable=True)


def check_autolog_xgboost(peer):
    import xgboost

    t = peer.tally
    mlflow.set_experiment(peer.fresh("autolog"))
    mlflow.xgboost.autolog(silent=True)
    try:
        x, y = data()
        matrix = xgboost.DMatrix(x, label=y)
        with mlflow.start_run() as run:
            booster = xgboost.train(
                {"objective": "binary:logistic", "max_depth": 2, "eval_metric": "logloss"},
                matrix,
                num_boost_round=8,
                evals=[(matrix, "train")],
                verbose_eval=False,
            )
        got, files, models = logged(peer, run.info.run_id)
        t.equal("params", (got.data.params["max_depth"], got.data.params["num_boost_round"]), ("2", "8"))
        history = peer.client.get_metric_history(run.info.run_id, "train-logloss")
        t.equal("a point each round", [m.step for m in history], list(range(8)))
        t.true("falling", history[0].value > history[-1].value == got.data.metrics["train-logloss"])
        t.true("importance", any(f.startswith("feature_importance_weight") for f in files), files)
        loaded = mlflow.xgboost.load_model(f"runs:/{run.info.run_id}/model")
        t.equal("the model comes back", np.allclose(loaded.predict(matrix), booster.predict(matrix)), True)
    finally:
        mlflow.xgboost.autolog(disable=True)


SUBJECTS = [check_autolog_sklearn, check_autolog_xgboost]
