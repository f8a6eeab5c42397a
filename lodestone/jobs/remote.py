"""What a job runs on the cluster: the command, then the packing of its run folder where the job's address serves it.

A cluster's dashboard hands out the files in a node's log folder, from whichever node, under the address at which jobs
are submitted, and nothing else that a job wrote. So the archive goes there. It stays until the cluster ends.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from lodestone.jobs.archive import name_of, pack


def main() -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m lodestone.jobs.remote", allow_abbrev=False)
    parser.add_argument("--checkpoints", action="store_true", help="pack them, too")
    parser.add_argument("job")
    parser.add_argument("out", type=Path)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    code = subprocess.run([sys.executable, "-m", "lodestone.cli", *given.command], check=False).returncode
    if code == 0:
        pack(given.out, _logs() / name_of(given.job), given.checkpoints)
        if not given.out.is_absolute():  # a storage keeps its runs
            shutil.rmtree(given.out)
    return code


def _logs() -> Path:
    """Return the folder of this node's logs."""
    import ray

    with ray.init(log_to_driver=False) as context:
        return Path(context.address_info["session_dir"], "logs")


if __name__ == "__main__":
    sys.exit(main())
