"""core/label/agreement against the definitions, written down anew with exact fractions where they are rational.

agreement_reference.py PROGRAM: random tables and answers to PROGRAM's standard input, its answers compared."""
import itertools
import json
import math
import pathlib
import random
import subprocess
import sys
from fractions import Fraction

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "stats"))
from slipway_cli import Tally  # noqa: E402


def number(fraction):
    return None if fraction is None else float(fraction)


def cohen(units, weight):
    pairs = [(u[0], u[1]) for u in units if u[0] is not None and u[1] is not None]
    observed = sum(weight(a, b) for a, b in pairs) * len(pairs)
    expected = sum(weight(a, b) for (a, _), (_, b) in itertools.product(pairs, pairs))
    return 1 - Fraction(observed, expected) if expected else None


def fleiss(units):
    """Of the units with the number of ratings that most have."""
    rated = [[r for r in u if r is not None] for u in units]
    sizes = [len(u) for u in rated if len(u) > 1]
    if not sizes:
        return None
    size = max(set(sizes), key=lambda s: (sizes.count(s), s))
    rated = [u for u in rated if len(u) == size]
    agree = Fraction(sum(a == b for u in rated for a, b in itertools.permutations(u, 2)), len(rated) * size * (size - 1))
    every = [r for u in rated for r in u]
    chance = sum(Fraction(every.count(c), len(every)) ** 2 for c in set(every))
    return (agree - chance) / (1 - chance) if chance != 1 else None


def alpha(units, difference):
    """From all pairs of pairable ratings, one by one."""
    rated = [[r for r in u if r is not None] for u in units]
    rated = [u for u in rated if len(u) > 1]
    every = [r for u in rated for r in u]
    n = len(every)
    counts = {c: every.count(c) for c in set(every)}
    delta = difference(counts)
    observed = sum(Fraction(1, len(u) - 1) * delta(a, b) for u in rated for a, b in itertools.permutations(u, 2))
    expected = sum(counts[a] * counts[b] * delta(a, b) for a in counts for b in counts)
    return 1 - (n - 1) * observed / expected if expected else None


def ordinal(counts):
    def delta(a, b):
        low, high = min(a, b), max(a, b)
        between = sum(c for value, c in counts.items() if low <= value <= high)
        return (between - Fraction(counts[a] + counts[b], 2)) ** 2 if a != b else 0
    return delta


SCALES = {"nominal": lambda _: lambda a, b: int(a != b), "ordinal": ordinal,
          "interval": lambda _: lambda a, b: (a - b) ** 2,
          "ratio": lambda _: lambda a, b: Fraction(a - b, a + b) ** 2 if a != b else 0}


def check_ratings(tally, where, units, ours):
    expected = {"kappa": cohen(units, lambda a, b: int(a != b)), "linear": cohen(units, lambda a, b: abs(a - b)),
                "quadratic": cohen(units, lambda a, b: (a - b) ** 2), "fleiss": fleiss(units)}
    expected |= {name: alpha(units, difference) for name, difference in SCALES.items()}
    for name, value in expected.items():
        tally.equal(f"{where} {name}", ours[name], number(value))


def dawid_skene(units, labels, rounds):
    people = len(units[0])
    rows = [[(p, r) for p, r in enumerate(u) if r is not None] for u in units]
    belief = [[sum(r == j for _, r in row) / len(row) for j in range(labels)] for row in rows]
    for _ in range(rounds):
        shares = [sum(b[j] for b in belief) / len(belief) for j in range(labels)]
        errors = [[[0.0] * labels for _ in range(labels)] for _ in range(people)]
        for row, b in zip(rows, belief):
            for p, r in row:
                for j in range(labels):
                    errors[p][j][r] += b[j]
        for person in errors:
            for j in range(labels):
                total = sum(person[j])
                person[j] = [c / total if total else 1 / labels for c in person[j]]
        for i, row in enumerate(rows):
            products = [shares[j] * math.prod(errors[p][j][r] for p, r in row) for j in range(labels)]
            belief[i] = [p / sum(products) for p in products]
    return belief, shares, errors


def check_model(tally, where, units, labels, ours):
    belief, shares, errors = dawid_skene(units, labels, 25)
    for i, row in enumerate(belief):
        for j, p in enumerate(row):
            tally.equal(f"{where} item {i} class {j}", ours["posteriors"][i][j], p, 1e-7, 1e-10)
    for j, share in enumerate(shares):
        tally.equal(f"{where} share {j}", ours["shares"][j], share, 1e-7, 1e-10)
    for p, person in enumerate(errors):
        for j, row in enumerate(person):
            for k, value in enumerate(row):
                tally.equal(f"{where} person {p} {j}->{k}", ours["confusion"][p][j][k], value, 1e-7, 1e-10)


def pixels(shape):
    kind, value = next(iter(shape.items()))
    if kind == "box":
        left, top, width, height = value
    else:
        ring = value[0][0]
        left, top, width, height = ring[0], ring[1], ring[2] - ring[0], ring[5] - ring[1]
    return {(x, y) for x in range(left, left + width) for y in range(top, top + height)}


def iou(a, b):
    return Fraction(len(a & b), len(a | b)) if a | b else Fraction(0)


def regions(answer, spans):
    return [r for r in answer["regions"] if ("span" in r["shape"]) == spans]


def match_shapes(a, b):
    """Best pairs first, each region once. Returns F1, mean IoU, and the IoU of all pixels by label."""
    first, second = regions(a, False), regions(b, False)
    if not first and not second:
        return None, None, None
    drawn = [(i, j, iou(pixels(x["shape"]), pixels(y["shape"]))) for i, x in enumerate(first)
             for j, y in enumerate(second) if x["label"] == y["label"]]
    pairs, used_first, used_second = [], set(), set()
    for i, j, value in sorted(drawn, key=lambda d: (-d[2], d[0], d[1])):
        if value >= Fraction(1, 2) and i not in used_first and j not in used_second:
            pairs.append(value)
            used_first.add(i)
            used_second.add(j)
    f1 = Fraction(2 * len(pairs), len(first) + len(second))
    painted = None
    if any("polygon" in r["shape"] for r in first + second):
        both = either = 0
        for label in {r["label"] for r in first + second}:
            x, y = (set().union(*(pixels(r["shape"]) for r in side if r["label"] == label)) for side in (first, second))
            both, either = both + len(x & y), either + len(x | y)
        painted = Fraction(both, either)
    return f1, sum(pairs) / len(pairs) if pairs else None, painted


def match_spans(a, b):
    first, second = regions(a, True), regions(b, True)
    if not first and not second:
        return None, None
    keys = [[(r["label"], *r["shape"]["span"]) for r in side] for side in (first, second)]
    pairs = sum(min(keys[0].count(k), keys[1].count(k)) for k in set(keys[0]))
    marked = [{(label, c) for label, start, end in side for c in range(start, end)} for side in keys]
    return Fraction(2 * pairs, len(first) + len(second)), iou(*marked)


def match_classes(a, b):
    x, y = ({c["label"] for c in answer["classes"]} for answer in (a, b))
    return Fraction(2 * len(x & y), len(x) + len(y)) if x | y else None


def check_answers(tally, where, answers, ours):
    scores = []
    for (a, b), pair in zip(itertools.combinations(answers, 2), ours["pairs"], strict=True):
        f1, mean, painted = match_shapes(a, b)
        span_f1, characters = match_spans(a, b)
        classes = match_classes(a, b)
        parts = [p for p in (classes, f1, span_f1) if p is not None]
        scores.append(sum(parts) / Fraction(len(parts)) if parts else Fraction(1))
        for name, value in {"score": scores[-1], "classes": classes, "regionF1": f1, "spanF1": span_f1, "meanIou": mean,
                            "pixelIou": painted, "characterIou": characters}.items():
            tally.equal(f"{where} {a['annotator']}-{b['annotator']} {name}", pair[name], number(value))
    tally.equal(f"{where} score", ours["score"], number(sum(scores) / len(scores)))


def check_bounds(tally, k, n, ours):
    def tail(p, counts):
        return sum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in counts)
    if k > 0:
        tally.equal(f"lower bound of {k} of {n}", tail(ours["lower"], range(k, n + 1)), 0.05, 1e-8)
    if k < n:
        tally.equal(f"upper bound of {k} of {n}", tail(ours["upper"], range(k + 1)), 0.05, 1e-8)
    for side in ours["wilson"]:  # where the normal test of the true share just gives up
        if 0 < side < 1:
            z = abs(k / n - side) / math.sqrt(side * (1 - side) / n)
            tally.equal(f"Wilson's interval of {k} of {n}", z, 1.959963984540054, 1e-9)


def random_units(rng, count, people, categories, missing, skill):
    units = []
    for _ in range(count):
        truth = rng.randrange(categories)
        units.append([None if rng.random() < missing else truth if rng.random() < skill else rng.randrange(categories)
                      for _ in range(people)])
    return units


def random_answer(rng, person):
    answer = {"annotator": person, "regions": [], "classes": []}
    for i in range(rng.randrange(6)):
        left, top = rng.randrange(5) * 8 + rng.randrange(3), rng.randrange(2) * 20 + rng.randrange(3)
        width, height = rng.randrange(8, 14), rng.randrange(8, 14)
        box = [left, top, width, height]
        right, bottom = left + width, top + height
        shape = rng.choice([{"box": box}, {"polygon": [[[left, top, right, top, right, bottom, left, bottom]]]},
                            {"span": [left, left + width]}, {"span": [left // 8 * 8, left // 8 * 8 + 8]}])
        answer["regions"].append({"id": f"r{i}", "label": rng.choice(["cat", "dog"]), "shape": shape})
    answer["classes"] = [{"label": c} for c in ("x", "y", "z") if rng.random() < 0.4]
    return answer


def main():
    rng, tally, questions, checks = random.Random(3), Tally(), [], []
    for table in range(150):
        people, categories = rng.randrange(2, 6), rng.randrange(1, 6)
        units = random_units(rng, rng.randrange(1, 40), people, categories, rng.choice([0, 0.1, 0.5]), rng.random())
        questions.append({"ratings": units, "categories": categories})
        checks.append(lambda ours, u=units, t=table: check_ratings(tally, f"table {t}", u, ours))
    for table in range(25):
        labels = rng.randrange(2, 5)
        units = [u for u in random_units(rng, 60, 4, labels, 0.2, 0.75) if any(r is not None for r in u)]
        questions.append({"votes": units, "categories": labels})
        checks.append(lambda ours, u=units, n=labels, t=table: check_model(tally, f"model {t}", u, n, ours))
    for task in range(300):
        answers = [random_answer(rng, person) for person in "abcd"[: rng.randrange(2, 5)]]
        questions.append({"answers": answers})
        checks.append(lambda ours, a=answers, t=task: check_answers(tally, f"task {t}", a, ours))
    for n in (1, 2, 7, 40, 200):
        for k in {0, 1, n // 2, n - 1, n}:
            questions.append({"bounds": [k, n]})
            checks.append(lambda ours, k=k, n=n: check_bounds(tally, k, n, ours))
    done = subprocess.run([sys.argv[1]], input=json.dumps(questions), capture_output=True, text=True, timeout=300)
    if done.returncode:
        print(done.stderr)
        return 1
    for check, ours in zip(checks, json.loads(done.stdout), strict=True):
        check(ours)
    return tally.conclude()


if __name__ == "__main__":
    sys.exit(main())
