"""Calls the command line and compares its numbers."""
import json
import math
import subprocess


class Slipway:
    def __init__(self, program):
        self.program = program

    def ask(self, *words):
        done = subprocess.run([self.program, "--json", *map(str, words)], capture_output=True, text=True, timeout=600)
        try:
            answer = json.loads(done.stdout)
        except json.JSONDecodeError:
            raise AssertionError(f"no JSON from {words}: {done.stdout[:200]} {done.stderr[:400]}") from None
        if "error" in answer:
            raise AssertionError(f"{words}: {answer['error']}")
        return answer


def number(value):
    if value is None:
        return math.nan
    return float(value.replace("Infinity", "inf")) if isinstance(value, str) else float(value)


class Tally:
    """Counts comparisons and keeps those that differ."""

    def __init__(self):
        self.compared, self.failures = 0, []

    def equal(self, what, ours, reference, relative=1e-9, absolute=1e-12):
        self.compared += 1
        a, b = number(ours), number(reference)
        same = (math.isnan(a) and math.isnan(b)) or a == b or abs(a - b) <= max(absolute, relative * abs(b))
        if not same:
            self.failures.append(f"{what}: slipway {ours}, reference {reference}")

    def true(self, what, holds):
        self.compared += 1
        if not holds:
            self.failures.append(what)

    def conclude(self):
        for failure in self.failures[:40]:
            print("DIFFERS:", failure)
        print(f"{self.compared} values compared, {len(self.failures)} differ")
        return 1 if self.failures else 0
