"""Pages made by hand, with every block."""

from datetime import date, timedelta

from mesoplan.output.page import (
    Bar,
    Bars,
    Blank,
    Fact,
    Facts,
    Listing,
    Notes,
    Page,
    Paragraph,
    Row,
    Section,
    Source,
    Sources,
    Table,
    Words,
)
from mesoplan.output.spans import Kind, Lane, MonthGrid, Span, Timeline
from mesoplan.output.wording import day, days

SOURCES = Sources(
    [
        Source(
            "1",
            "A Gentle Solution for Hair Loss…, Premium Medical Circle, 2026",
            "https://example.org/en/article/mesotherapy-for-hair-loss-how-micronutrient-therapy-works",
        ),
        Source("2", "Hair mesotherapy guide of a hair-restoration clinic, undated"),
        Source("3", "Mesotherapy for Hair Loss, a clinic, undated"),
    ]
)

_COURSE: list[tuple[int, date, Kind, str]] = [
    (1, date(2026, 10, 20), "done", "done"),
    (2, date(2026, 11, 12), "done", "done, on time"),
    (3, date(2026, 12, 3), "session", "ends the shortest course"),
    (4, date(2026, 12, 24), "optional", "optional"),
    (5, date(2027, 1, 14), "optional", "optional"),
    (6, date(2027, 2, 4), "optional", "optional, ends the course"),
]
_LATER = [
    (7, date(2027, 7, 4), date(2027, 6, 4), date(2027, 8, 4)),
    (8, date(2027, 12, 4), date(2027, 11, 4), date(2028, 1, 4)),
    (9, date(2028, 5, 5), date(2028, 4, 4), date(2028, 6, 4)),
]


def _window(when: date) -> tuple[date, date]:
    return when - timedelta(days=7), when + timedelta(days=7)


def sessions_table() -> Table:
    rows = [
        Row(
            [
                str(number),
                day(when, aligned=True),
                "" if kind == "done" else days(*_window(when), year=when.year),
                words,
            ],
            tone="done" if kind == "done" else "optional" if kind == "optional" else "",
        )
        for number, when, kind, words in _COURSE
    ]
    rows += [
        Row(
            [str(number), day(when, aligned=True), days(first, last, year=when.year), ""],
            above="Maintenance" if number == 7 else "",
        )
        for number, when, first, last in _LATER
    ]
    return Table(["#", "Date", "Any day from – to", ""], rows, whole=["#", "Date", "Any day from – to"])


def _spans(last: date) -> list[Span]:
    shown = [one for one in _COURSE if one[1] <= last]
    windows = [Span("window", *_window(when), "") for _, when, kind, _ in shown if kind != "done"]
    windows += [Span("window", first, end, "") for _, when, first, end in _LATER if when <= last]
    points = [Span(kind, when, when, f"Session {n}, {words}", str(n)) for n, when, kind, words in shown]
    points += [
        Span("maintenance", when, when, f"Session {n}, maintenance", str(n)) for n, when, *_ in _LATER if when <= last
    ]
    return [*windows, *points]


def timelines() -> list[Timeline]:
    notice = [Span("milestone", date(2026, 11, 17), date(2026, 12, 15), "You may notice first changes")]
    wash = [
        Span("avoid", when, when + timedelta(days=6), f"No sauna until {day(when + timedelta(days=7))}")
        for _, when, *_ in _COURSE
    ]
    close, end = date(2027, 2, 19), date(2028, 10, 19)
    return [
        Timeline(
            "The course",
            date(2026, 10, 20),
            close,
            [Lane("Sessions", _spans(close)), Lane("You may notice", notice), Lane("No sauna", wash)],
        ),
        Timeline("Two years", date(2026, 10, 20), end, [Lane("Sessions", _spans(end))]),
    ]


def bars() -> Bars:
    return Bars(
        "",
        [
            Bar("Course", "£450–2,400", 450, 2400, (900, 2400), "£900–2,400"),
            Bar("First 12 months", "£600–3,200", 600, 3200, (1050, 2800), "£1,050–2,800"),
            Bar("First 24 months", "from £900", 900, None, (1500, 4000), "£1,500–4,000"),
        ],
        "this plan",
    )


def schedule() -> Page:
    return Page(
        title="Standard course: your sessions",
        about="Standard course: 3–6 sessions, 2–4 weeks apart, then one every 4–6 months [1]",
        lead=[Words("Next: session 3 of 6, Thu 3 Dec 2026 (any day 26 Nov – 10 Dec)")],
        sections=[
            Section("sessions", "", [sessions_table()]),
            Section(
                "notes",
                "",
                [
                    Notes(
                        [
                            "You may notice first changes 17 Nov – 15 Dec, longer growth 20 Dec – 20 Jan 2027",
                            "4 sessions fall on a weekend: --closed weekends moves them",
                            "The course ends Thu 4 Feb 2027; at the earliest 26 Nov 2026, at the latest 4 Mar 2027",
                            "Session 3 is 24 Dec at the latest",
                        ]
                    )
                ],
            ),
            Section("timeline", "Timeline", timelines(), details=True),
            Section("sources", "", [SOURCES]),
        ],
    )


def months() -> MonthGrid:
    return MonthGrid(
        [
            *_spans(date(2027, 1, 1))[::-1],
            Span("holiday", date(2026, 12, 25), date(2026, 12, 25), "Christmas Day"),
            Span("away", date(2026, 12, 27), date(2027, 1, 2), "You are away"),
        ]
    )


def plan() -> Page:
    """A page of every block, as a plan might have it."""
    return Page(
        title="Hair mesotherapy plan for Anna",
        about="Standard course: 3–6 sessions, 2–4 weeks apart, then one every 4–6 months [1]",
        lead=[
            Words("Next: session 3 of 6, Thu 3 Dec 2026 (any day 26 Nov – 10 Dec)"),
            Words(
                "Ask your doctor before you go on: you take aspirin, which may be a reason not to be treated [2]",
                "warning",
            ),
        ],
        facts=[
            Fact("Next session", "Thu 3 Dec 2026", "any day 26 Nov – 10 Dec", "due"),
            Fact("How many", "3–6 sessions", "2 done; 4–6 are optional"),
            Fact("What it costs", "£450–2,400", "£150–400 a session [2]"),
            Fact("Avoid today", "Nothing", "from Thu 3 Dec: washing, sun, sport"),
        ],
        sections=[
            Section(
                "first",
                "Talk to a doctor about",
                [
                    Facts(
                        [
                            Fact(
                                "Aspirin",
                                "may be a reason not to be treated [2]",
                                "ask the doctor who prescribed it; never stop it on your own",
                            ),
                            Fact(
                                "Breastfeeding",
                                "wait until it is over [2]; may be a reason not to be treated [3]",
                            ),
                        ]
                    ),
                    Paragraph("Not being listed does not mean it is safe. Ask a clinician.", "muted"),
                ],
            ),
            Section("sessions", "Your sessions", [*timelines(), sessions_table()]),
            Section(
                "cost",
                "What it costs",
                [
                    bars(),
                    Table(
                        ["", "Sessions", "Published", "This plan"],
                        [
                            Row(["Course", "3–6", "£450–2,400", "£900–2,400"]),
                            Row(["First 12 months", "4–8", "£600–3,200", "£1,050–2,800"]),
                            Row(["First 24 months", "6–11", "from £900", "£1,500–4,000"]),
                        ],
                        whole=["Sessions", "Published", "This plan"],
                    ),
                    Notes(
                        [
                            "The regimen and the price come from two documents [1] [2]; no document states this cost.",
                            "Not stated: what a package costs, whether tax is included, what a missed session costs.",
                        ]
                    ),
                ],
            ),
            Section(
                "avoid",
                "What to avoid, and until when",
                [
                    Table(
                        ["Avoid", "For", "After session 3, free again"],
                        [
                            Row(["Hair washing, steam bath, swimming, dryer, iron, styling", "2 days", "Sat  5 Dec"]),
                            Row(["Sun on the scalp, exercise, hats", "3 days", "Sun  6 Dec"]),
                            Row(
                                ["Sauna", "7 days", "Thu 10 Dec"],
                                below="24 hours are enough, another document says [1]",
                            ),
                            Row(
                                [
                                    "Dyeing, perm, straightening, curling",
                                    "7 days, ideally 14",
                                    "Thu 10 Dec, ideally 17 Dec",
                                ]
                            ),
                        ],
                        whole=["For"],
                    ),
                    Paragraph("Also avoid (for how long is not stated): hard, sweaty effort; heat on the scalp."),
                ],
            ),
            Section(
                "ask",
                "What to ask at the clinic",
                [
                    Listing(
                        [
                            "Why is my hair falling out, and what suits that cause best? [3]",
                            "What exactly will be injected? There is no standard mixture. [2]",
                            "May I have a written plan of the costs before we start? [1]",
                        ],
                        checks=True,
                    ),
                    Blank("Notes", 4),
                ],
            ),
            Section(
                "evidence",
                "What is claimed, and what is known",
                [
                    Listing(
                        [
                            "Slows the loss and improves density; how well it works depends on the person [1]",
                            "The evidence is weak; neither safety nor effect is established [2]",
                            "Two of the papers report uncommon harm",
                        ]
                    ),
                ],
                details=True,
            ),
            Section("calendar", "Calendar", [months()], details=True),
            Section("sources", "Sources", [SOURCES], details=False),
        ],
    )
