"""What mkdocs.yml cannot say: the README is the home page, and the project's other pages are part of the site."""

import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
PAGES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "CHANGELOG.md": "CHANGELOG.md",
    "SECURITY.md": "SECURITY.md",
}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the page of every command below the list of commands."""
    files = [f"commands/{file.name}" for file in sorted((ROOT / "docs" / "commands").glob("*.md"))]
    nav: list[Any] = config.nav or []
    for entry in nav:
        if entry.get("Commands") == "commands.md":
            entry["Commands"] = [{"All commands": "commands.md"}, *files]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages and files of the project that stand outside docs/."""
    for name, there in PAGES.items():
        files.append(File.generated(config, there, content=(ROOT / name).read_text(encoding="utf-8")))
    for file in (ROOT / "LICENSE", *(file for file in (ROOT / "examples").rglob("*") if file.is_file())):
        if "__pycache__" not in file.parts:
            files.append(File.generated(config, str(file.relative_to(ROOT)), abs_src_path=str(file)))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Let links lead to where the pages are in the site."""
    if page.file.src_uri in PAGES.values():
        markdown = re.sub(r"(?<=\]\()docs/|(?<=src=\")docs/", "", markdown)
        return markdown.replace("](README.md", "](index.md")
    if "/" not in page.file.src_uri:
        return markdown.replace("](../README.md", "](index.md").replace("](../", "](")
    return markdown
