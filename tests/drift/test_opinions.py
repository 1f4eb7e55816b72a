from __future__ import annotations

from tests.drift.second_opinion import unexplained


def test_a_verdict_that_differs_needs_a_reason_and_a_reason_a_verdict() -> None:
    told = {"same": (True, True), "ours": (True, False), "theirs": (False, True)}

    assert unexplained(told, {"ours": "because", "same": "because"}) == [
        "theirs: we say not breaking, redocly breaking",
        "same: explained, and we agree",
    ]
    assert unexplained(told, {"ours": "because", "theirs": "because"}) == []
