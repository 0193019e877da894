"""One file a format: each has `render`, which takes a page (or an answer) and returns its text."""
