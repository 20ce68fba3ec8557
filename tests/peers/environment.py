"""Python environments with the reference libraries, each made once under the user's cache."""
import os
import pathlib
import subprocess
import sys

STATS = ["numpy", "pandas", "scipy<1.19", "scikit-learn"]  # anderson_ksamp changes in 1.19
# The full mlflow, since the skinny one neither saves models nor serves; XGBoost without its 500 MB for graphics cards.
MLFLOW = ["scikit-learn", "xgboost-cpu", "pandas", "requests", "matplotlib", "pillow", "pytest"]
MLFLOW3 = ["mlflow>=3,<4", *MLFLOW]
MLFLOW2 = ["mlflow>=2,<3", *MLFLOW]
# Its database store does not know SQLAlchemy 2.1.
MLFLOW2_STORES = ["mlflow-skinny>=2,<3", "sqlalchemy<2.1", "alembic", "numpy", "pandas"]
TRACKERS = ["tensorboardX", "wandb", "numpy", "pillow"]


def cache_folder(name: str) -> pathlib.Path:
    base = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(base) / "slipway" / "peers" / name


def python_with(name: str, packages: list[str]) -> pathlib.Path:
    """The interpreter of the environment; makes it when it is not there, says SKIPPED and ends when that fails."""
    folder = cache_folder(name)
    python = folder / "bin" / "python"
    marker = folder / "complete"
    if not marker.exists():
        try:
            subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True, capture_output=True, timeout=120)
            subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages],
                           check=True, capture_output=True, timeout=900)
            marker.touch()
        except (OSError, subprocess.SubprocessError) as error:
            reason = getattr(error, "stderr", b"") or str(error).encode()
            last = reason.decode(errors="replace").strip().splitlines()[-1:] or ["unknown"]
            print(f"SKIPPED: {', '.join(packages)} cannot be installed: {last[0]}")
            sys.exit(0)
    return python


def rerun_inside(name: str = "stats", packages: list[str] = STATS) -> None:
    """Continues in the environment; says SKIPPED and ends well when it cannot be made."""
    if pathlib.Path(sys.prefix) == cache_folder(name):
        return
    python = python_with(name, packages)
    os.execv(python, [str(python), *sys.argv])
