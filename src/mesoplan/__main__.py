"""The program: `mesoplan`, and `python -m mesoplan`."""

import gc
import sys


def run() -> int:
    """Run the command line and return its exit code."""
    # Starting up makes many objects and hardly any garbage; looking for some costs a tenth of the time.
    gc.set_threshold(100_000)
    from mesoplan.cli import main

    return main()


if __name__ == "__main__":
    sys.exit(run())
