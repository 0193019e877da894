"""Where the shipped tables are. Kept apart so that finding them loads nothing."""

from pathlib import Path


def shipped_folder() -> Path:
    """Return the folder of the shipped tables: in an installed package, or next to `src` in a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "data"
    return installed if installed.is_dir() else package.parents[1] / "data"
