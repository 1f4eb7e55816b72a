"""Where the issues of a bulk payload stand, and how it is cut. Values only.

Source: https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-bulk-operations/
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, TypeAlias

from atlassian_tasks.errors import ConfigurationError, NotSupported
from atlassian_tasks.kinds.refs import brief

Payload: TypeAlias = Mapping[str, Any]
_ISSUES, _OF_TARGET = "selectedIssueIdsOrKeys", "issueIdsOrKeys"
_INPUTS, _TARGETS = "bulkTransitionInputs", "targetToSourcesMapping"


def parts(operation: str, payload: Payload | None, size: object) -> list[Payload]:
    """Return payloads with up to `size` of its issues each, in their order."""
    if type(size) is not int or size < 1:
        raise ConfigurationError(f"a part has at least one issue: size is not {brief(size)}")
    told = payload or {}
    if _ISSUES in told:
        cut = _cut(_issues(told[_ISSUES]), size)
        return [{**told, _ISSUES: issues} for issues in cut]
    if _INPUTS in told:
        return [{**told, _INPUTS: inputs} for inputs in _cut_inputs(told[_INPUTS], size)]
    if _TARGETS not in told:
        raise NotSupported(f"{operation} has no list of issues that could be cut")
    if not told[_TARGETS]:
        raise ConfigurationError("a move has a target: there is none")
    if len(told[_TARGETS]) > 1:
        raise NotSupported(
            "a move to several targets keeps what belongs together within one request, so it is "
            "not cut: make a start of each target"
        )
    [(target, source)] = told[_TARGETS].items()
    cut = _cut(_issues(source.get(_OF_TARGET)), size)
    return [{**told, _TARGETS: {target: {**source, _OF_TARGET: issues}}} for issues in cut]


def _cut_inputs(inputs: Sequence[Payload], size: int) -> list[list[Payload]]:
    """Cut the issues of several transitions, each of which stays with its own."""
    issues = [(place, it) for place, one in enumerate(inputs) for it in _issues(one[_ISSUES])]
    if twice := [it for it, times in Counter(it for _, it in issues).items() if times > 1]:
        raise ConfigurationError(f"{brief(twice[0])} is to go along two transitions")
    return [
        [
            {**inputs[place], _ISSUES: [it for _, it in group]}
            for place, group in groupby(part, key=lambda issue: issue[0])
        ]
        for part in _cut(issues, size)
    ]


def _cut(issues: list[Any], size: int) -> list[list[Any]]:
    return [issues[at : at + size] for at in range(0, len(issues), size)] or [issues]


def _issues(told: object) -> list[str | int]:
    """Return each once."""
    if not isinstance(told, list) or not all(isinstance(it, str | int) for it in told):
        raise ConfigurationError(f"issues are a list of ids or keys, not {brief(told)}")
    return list(dict.fromkeys(told))
