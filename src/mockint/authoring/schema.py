"""The JSON Schema of rubric and guide files, for editors and other tools."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from ..domain.guide import Guide
from ..domain.rubric import Rubric

MODELS: dict[str, type[BaseModel]] = {"rubric": Rubric, "guide": Guide}


def json_schema(kind: str) -> dict[str, Any]:
    """The schema of `rubric` or `guide` files (JSON Schema 2020-12)."""
    model = MODELS[kind]
    schema = model.model_json_schema(by_alias=True, mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"mockint {kind}",
        **{key: value for key, value in schema.items() if key != "title"},
    }
