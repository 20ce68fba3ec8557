"""core/label's masks against those of the tools that made the formats: pycocotools (COCO's run lengths, areas, boxes),
Pillow (what labelme draws of a polygon) and label-studio-converter (Label Studio's brush).

mask_reference.py PROGRAM: random masks and polygons to PROGRAM's standard input, its answers compared."""
import json
import math
import pathlib
import random
import subprocess
import sys

sys.path[:0] = [str(pathlib.Path(__file__).parent.parent / folder) for folder in ("", "stats")]
import environment  # noqa: E402
from slipway_cli import Tally  # noqa: E402

environment.rerun_inside("label", ["numpy", "pillow", "pycocotools", "label-studio-converter"])

import numpy as np  # noqa: E402
from label_studio_converter import brush  # noqa: E402
from PIL import Image, ImageDraw  # noqa: E402
from pycocotools import mask as coco  # noqa: E402


def random_mask(rng, width, height):
    """Blobs, stripes, noise, all or nothing."""
    kind = rng.randrange(4)
    if kind == 0:
        return np.full((height, width), rng.randrange(2), np.uint8)
    noise = np.random.default_rng(rng.randrange(1 << 30)).random((height, width))
    if kind == 1:
        return (noise < rng.random()).astype(np.uint8)
    mask = np.zeros((height, width), np.uint8)
    for _ in range(rng.randrange(1, 6)):
        x, y = rng.randrange(width), rng.randrange(height)
        mask[y:y + rng.randrange(1, height + 1), x:x + rng.randrange(1, width + 1)] ^= 1
    return mask


def star(rng, width, height):
    """A polygon around a point that does not cross itself, partly outside of the image."""
    x, y = rng.uniform(0, width), rng.uniform(0, height)
    corners = rng.randrange(3, 30)
    far = rng.uniform(5, width)
    return [(x + r * math.cos(2 * math.pi * i / corners), y + r * math.sin(2 * math.pi * i / corners))
            for i, r in enumerate(rng.uniform(far / 8, far) for _ in range(corners))]


def painted(rings, width, height):
    """As labelme and its converters make a mask: each part drawn by itself, then put together."""
    mask = np.zeros((height, width), bool)
    for ring in rings:
        image = Image.new("L", (width, height), 0)
        ImageDraw.Draw(image).polygon(ring, outline=1, fill=1)
        mask |= np.array(image) > 0
    return mask.astype(np.uint8)


def encoded(mask):
    return coco.encode(np.asfortranarray(mask))


def check_runs(tally, where, mask, ours):
    theirs = encoded(mask)
    tally.true(f"{where}: COCO's text is {ours.get('counts')}", ours.get("counts") == theirs["counts"].decode())
    tally.true(f"{where}: decodes to the pixels",
               (coco.decode({"size": theirs["size"], "counts": ours["counts"].encode()}) == mask).all())
    tally.equal(f"{where} area", ours["area"], int(coco.area(theirs)))
    if mask.any():
        for ours_side, side in zip(ours["bbox"], coco.toBbox(theirs), strict=True):
            tally.equal(f"{where} box", ours_side, float(side))
    uncompressed = coco.frPyObjects({"size": list(mask.shape), "counts": ours["runs"]}, *mask.shape)
    tally.true(f"{where}: plain runs", (coco.decode(uncompressed) == mask).all())
    height, width = mask.shape
    brushed = brush.decode_rle(ours["brush"]).reshape(height, width, 4)
    tally.true(f"{where}: brush decodes to the pixels", (brushed == mask[:, :, None] * 255).all())


class DrawnAreas:
    """Exactly Pillow's pixels nearly always: where spikes meet, the order of its edges decides on single pixels."""

    def __init__(self):
        self.count = self.exact = self.within_one = self.worst = 0

    def add(self, mask, ours):
        off = abs(ours["area"] - int(mask.sum()))
        self.count += 1
        self.exact += off == 0 and ours["counts"] == encoded(mask)["counts"].decode()
        self.within_one += off <= 1
        self.worst = max(self.worst, off)

    def conclude(self, tally):
        print(f"drawn polygons: {self.count}, {self.exact} exactly, {self.within_one} within a pixel, "
              f"{self.worst} off at most")
        tally.true("drawn polygons are exact for 95 of 100", self.exact >= 0.95 * self.count)
        tally.true("drawn polygons are within a pixel for 995 of 1000", self.within_one >= 0.995 * self.count)
        tally.true("no drawn polygon is more than 4 pixels off", self.worst <= 4)


def main():
    rng = random.Random(20)
    tally, drawn = Tally(), DrawnAreas()
    questions, checks = [], []

    def ask(question, mask, check):
        height, width = mask.shape
        questions.append({**question, "width": width, "height": height})
        checks.append(lambda ours: check(mask, ours))

    for number in range(300):
        mask = random_mask(rng, rng.randrange(1, 60), rng.randrange(1, 60))
        counts = encoded(mask)["counts"].decode()
        ask({"counts": counts}, mask, lambda m, ours, n=number: check_runs(tally, f"mask {n}", m, ours))
        rle = [int(b) for b in brush.mask2rle(mask * 255)]
        ask({"brush": rle}, mask, lambda m, ours, n=number: check_runs(tally, f"brush {n}", m, ours))
    wide = random_mask(rng, 1500, 700)  # runs that need the long counts
    ask({"counts": encoded(wide)["counts"].decode()}, wide, lambda m, ours: check_runs(tally, "large mask", m, ours))
    for _ in range(2000):
        width, height = rng.randrange(20, 300), rng.randrange(20, 300)
        rings = [star(rng, width, height) for _ in range(rng.choice([1, 1, 1, 2]))]
        ask({"rings": rings}, painted(rings, width, height), drawn.add)

    done = subprocess.run([sys.argv[1]], input=json.dumps(questions), capture_output=True, text=True, timeout=300)
    if done.returncode:
        print(done.stderr)
        return 1
    for check, ours in zip(checks, json.loads(done.stdout), strict=True):
        if "error" in ours:
            tally.true(f"refused: {ours['error']}", False)
        else:
            check(ours)
    drawn.conclude(tally)
    return tally.conclude()


if __name__ == "__main__":
    sys.exit(main())
