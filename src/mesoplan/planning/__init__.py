"""From a protocol and a request to dated sessions. Pure."""
