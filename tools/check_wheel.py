"""Build the sdist, a wheel from it, install that elsewhere in an empty environment, and run it there."""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = ["--version", "schedule", "cost --country uk", "schedule -p salon --interval 2w --json"]


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command that must succeed; return what it printed."""
    result = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        check=False,
        capture_output=True,
        text=True,
    )
    if result.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{result.stdout}{result.stderr}")
    return result.stdout


def main() -> None:
    """Do it all in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder)
        run(sys.executable, "-m", "build", "--outdir", there / "dist", ROOT, cwd=there)
        (wheel,) = (there / "dist").glob("*.whl")
        venv.create(there / "venv", with_pip=True)
        python = there / "venv" / "bin" / "python"
        run(python, "-m", "pip", "install", "--quiet", wheel, cwd=there)
        inside = run(python, "-c", "import mesoplan; print(mesoplan.__file__)", cwd=there).strip()
        if not Path(inside).resolve().is_relative_to(there.resolve()):
            sys.exit(f"the installed package is not the wheel's but {inside}")
        for words in RUNS:
            run(there / "venv" / "bin" / "mesoplan", *words.split(), cwd=there)
        print(f"{wheel.name}: built from the sdist, installed and run")


if __name__ == "__main__":
    main()
