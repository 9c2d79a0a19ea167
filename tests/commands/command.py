"""Running the commands as a user runs them."""

import os
import subprocess
import sys
from pathlib import Path


def run(*arguments: str, home: Path, **environ: str) -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "COSMOQUIZ_HOME": str(home), **environ}
    return subprocess.run(
        [sys.executable, "-m", "cosmoquiz", *arguments],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=30,
        check=False,
    )
