from __future__ import annotations

from scripts.bench.drift import Figures, tell
from tests.drift.second_opinion import unexplained


def test_a_verdict_that_differs_needs_a_reason_and_a_reason_a_verdict() -> None:
    told = {"same": (True, True), "ours": (True, False), "theirs": (False, True)}

    assert unexplained(told, {"ours": "because", "same": "because"}) == [
        "theirs: we say not breaking, redocly breaking",
        "same: explained, and we agree",
    ]
    assert unexplained(told, {"ours": "because", "theirs": "because"}) == []


def test_figures_are_told_beside_their_targets() -> None:
    told = tell(Figures(megabytes=2.44, compared=0.5, refreshed=2.0, redocly=None))

    assert told.splitlines() == [
        "slice and compare two documents of 2.4 MB: 0.50 s (target 1 s)",
        "all of make upstream --from: 2.00 s (target 10 s)",
    ]
    assert "redocly diff" in tell(Figures(2.44, 0.5, 2.0, 2.0))
    assert "not beside this repository" in tell(None)
