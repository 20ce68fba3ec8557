"""slipway evaluate, bias and drift against scikit-learn, SciPy and the published definitions.

check_stats.py SLIPWAY SAMPLE_FOLDER: on generated tables with ties, gaps and tiny sides, and on the census."""
import pathlib
import sys
import tempfile
import warnings

sys.path.append(str(pathlib.Path(__file__).parent.parent))
from environment import rerun_inside

if __name__ == "__main__":
    rerun_inside()

import numpy as np
import pandas as pd
from sklearn import metrics as sk

import bias_reference
import drift_reference
from slipway_cli import Slipway, Tally, number

CENSUS = ("age workclass fnlwgt education education_num marital occupation relationship race sex gain loss hours "
          "country income").split()


def census(folder, name):
    return pd.read_csv(folder / f"adult-{name}.csv.gz", header=None, names=CENSUS, skipinitialspace=True,
                       na_values=["?"], keep_default_na=False)


def write(folder, name, table):
    path = folder / name
    table.to_csv(path, index=False)
    return path


def check_binary(slipway, tally, folder, rng, rows, labels, digits):
    truth = rng.integers(0, 2, rows)
    score = np.clip(np.round(rng.normal(0.35 + 0.3 * truth, 0.25, rows), digits), 0, 1)
    predicted = (score > 0.5).astype(int)
    names = np.array(labels, dtype=object)
    table = pd.DataFrame({"y": names[truth], "p": names[predicted], "s": score})
    answer = slipway.ask("evaluate", write(folder, "binary.csv", table), "--target", "y", "--prediction", "p", "--score", "s")
    where, ours = f"binary {rows} {labels}", answer["metrics"]
    both = len(set(truth)) == 2
    expected = {
        "accuracy": sk.accuracy_score(truth, predicted), "precision": sk.precision_score(truth, predicted, zero_division=0),
        "recall": sk.recall_score(truth, predicted, zero_division=0), "f1": sk.f1_score(truth, predicted, zero_division=0),
        "f1_macro": sk.f1_score(truth, predicted, average="macro", zero_division=0),
        "f1_weighted": sk.f1_score(truth, predicted, average="weighted", zero_division=0),
        "balanced_accuracy": np.mean([np.mean(predicted[truth == k] == k) for k in set(truth)]),
        "mcc": sk.matthews_corrcoef(truth, predicted), "brier": np.mean((score - truth) ** 2),
        "log_loss": sk.log_loss(truth, score, labels=[0, 1]),
        "roc_auc": sk.roc_auc_score(truth, score) if both else None,
        "average_precision": sk.average_precision_score(truth, score) if both else None,
    }
    for name, value in expected.items():
        tally.equal(f"{where} {name}", ours[name], value)
    tally.true(f"{where} task", answer["task"] == "binary" and answer["rows"] == rows)
    tally.true(f"{where} confusion", answer["confusion"]["matrix"] == sk.confusion_matrix(truth, predicted).tolist())
    if both and rows < 900:
        fpr, tpr, thresholds = sk.roc_curve(truth, score)
        curve = np.array([[number(v) for v in point] for point in answer["curves"]["roc"]])
        tally.true(f"{where} roc curve", curve.shape == (len(fpr), 3) and np.allclose(curve[:, 0], fpr)
                   and np.allclose(curve[:, 1], tpr) and np.allclose(curve[1:, 2], thresholds[1:]))
        precision, recall, _ = sk.precision_recall_curve(truth, score)
        curve = np.array([[number(v) for v in point] for point in answer["curves"]["pr"]])
        tally.true(f"{where} pr curve", curve.shape == (len(recall), 3) and np.allclose(curve[:, 0], recall)
                   and np.allclose(curve[:, 1], precision))


def check_multiclass(slipway, tally, folder, rng, rows):
    truth = rng.choice(["cat", "dog", "Ürsus", "10"], rows)
    predicted = np.where(rng.random(rows) < 0.6, truth, rng.choice(["cat", "dog", "fox", "10"], rows))
    path = write(folder, "multi.csv", pd.DataFrame({"y": truth, "p": predicted}))
    answer = slipway.ask("evaluate", path, "--target", "y", "--prediction", "p")
    for name, value in {
        "accuracy": sk.accuracy_score(truth, predicted), "mcc": sk.matthews_corrcoef(truth, predicted),
        "precision": sk.precision_score(truth, predicted, average="macro", zero_division=0),
        "recall": sk.recall_score(truth, predicted, average="macro", zero_division=0),
        "f1": sk.f1_score(truth, predicted, average="macro", zero_division=0),
        "f1_weighted": sk.f1_score(truth, predicted, average="weighted", zero_division=0),
    }.items():
        tally.equal(f"multiclass {rows} {name}", answer["metrics"][name], value)
    tally.true("multiclass labels", answer["confusion"]["labels"] == sorted(set(truth) | set(predicted)))


def check_regression(slipway, tally, folder, truth, predicted, where):
    path = write(folder, "regression.csv", pd.DataFrame({"y": truth, "p": predicted}))
    answer = slipway.ask("evaluate", path, "--target", "y", "--prediction", "p", "--task", "regression")
    for name, value in {
        "mae": sk.mean_absolute_error(truth, predicted), "mse": sk.mean_squared_error(truth, predicted),
        "rmse": np.sqrt(sk.mean_squared_error(truth, predicted)), "r2": sk.r2_score(truth, predicted) if len(truth) > 1 else None,
        "mape": sk.mean_absolute_percentage_error(truth, predicted),
        "median_absolute_error": sk.median_absolute_error(truth, predicted),
    }.items():
        tally.equal(f"regression {where} {name}", answer["metrics"][name], value)


def check_bias(slipway, tally, folder, rng, rows, where, positive_share=0.4):
    d = rng.random(rows) < 0.4
    d[0], d[1] = True, False
    y = rng.random(rows) < positive_share - 0.1 * d
    p = np.where(rng.random(rows) < 0.75, y, rng.random(rows) < 0.5)
    group = rng.choice(["north", "south", "west"], rows)
    features = rng.normal(size=(rows, 3)) + p[:, None]
    table = pd.DataFrame({"sex": np.where(d, "f", "m"), "label": np.where(y, "yes", "no"), "pred": np.where(p, "yes", "no")})
    for i in range(3):
        table[f"x{i}"] = features[:, i]
    options = ["--label", "label", "--positive", "yes", "--facet", "sex", "--facet-value", "f", "--prediction", "pred"]
    answer = slipway.ask("bias", write(folder, "bias.csv", table), *options)
    for name, value in bias_reference.pre_training(d, y).items():
        tally.equal(f"bias {where} {name}", answer["pre_training"][name], value, absolute=1e-11)
    for name, value in bias_reference.post_training(d, y, p).items():
        tally.equal(f"bias {where} {name}", answer["post_training"][name], value, absolute=1e-11)
    tally.equal(f"bias {where} FT", answer["post_training"]["FT"], bias_reference.flip_test(d, p, features))
    table["region"] = group
    answer = slipway.ask("bias", write(folder, "bias.csv", table), *options, "--group", "region")
    for key, part, outcome in (("pre_training", "CDDL", y), ("post_training", "CDDPL", p)):
        expected = bias_reference.disparity(d, outcome, group) if 0 < outcome.sum() < rows else None
        tally.equal(f"bias {where} {part}", answer[key][part], expected, absolute=1e-11)
    tally.true(f"bias {where} text column leaves FT out", answer["post_training"]["FT"] is None and "FT" in answer["notes"])


def check_drift(slipway, tally, folder, reference, current, where):
    """Every method that fits on every column of two tables."""
    files = [write(folder, "reference.csv", reference), write(folder, "current.csv", current)]
    kinds = {name: column["type"] for name, column in slipway.ask("drift", *files)["columns"].items()}
    for method in drift_reference.NUMERIC.keys() | drift_reference.CATEGORICAL.keys():
        columns = slipway.ask("drift", *files, "--method", method)["columns"]
        for name, kind in kinds.items():
            definitions = {"numeric": drift_reference.NUMERIC, "categorical": drift_reference.CATEGORICAL}.get(kind, {})
            r, c = (side[name].replace([np.inf, -np.inf], np.nan).dropna() if kind == "numeric" else side[name].dropna()
                    for side in (reference, current))
            if method not in definitions or not len(r) or not len(c):
                tally.true(f"{where} {name} {method} is left out", columns[name]["score"] is None and columns[name]["note"])
                continue
            if kind == "categorical":
                r, c = r.astype(str), c.astype(str)
            tally.equal(f"{where} {name} {method}", columns[name]["score"], definitions[method](r, c), relative=1e-7,
                        absolute=drift_reference.TOLERANCE.get(method, 1e-12))


def generated(rng, rows, shift):
    table = pd.DataFrame({
        "normal": rng.normal(shift, 1 + shift, rows), "skewed": np.round(rng.exponential(1 + shift, rows), 2),
        "many": rng.integers(0, 60, rows) + int(5 * shift), "few": rng.integers(0, 6, rows) * 1.5,
        "constant": np.full(rows, 2.5), "wide": rng.normal(size=rows) * 1e9,
        "word": rng.choice(["a", "b", "ä", "B "], rows, p=[0.5 - shift / 2, 0.3, 0.1, 0.1 + shift / 2]),
        "flag": rng.choice(["True", "False"], rows)})
    if rows > 10:
        table.loc[rng.integers(0, rows, rows // 10), "normal"] = np.nan
    return table


def check_defaults(slipway, tally, folder, rng):
    """Which method is chosen, on both sides of 1,000 rows and by the number of values."""
    for rows, expected in ((1000, {"u": "ks", "five": "chisquare", "two": "z", "word": "chisquare", "yes": "z"}),
                           (1001, {"u": "wasserstein", "five": "jensenshannon", "two": "jensenshannon",
                                   "word": "jensenshannon", "yes": "jensenshannon"})):
        table = pd.DataFrame({"u": rng.normal(size=rows), "five": np.arange(rows) % 5 + 0.5, "two": np.arange(rows) % 2 + 0.5,
                              "word": np.array(list("abc"))[np.arange(rows) % 3], "yes": np.array(["y", "n"])[np.arange(rows) % 2]})
        files = [write(folder, "reference.csv", table), write(folder, "current.csv", table)]
        for name, column in slipway.ask("drift", *files)["columns"].items():
            tally.true(f"{rows} rows, {name}: {column['method']}", column["method"] == expected[name])


def main():
    warnings.simplefilter("ignore")  # p-values capped at the ends of a table, one class in the truth
    slipway, tally, rng = Slipway(sys.argv[1]), Tally(), np.random.default_rng(20)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for rows, digits in ((1, 2), (2, 2), (7, 1), (60, 1), (500, 2), (3000, 6)):
            for labels in ((0, 1), ("no", "yes")):
                if rows > 2:
                    check_binary(slipway, tally, folder, rng, rows, labels, digits)
            check_regression(slipway, tally, folder, rng.normal(size=rows) * 10, rng.normal(size=rows) * 10, rows)
        check_regression(slipway, tally, folder, np.full(9, 0.1), np.arange(9) * 0.1, "constant truth")
        check_regression(slipway, tally, folder, np.array([0, 1, 2.5]), np.array([0.5, 1, 2.5]), "zero truth")
        for rows in (30, 400):
            check_multiclass(slipway, tally, folder, rng, rows)
        for rows in (4, 9, 40, 400, 3000):
            check_bias(slipway, tally, folder, rng, rows, rows)
        check_bias(slipway, tally, folder, rng, 200, "hardly any positive", 0.03)
        check_defaults(slipway, tally, folder, rng)
        for n, m in ((2, 3), (18, 20), (40, 25), (400, 400), (1500, 700), (12000, 300)):
            for shift in (0, 0.2):
                check_drift(slipway, tally, folder, generated(rng, n, 0), generated(rng, m, shift), f"{n}/{m}/{shift}")
        sample = pathlib.Path(sys.argv[2])
        train, test = census(sample, "train"), census(sample, "test")
        check_drift(slipway, tally, folder, train, test, "census")
        check_drift(slipway, tally, folder, train[train.sex == "Male"].head(900), test[test.sex == "Female"].head(500), "census, men and women")
    return tally.conclude()


if __name__ == "__main__":
    sys.exit(main())
