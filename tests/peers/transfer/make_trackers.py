"""Logs with tensorboardX and W&B (offline): make_trackers.py FOLDER. Prints what was logged, as JSON."""

import json
import math
import os
import pathlib
import sys

import numpy

os.environ |= {"WANDB_MODE": "offline", "WANDB_SILENT": "true", "WANDB_CONSOLE": "off"}
STEPS = 300


def tensorboard(folder):
    from tensorboardX import SummaryWriter

    expected = {}
    for name, factor in (("first", 1.0), ("deep/second", 0.5)):
        with SummaryWriter(str(folder / name)) as writer:
            for step in range(STEPS):
                writer.add_scalar("loss/train", factor / (step + 1), step, walltime=1700000000 + step * 0.25)
                writer.add_scalar("top@1 (val)", factor * step, step, walltime=1700000000 + step * 0.25)
            writer.add_scalar("odd", math.nan, 0)
            writer.add_scalar("odd", math.inf, 1)
            writer.add_image("pictures/square", numpy.full((3, 8, 8), 0.5), 5)
            writer.add_text("notes", "some *words* ü", 2)
            writer.add_histogram("weights", numpy.array([-1.0, 0.0, 3.0]), 4)
            if name == "first":
                writer.add_hparams({"lr": 0.25, "layers": 3, "optimizer": "adam", "nesterov": True}, {"score": 0.75}, name="trial", global_step=9)
        expected[name] = {
            "loss/train": [[numpy.float32(factor / (step + 1)).item(), step, 1700000000000 + step * 250] for step in range(STEPS)],
            "top_1__val_": [[numpy.float32(factor * step).item(), step, 1700000000000 + step * 250] for step in range(STEPS)],
        }
    return expected


def wandb_offline(folder):
    import wandb

    config = {"lr": 0.1, "opt": {"name": "adam", "beta": 0.9}, "sizes": [1, 2], "flag": True, "text": "ü"}
    run = wandb.init(project="peers", name="first", dir=str(folder), config=config, tags=["a", "b"], notes="a note", group="g")
    for step in range(STEPS):
        run.log({"loss": 1 / (step + 1), "nested": {"x": step}, "odd": math.nan if step == 1 else math.inf if step == 2 else 0.5})
    run.log({"picture": wandb.Image(numpy.zeros((4, 4, 3), dtype=numpy.uint8)), "bars": wandb.Histogram([1, 2, 3])})
    run.summary["best"] = 0.125
    path = pathlib.Path(run.dir)
    (path / "own.txt").write_text("a file")
    identity = run.id
    run.finish()
    failed = wandb.init(project="peers", name="broken", dir=str(folder))
    failed.log({"loss": 1.5})
    failed.finish(exit_code=3)
    return {
        "id": identity,
        "files": sorted(str(p.relative_to(path)) for p in path.rglob("*") if p.is_file()),
        "loss": [[1 / (step + 1), step] for step in range(STEPS)],
        "nested.x": [[float(step), step] for step in range(STEPS)],
    }


def main():
    folder = pathlib.Path(sys.argv[1])
    (folder / "wandb_home").mkdir(parents=True)
    print(json.dumps({"tensorboard": tensorboard(folder / "logs"), "wandb": wandb_offline(folder / "wandb_home")}))


main()
