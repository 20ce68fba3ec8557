"""The real MLflow client against `slipway serve`.

check_mlflow.py SLIPWAY [--client 2|3] [--big] [--only PART]   in a new workspace
check_mlflow.py --reference [--client 2|3]                     against `mlflow server` 3.x on SQLite
check_mlflow.py --uri URL [--reference]                        against a server that runs; --reference when it is mlflow's
"""

import argparse
import os
import pathlib
import signal
import sys
import tempfile
import time
import warnings

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))
import environment  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slipway", nargs="?", help="the program")
    parser.add_argument("--uri", help="a server that runs already")
    parser.add_argument("--server-folder", help="where the server of --uri keeps its artifacts, for the checks on disk")
    parser.add_argument("--reference", action="store_true", help="the server is mlflow's own")
    parser.add_argument("--client", choices="23", default="3", help="major version of the client")
    parser.add_argument("--big", action="store_true", help="an artifact of 1 GB too")
    parser.add_argument("--only", help="subjects whose name holds this")
    given = parser.parse_args()
    if not (given.slipway or given.uri or given.reference):
        parser.error("a program, --uri or --reference is needed")
    if given.slipway:
        given.slipway = str(pathlib.Path(given.slipway).resolve())
    return given


GIVEN = arguments()
environment.rerun_inside(f"mlflow{GIVEN.client}", environment.MLFLOW3 if GIVEN.client == "3" else environment.MLFLOW2)

os.environ |= {
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "GIT_PYTHON_REFRESH": "quiet",
    "MPLBACKEND": "Agg",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
}
warnings.simplefilter("ignore")

import contextlib  # noqa: E402
import importlib  # noqa: E402
import logging  # noqa: E402

import mlflow  # noqa: E402

from peer import Peer, Tally  # noqa: E402
from servers import MlflowServer, SlipwayServer  # noqa: E402

PARTS = (
    "experiments",
    "runs",
    "metrics",
    "search",
    "fluent",
    "artifacts",
    "models",
    "registry",
    "registry_search",
    "logged_models",
    "webhooks",
    "traces",
    "autolog",
    "rest",
    "upstream",
    "security",
    "killed",
    "scripts",
)
OURS = ("killed", "scripts")  # what the reference does not do


def check(uri, server_folder, folder):
    logging.getLogger("mlflow").setLevel(logging.CRITICAL)
    warnings.simplefilter("ignore")
    os.chdir(folder)
    mlflow.set_tracking_uri(uri)
    peer = Peer(
        uri, mlflow.MlflowClient(uri), Tally(), pathlib.Path(folder), server_folder, GIVEN.reference, int(mlflow.__version__.split(".")[0])
    )
    peer.big = GIVEN.big
    peer.slipway = GIVEN.slipway
    print(
        f"client {mlflow.__version__}, server {peer.wire.send('GET', '/version').body.decode(errors='replace')[:40]} at {uri}", flush=True
    )
    for part in PARTS:
        if part in OURS and (GIVEN.reference or not GIVEN.slipway):
            continue
        began = time.monotonic()
        checked, failed = peer.tally.checked, len(peer.tally.failures)
        with (
            open(folder / "client.log", "a") as log,
            contextlib.redirect_stderr(log),
            contextlib.redirect_stdout(log),
        ):  # the client tells what it does
            for subject in importlib.import_module(f"check_{part}").SUBJECTS:
                if not GIVEN.only or GIVEN.only in part or GIVEN.only in subject.__name__:
                    peer.tally.run(subject, peer)
        print(
            f"{part:<16} {peer.tally.checked - checked:>5} checks, {len(peer.tally.failures) - failed} differ, "
            f"{time.monotonic() - began:.1f} s",
            flush=True,
        )
    return peer.tally.conclude()


def main():
    with tempfile.TemporaryDirectory(prefix="peer-mlflow-") as name:
        folder = pathlib.Path(name)
        (folder / "client").mkdir()
        if GIVEN.uri:
            return check(GIVEN.uri.rstrip("/"), GIVEN.server_folder and pathlib.Path(GIVEN.server_folder), folder / "client")
        if GIVEN.reference:
            python = environment.python_with("mlflow3", environment.MLFLOW3)
            server = MlflowServer(python, folder / "server", workers=1)
        else:
            server = SlipwayServer(GIVEN.slipway, folder / "server")
        with server:
            return check(server.uri, server.folder, folder / "client")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers are stopped
    sys.exit(main())
