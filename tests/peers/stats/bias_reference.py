"""Bias metrics from their definitions, on boolean arrays: d disadvantaged, y label, p prediction."""
import math

import numpy as np
from sklearn.neighbors import KNeighborsClassifier


def ratio(a, b):
    if b:
        return a / b
    return 0.0 if a == 0 else math.copysign(math.inf, a)


def minus(a, b):
    return 0.0 if a == b else a - b


def pre_training(d, y):
    a, n = ~d, len(d)
    qa, qd = y[a].mean(), y[d].mean()
    both = [(pa, pd) for pa, pd in ((1 - qa, 1 - qd), (qa, qd)) if pa > 0 and pd > 0]
    result = {"CI": (a.sum() - d.sum()) / n, "DPL": qa - qd}
    if both:
        pa, pd = map(np.array, zip(*both))
        m = (pa + pd) / 2
        result |= {"KL": np.sum(pa * np.log(pa / pd)),
                   "JS": (np.sum(pa * np.log(pa / m)) + np.sum(pd * np.log(pd / m))) / 2,
                   "LP": math.sqrt(np.sum((pa - pd) ** 2)), "TVD": np.abs(pa - pd).sum() / 2,
                   "KS": np.abs(pa - pd).max()}
    return result


def disparity(d, outcome, group):
    total = 0.0
    for g in set(group):
        rows = group == g
        rejected, accepted = rows & ~outcome, rows & outcome
        total += rows.sum() * (ratio((rejected & d).sum(), rejected.sum()) - ratio((accepted & d).sum(), accepted.sum()))
    return total / len(d)


def post_training(d, y, p):
    def facet(f):
        y1, p1 = y[f], p[f]
        tp, fp, fn, tn = ((y1 & p1).sum(), (~y1 & p1).sum(), (y1 & ~p1).sum(), (~y1 & ~p1).sum())
        return {"n": len(y1), "tp": tp, "fp": fp, "fn": fn, "tn": tn, "q": p1.mean()}

    a, b = facet(~d), facet(d)
    benefit = p.astype(int) - y.astype(int) + 1
    return {
        "DPPL": a["q"] - b["q"], "DI": ratio(b["q"], a["q"]),
        "DCA": minus(ratio(a["tp"] + a["fn"], a["tp"] + a["fp"]), ratio(b["tp"] + b["fn"], b["tp"] + b["fp"])),
        "DCR": minus(ratio(b["tn"] + b["fp"], b["tn"] + b["fn"]), ratio(a["tn"] + a["fp"], a["tn"] + a["fn"])),
        "SD": minus(ratio(b["tn"], b["tn"] + b["fp"]), ratio(a["tn"], a["tn"] + a["fp"])),
        "RD": minus(ratio(a["tp"], a["tp"] + a["fn"]), ratio(b["tp"], b["tp"] + b["fn"])),
        "DAR": minus(ratio(a["tp"], a["tp"] + a["fp"]), ratio(b["tp"], b["tp"] + b["fp"])),
        "DRR": minus(ratio(b["tn"], b["tn"] + b["fn"]), ratio(a["tn"], a["tn"] + a["fn"])),
        "AD": (a["tp"] + a["tn"]) / a["n"] - (b["tp"] + b["tn"]) / b["n"],
        "TE": minus(ratio(b["fn"], b["fp"]), ratio(a["fn"], a["fp"])),
        "GE": np.sum((benefit / benefit.mean()) ** 2 - 1) / (2 * len(d)) if benefit.sum() else math.nan,
    }


def flip_test(d, p, features):
    neighbours = 5 if (~d).sum() >= 10 else 1
    model = KNeighborsClassifier(neighbours).fit(features[~d], p[~d])
    twin = model.predict(features[d])
    return ((p[d] & ~twin).sum() - (~p[d] & twin).sum()) / d.sum()
