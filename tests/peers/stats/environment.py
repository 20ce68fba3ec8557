"""A Python environment with the reference libraries, made once under the user's cache."""
import os
import pathlib
import subprocess
import sys

PACKAGES = ["numpy", "pandas", "scipy<1.19", "scikit-learn"]  # anderson_ksamp changes in 1.19


def cache_folder(name: str) -> pathlib.Path:
    base = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(base) / "slipway" / "peers" / name


def rerun_inside(name: str = "stats", packages: list[str] = PACKAGES) -> None:
    """Continues in the environment; says SKIPPED and ends well when it cannot be made."""
    folder = cache_folder(name)
    python = folder / "bin" / "python"
    if pathlib.Path(sys.prefix) == folder:
        return
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
    os.execv(python, [str(python), *sys.argv])
