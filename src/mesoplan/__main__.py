"""The program: `mesoplan`, and `python -m mesoplan`."""

import sys

from mesoplan.cli import main

if __name__ == "__main__":
    sys.exit(main())
