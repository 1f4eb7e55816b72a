from __future__ import annotations

from scripts.bench.pipeline import Figures, drift
from tests.drift.second_opinion import unexplained


def test_a_verdict_that_differs_needs_a_reason_and_a_reason_a_verdict() -> None:
    told = {"same": (True, True), "ours": (True, False), "theirs": (False, True)}

    assert unexplained(told, {"ours": "because", "same": "because"}) == [
        "theirs: we say not breaking, redocly breaking",
        "same: explained, and we agree",
    ]
    assert unexplained(told, {"ours": "because", "theirs": "because"}) == []


def test_figures_are_told_beside_their_targets() -> None:
    alone = str(drift(Figures(megabytes=2.44, compared=0.5, refreshed=20.0, redocly=None)))
    beside = str(drift(Figures(megabytes=2.44, compared=0.5, refreshed=2.0, redocly=2.0)))

    assert "two documents of 2.4 MB" in alone
    assert [line.split()[-1] for line in alone.splitlines()[2:4]] == ["yes", "NO"]
    assert "0.25" in beside
