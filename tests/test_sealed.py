"""No test reaches the network or sees the user's settings, in whichever process it runs."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest


def test_a_connection_is_refused() -> None:
    with socket.socket() as opened, pytest.raises(AssertionError, match="network"):
        opened.connect(("127.0.0.1", 9))


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(AssertionError, match="network"):
        socket.create_connection(("a.example", 80))


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no local sockets")
def test_processes_of_a_program_may_talk_to_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's name must be short
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind("here")
        server.listen()
        client.connect("here")


def test_only_the_settings_of_tests_are_left() -> None:
    left = {
        name for name in os.environ if name.startswith(("MESOPLAN_", "LC_")) or name in ("LANG", "TZ", "PAGER", "TERM")
    }
    assert left == {"MESOPLAN_TODAY"}
