"""One file a format. One that is for reading has `render`, which takes a page and a place and returns its text."""
