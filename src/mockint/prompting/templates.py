"""Renders the templates below `prompts/`: sandboxed, strict, candidate text as data only.

Candidate text reaches a template in one way, the `data` filter: a JSON string in which
`<`, `>`, `[`, `]`, `{` and `}` are escaped, because some servers parse chat markup such
as `<|im_end|>` inside of content. Rubrics and transcripts are never templates.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..domain.chat import Message, Speaker
from ..domain.prompts import InterviewerSystem, PromptVars, Rendered, as_data
from ..errors import SettingsError

_VERSION = re.compile(r"\{#-?\s*version:\s*([\w.]+)")
_SYSTEM = ("interviewer/", "judge/system", "coach/system", "author/system")


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, which need not ask what the fields of a prompt's variables are."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`obj.attribute` as a template writes it."""
        if attribute in getattr(type(obj), "__dataclass_fields__", ()):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


class Templates:
    """The templates in `folders`; a file in an earlier folder replaces a later one."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.folders = tuple(folders)

    @cached_property
    def _environment(self) -> ImmutableSandboxedEnvironment:
        environment = _Sandbox(
            loader=jinja2.FileSystemLoader([str(folder) for folder in self.folders]),
            undefined=jinja2.StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
            # A template's digest is told once; so the text that it is of stays the same, too.
            auto_reload=False,
        )
        environment.filters["data"] = as_data
        return environment

    def render(self, variables: PromptVars) -> Rendered:
        """Render one prompt into its one message; SettingsError if a template is at fault."""
        name = template_of(variables)
        try:
            text = self._environment.get_template(name).render(variables.variables())
        except jinja2.TemplateError as error:
            raise self._fault(name, error) from None
        role: Speaker = "user"
        if name.startswith(_SYSTEM) and name != "interviewer/move.j2":
            role = "system"
        info = self.info(name)
        return Rendered(
            prompt_id=name.removesuffix(".j2"),
            version=info.version,
            digest=info.digest,
            messages=(Message(role, text.strip()),),
        )

    def info(self, name: str) -> TemplateInfo:
        """Version and digest of a template, those that it extends or includes included."""
        if name not in self._infos:
            sources = [self._source(one) for one in self._family(name)]
            found = _VERSION.search(sources[0])
            digest = hashlib.sha256("\x00".join(sources).encode()).hexdigest()[:16]
            self._infos[name] = TemplateInfo(name, found.group(1) if found else "0", digest)
        return self._infos[name]

    def names(self) -> tuple[str, ...]:
        """All templates there are."""
        return tuple(sorted(self._environment.list_templates(extensions=["j2"])))

    def variables_in(self, name: str) -> frozenset[str]:
        """Names of the variables that a template and its family use."""
        found: set[str] = set()
        for one in self._family(name):
            found |= meta.find_undeclared_variables(self._environment.parse(self._source(one)))
        return frozenset(found)

    @cached_property
    def _infos(self) -> dict[str, TemplateInfo]:
        return {}

    def _family(self, name: str) -> list[str]:
        tree = self._environment.parse(self._source(name))
        related = [
            node.template.value
            for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import))
            if isinstance(node, (nodes.Extends, nodes.Include, nodes.Import))
            and isinstance(node.template, nodes.Const)
        ]
        return [name, *(one for other in related for one in self._family(other))]

    def _source(self, name: str) -> str:
        loader = self._environment.loader
        assert loader is not None
        try:
            return loader.get_source(self._environment, name)[0]
        except jinja2.TemplateNotFound as error:
            raise self._fault(name, error) from None

    def _fault(self, name: str, error: jinja2.TemplateError) -> SettingsError:
        line = getattr(error, "lineno", None)
        where = next((f / name for f in self.folders if (f / name).is_file()), Path(name))
        what = "is missing" if isinstance(error, jinja2.TemplateNotFound) else f"fails: {error}"
        return SettingsError(
            f"the prompt template {what}",
            where=f"{where}:{line}" if line else str(where),
            remedy="mend it, or leave out --prompts to use the shipped templates",
        )


@dataclass(frozen=True, slots=True)
class TemplateInfo:
    """A template's name, version and digest."""

    name: str
    version: str
    digest: str


def template_of(variables: PromptVars) -> str:
    """The template file for a set of variables; the interviewer has one a question kind."""
    if isinstance(variables, InterviewerSystem):
        return f"interviewer/{variables.kind}.j2"
    return f"{variables.prompt}.j2"
