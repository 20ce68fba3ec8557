"""Drift methods from SciPy and, where it has none, from their definitions. Series are clean."""
import math

import numpy as np
import pandas as pd
from scipy import stats
from scipy.spatial import distance


def fill_empty(shares):
    shares = np.array(shares, float)
    smallest = shares[shares > 0].min()
    shares[shares == 0] = smallest / 10**6 if smallest <= 0.0001 else 0.0001
    return shares


def shares(reference, current):
    if pd.api.types.is_numeric_dtype(reference) and reference.nunique() > 20:
        edges = np.histogram_bin_edges(np.concatenate([reference, current]).astype(float), bins="sturges")
        return (np.histogram(reference, edges)[0] / len(reference), np.histogram(current, edges)[0] / len(current))
    keys = sorted(set(reference) | set(current))
    r, c = reference.value_counts(), current.value_counts()
    return (np.array([r.get(k, 0) / len(reference) for k in keys]), np.array([c.get(k, 0) / len(current) for k in keys]))


def counts(reference, current):
    keys = sorted(set(reference) | set(current))
    r, c = reference.value_counts(), current.value_counts()
    return np.array([r.get(k, 0) for k in keys], float), np.array([c.get(k, 0) for k in keys], float)


def psi(r, c):
    a, b = map(fill_empty, shares(r, c))
    return float(np.sum((a - b) * np.log(a / b)))


def kl(r, c):
    a, b = map(fill_empty, shares(r, c))
    return float(stats.entropy(a, b))


def jensenshannon(r, c):
    return float(distance.jensenshannon(*shares(r, c)))


def chisquare(r, c):
    a, b = counts(r, c)
    if len(a) == 1:
        return 1.0
    if (a == 0).any():
        return 0.0
    return float(stats.chisquare(b, a * b.sum() / a.sum()).pvalue)


def z(r, c):
    a, b = counts(r, c)
    n, m = a.sum(), b.sum()
    p, q = 1 - a[0] / n, 1 - b[0] / m
    pooled = (n * p + m * q) / (n + m)
    if pooled in (0, 1):
        return 1.0
    return float(2 * stats.norm.sf(abs(p - q) / math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))))


def hellinger(r, c):
    if not pd.api.types.is_numeric_dtype(r):
        return math.sqrt(max(0, 1 - float(np.sum(np.sqrt(np.multiply(*shares(r, c)))))))
    distinct = np.array(sorted(set(r) | set(c)), float)
    edges = np.histogram_bin_edges(distinct, bins="sturges")
    a, b = (np.histogram(x.astype(float), edges, density=True)[0] for x in (r, c))
    overlap = float(np.sum(np.sqrt(a * b)) * (edges[-1] - edges[0]) / len(a))
    return math.sqrt(1 - min(max(overlap, 0), 1))


def tvd(r, c):
    a, b = counts(r, c)
    return float(np.abs(a / a.sum() - b / b.sum()).sum() / 2)


def anderson(r, c):
    if len(r) + len(c) < 4 or len(set(r) | set(c)) < 2:
        return math.nan
    return float(stats.anderson_ksamp([r.to_numpy(float), c.to_numpy(float)]).pvalue)


NUMERIC = {
    "ks": lambda r, c: stats.ks_2samp(r, c).pvalue,
    "wasserstein": lambda r, c: stats.wasserstein_distance(r, c) / max(np.std(r), 0.001),
    "psi": psi, "jensenshannon": jensenshannon, "kl": kl, "hellinger": hellinger, "anderson": anderson,
    "cramervonmises": lambda r, c: stats.cramervonmises_2samp(r, c).pvalue if min(len(r), len(c)) > 1 else math.nan,
    "energy": lambda r, c: stats.energy_distance(r, c),
}
CATEGORICAL = {"psi": psi, "jensenshannon": jensenshannon, "kl": kl, "chisquare": chisquare, "z": z,
               "hellinger": hellinger, "tvd": tvd}
TOLERANCE = {"hellinger": 1e-7, "cramervonmises": 2e-7, "jensenshannon": 1e-8}
