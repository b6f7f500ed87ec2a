"""Findings as SARIF 2.1.0, the form that code review takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from .finding import Finding, Level
from .run import NOT_YAML, NOT_YAML_REASON, RULES, Linted

_LEVELS = {Level.ERROR: "error", Level.ADVICE: "note"}


def sarif(linted: Iterable[Linted], version: str) -> dict[str, Any]:
    """One SARIF run over all files; `version` is mockint's."""
    rules = [(NOT_YAML, Level.ERROR, NOT_YAML_REASON)]
    rules += [(rule.id, rule.level, rule.reason) for rule in RULES]
    order = {name: index for index, (name, _, _) in enumerate(rules)}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "mockint",
                        "version": version,
                        "rules": [_rule(*rule) for rule in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": _results([one for file in linted for one in file.findings], order),
            }
        ],
    }


def _rule(name: str, level: Level, reason: str) -> dict[str, Any]:
    return {
        "id": name,
        "shortDescription": {"text": name.replace("-", " ")},
        "help": {"text": reason},
        "defaultConfiguration": {"level": _LEVELS[level]},
    }


def _results(findings: Sequence[Finding], order: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "ruleId": one.rule,
            "ruleIndex": order[one.rule],
            "level": _LEVELS[one.level],
            "message": {"text": one.message},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(PurePath(one.file).as_posix())},
                        "region": {"startLine": one.line},
                    }
                }
            ],
        }
        for one in findings
    ]
