"""One file a result: each makes a page from an answer."""
