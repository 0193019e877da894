"""Times of day, time zones and how long before a session, as a user writes them."""

from __future__ import annotations

from datetime import time, timedelta
from zoneinfo import available_timezones

import pytest

from mesoplan.errors import UsageError
from mesoplan.values.dates import read_ahead, read_time, read_zone


@pytest.mark.parametrize(("word", "read"), [("10:30", time(10, 30)), (" 9:05 ", time(9, 5)), ("23:59", time(23, 59))])
def test_a_time_of_day_is_read(word: str, read: time) -> None:
    assert read_time(word) == read


@pytest.mark.parametrize("word", ["24:00", "10", "10:60", "10.30", "10:30pm", "", "\u0661\u0660:30"])
def test_what_is_no_time_of_day_is_refused_with_the_form_to_use(word: str) -> None:
    with pytest.raises(UsageError, match="write HH:MM"):
        read_time(word)


class TestZone:
    @pytest.mark.parametrize(
        ("word", "key"),
        [
            ("Europe/London", "Europe/London"),
            ("europe/london", "Europe/London"),
            (" America/New_York ", "America/New_York"),
            ("utc", "UTC"),
            ("Etc/GMT+5", "Etc/GMT+5"),
        ],
    )
    def test_a_zone_is_read_in_capitals_or_not(self, word: str, key: str) -> None:
        assert read_zone(word).key == key

    @pytest.mark.parametrize(
        "word",
        [
            "localtime", "Factory", "factory", "posixrules", "posix/Europe/London", "right/Europe/London", "Europe",
            "/etc/localtime", "../../etc/passwd", "", " ", "\0", "+01:00",
        ],
    )  # fmt: skip
    def test_what_names_no_place_is_no_zone(self, word: str) -> None:
        with pytest.raises(UsageError, match=r"no time zone .*: write one as Europe/London"):
            read_zone(word)

    @pytest.mark.parametrize(
        ("word", "offered"),
        [
            ("London", "Europe/London"),
            ("new york", "America/New_York"),
            ("Europe/Lodnon", "Europe/London"),
            ("louisville", "America/Kentucky/Louisville or America/Louisville"),
        ],
    )
    def test_a_suggestion_works(self, word: str, offered: str) -> None:
        with pytest.raises(UsageError, match=f"did you mean {offered.replace('+', '.')}"):
            read_zone(word)
        for name in offered.split(" or "):
            assert read_zone(name).key == name

    def test_every_other_zone_is_known(self) -> None:
        assert all(read_zone(name).key == name for name in ("Antarctica/Troll", "Asia/Kathmandu", "Pacific/Apia"))
        assert {"Antarctica/Troll", "Asia/Kathmandu", "Pacific/Apia"} <= available_timezones()


class TestAhead:
    @pytest.mark.parametrize(
        ("word", "ahead"),
        [
            ("30min", timedelta(minutes=30)),
            ("30 minutes", timedelta(minutes=30)),
            ("2h", timedelta(hours=2)),
            ("1 hour", timedelta(hours=1)),
            ("1d", timedelta(1)),
            ("2 weeks", timedelta(14)),
            ("366d", timedelta(366)),
        ],
    )
    def test_a_length_is_read(self, word: str, ahead: timedelta) -> None:
        assert read_ahead(word) == ahead

    @pytest.mark.parametrize(
        ("word", "said"),
        [
            ("30m", "write 30min, 2h or 1d"),
            ("1mo", "write 30min, 2h or 1d"),
            ("1-2d", "write 30min, 2h or 1d"),
            ("-1d", "write 30min, 2h or 1d"),
            ("soon", "write 30min, 2h or 1d"),
            ("", "write 30min, 2h or 1d"),
            ("99999w", "write 30min, 2h or 1d"),
            ("9999999999999d", "write 30min"),
        ],
    )
    def test_what_is_no_length_is_refused_with_what_to_write(self, word: str, said: str) -> None:
        with pytest.raises(UsageError, match=said):
            read_ahead(word)
