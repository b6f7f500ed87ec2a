"""Makes engines from settings: chat endpoints, the words and the judge of a model.

The built-in engine needs none of this; nothing here is imported before an engine that
is a model was chosen. It never sends anything by itself.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import SettingsError, UnfitJudgeError
from .store.settings import Settings, read_settings, work_folder
from .store.weights import WeightsStore

if TYPE_CHECKING:
    from .domain.chat import ChatReply, ChatRequest, Delta
    from .domain.rubric import Rubric
    from .domain.scorecard import Provenance
    from .grading.model_judge import JudgeOptions
    from .interview.model_wording import ModelWording, Voice
    from .interview.wording import BuiltinWording
    from .models.address import Endpoint
    from .models.audio import AudioEndpoint
    from .models.endpoint import ChatEndpoint
    from .models.in_process import InProcessModel
    from .models.learned import LearnedStore
    from .models.limiter import Limiter
    from .models.prices import PriceList
    from .models.tokens import TokenCounter
    from .ports import ChatModel, Judge
    from .prompting.templates import Templates
    from .store.locations import Locations

BUILT_IN, LOCAL = "built-in", "local"
#: Whose tokens are counted where no model is named (a preview).
USUAL_MODEL = "gpt-4o"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Flags that choose an engine."""

    engine: str | None = None
    model: str | None = None
    base_url: str | None = None
    model_file: str | None = None
    tiny_judge: bool = False

    @property
    def label(self) -> str:
        """What people call it."""
        if self.engine == LOCAL:
            return f"{Path(self.model_file or '').stem} in process"
        return f"{self.model} at {self.base_url}" if self.base_url else f"{self.model}"


class LateModel:
    """A `ChatModel` that opens its connection with the first call, in that call's loop.

    An interview lives in one event loop and its grading in another, and a prompt can be
    previewed without any endpoint at all.
    """

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._chat: ChatEndpoint | None = None
        self._loop: object = None

    @property
    def name(self) -> str:
        """The model's name."""
        return self._engines.model_name

    def stream(self, request: ChatRequest) -> AsyncGenerator[Delta, None]:
        """The reply as it comes."""
        return self._open().stream(request)

    async def reply(self, request: ChatRequest) -> ChatReply:
        """The whole reply."""
        return await self._open().reply(request)

    async def close(self) -> None:
        """Close the connection, if there is one."""
        chat, self._chat = self._chat, None
        if chat is not None:
            await chat.close()

    def _open(self) -> ChatEndpoint:
        loop = asyncio.get_running_loop()
        if self._chat is None or self._loop is not loop:
            self._chat, self._loop = self._engines.chat(), loop
        return self._chat


class Engines:
    """The engines that settings allow for."""

    def __init__(
        self, chosen: Chosen, locations: Locations, environ: Mapping[str, str] | None = None
    ) -> None:
        self._chosen = chosen
        self._locations = locations
        self._environ = os.environ if environ is None else environ

    @cached_property
    def settings(self) -> Settings:
        """What flags, environment and files say; SettingsError where they are off."""
        flags = {
            "engine": self._chosen.engine,
            "model": self._chosen.model,
            "base_url": self._chosen.base_url,
            "model_file": self._chosen.model_file,
        }
        return read_settings(
            flags, environ=self._environ, folder=work_folder(), config=self._locations.config
        )

    @property
    def is_model(self) -> bool:
        """True where a model was chosen, False for the built-in engine."""
        return self.settings.engine != BUILT_IN

    @property
    def is_in_process(self) -> bool:
        """True where the model runs inside of mockint."""
        return self.settings.engine == LOCAL

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint to talk to; SettingsError where its model is not named.

        A model in process has its address only once it was started (`prepare`).
        """
        return self.in_process.endpoint if self.is_in_process else self._remote

    @property
    def model_name(self) -> str:
        """The chosen model's name, for provenance."""
        return self.endpoint.model

    @cached_property
    def in_process(self) -> InProcessModel:
        """The model file that was chosen, not loaded yet; LocalModelError, SettingsError."""
        from .models.in_process import InProcessModel

        return InProcessModel(self._model_file())

    def _model_file(self) -> Path:
        """The file that was named, by path or by the name of weights that are kept."""
        named = self.settings.model_file
        kept = WeightsStore(self._locations.weights)
        if named:
            return kept.find(named) or Path(named).expanduser()
        found = kept.kept()
        if len(found) == 1:
            return found[0].path
        raise SettingsError(
            "which model file?",
            where="--model-file",
            remedy="name a .gguf file or one of "
            + (", ".join(one.name for one in found) or "`mockint model get smollm2`"),
        )

    def others(self, failing: str) -> tuple[Chosen, ...]:
        """Engines that are models and could be used in place of the model called `failing`.

        What settings and weights on disk offer; nothing is asked whether it answers.
        """
        chosen, weights = self.settings, failing.partition("@")[0]
        found = []
        if chosen.model and (chosen.api_key or chosen.base_url):
            found.append(Chosen("openai", chosen.model, chosen.base_url or None))
        if find_spec("xllamacpp") is not None:
            files = [one.path for one in WeightsStore(self._locations.weights).kept()]
            if chosen.model_file:
                files.insert(0, self._model_file())
            found += [Chosen(LOCAL, model_file=str(path)) for path in dict.fromkeys(files)]
        return tuple(
            one
            for one in found
            if one.model != failing and Path(one.model_file or "").stem != weights
        )

    def prepare(self) -> None:
        """Load a model in process now, so that nobody waits for it later; else nothing."""
        if self.is_in_process:
            self.in_process.start()

    @cached_property
    def _remote(self) -> Endpoint:
        from .models.address import OPENAI_BASE_URL, Endpoint

        chosen = self.settings
        if not chosen.model:
            raise SettingsError(
                "which model?",
                where="--model",
                remedy="name one with --model or MOCKINT_MODEL; `mockint doctor --probe` lists "
                "what the endpoint has, and --engine built-in needs none",
            )
        return Endpoint(chosen.base_url or OPENAI_BASE_URL, chosen.api_key, chosen.model)

    @cached_property
    def prompts(self) -> Templates:
        """The prompt templates."""
        from .prompting.templates import Templates

        return Templates(self._locations.prompts)

    @cached_property
    def prices(self) -> PriceList:
        """Prices and context windows, the user's file first."""
        from .models.prices import PriceList

        return PriceList.load(self._locations.config / "prices.toml")

    @cached_property
    def counter(self) -> TokenCounter:
        """Counts tokens of the chosen model, or estimates and says so."""
        from .models.tokens import counter_for

        folder = self._locations.config / "vocabularies"
        return counter_for(
            # Whose vocabulary a model file has is not known: that is an estimate.
            LOCAL if self.is_in_process else self.settings.model or USUAL_MODEL,
            directory=folder if folder.is_dir() else None,
            environ=self._environ,
        )

    @cached_property
    def learned(self) -> LearnedStore:
        """What endpoints were found to take and to refuse."""
        from .models.learned import LearnedStore

        return LearnedStore(self._locations.cache / "endpoints.json")

    def chat(
        self,
        *,
        limiter: Limiter | None = None,
        counter: TokenCounter | None = None,
        many: bool = False,
    ) -> ChatEndpoint:
        """A new connection to the endpoint; use it in one event loop and close it there.

        A model in process is loaded first, if that was not done. `many` suits hundreds
        of calls at once (see `ChatEndpoint`).
        """
        from .models.endpoint import ChatEndpoint

        if self.is_in_process:
            from .models.in_process import DEADLINES
            from .models.limiter import Limiter

            return ChatEndpoint(
                self.in_process.start(),
                # It has one place: who waits there would have its deadlines run out.
                limiter=limiter or Limiter(most=1, start=1),
                learned=self.in_process.knowledge(),
                deadlines=DEADLINES,
            )
        return ChatEndpoint(
            self.endpoint,
            many=many,
            limiter=limiter,
            learned=self.learned,
            counter=counter or self.counter,
            window=self.prices.window(self.endpoint.model),
        )

    def audio(self) -> AudioEndpoint:
        """The endpoint that writes down and reads aloud; SettingsError where none is named."""
        from .models.address import OPENAI_BASE_URL, Endpoint
        from .models.audio import AudioEndpoint, AudioNames

        chosen, names = self.settings, self.settings.audio
        shared = chosen.base_url or (OPENAI_BASE_URL if chosen.api_key else "")
        address = names.get("audio_base_url") or shared
        if not address:
            raise SettingsError(
                "no endpoint is configured that writes down and reads aloud",
                where="voice",
                remedy="set MOCKINT_AUDIO_BASE_URL to one, or OPENAI_API_KEY; typing needs neither",
            )
        # A key goes to the address that it was given for, and to no other.
        key = chosen.audio_key or (chosen.api_key if address == shared else "")
        usual = AudioNames()
        return AudioEndpoint(
            Endpoint(address, key, "audio"),
            AudioNames(
                names.get("transcription_model") or usual.transcription,
                names.get("speech_model") or usual.speech,
                names.get("voice") or usual.voice,
            ),
        )

    def check_judge(self) -> None:
        """UnfitJudgeError where the chosen model is known to judge worse than chance."""
        if self._chosen.tiny_judge or not self.is_in_process:
            return
        model = self.in_process
        if model.is_too_small_to_judge:
            raise UnfitJudgeError(
                f"a model of {model.facts.parameters / 1e6:.0f} million parameters does not score:"
                " yes/no judgements of SmolLM2-135M were measured to be worse than chance",
                where=model.facts.label,
                remedy="use a larger model or --engine built-in; --score-with-tiny-model scores "
                "all the same",
            )

    def wording(self, rubric: Rubric, voice: Voice, builtin: BuiltinWording) -> ModelWording:
        """The words of a model, with the built-in ones behind them."""
        from .interview.model_wording import BUDGET_TOKENS, ModelWording

        budget = BUDGET_TOKENS
        if self.is_in_process:
            # The rest is for what does not change, the reply, and an estimate that is off.
            budget = min(budget, self.in_process.context // 2)
        return ModelWording(
            LateModel(self), self.prompts, rubric, voice, builtin,
            count=self._count, budget=budget,
        )  # fmt: skip

    def _count(self, text: str) -> int:
        """Tokens of `text`; the vocabulary is loaded with the first count, not before."""
        return self.counter.count(text)

    @asynccontextmanager
    async def open_judge(self, options: JudgeOptions | None = None) -> AsyncIterator[Judge]:
        """The judge of the chosen engine, for use within one event loop."""
        if not self.is_model:
            from .builtin.judge import BuiltinJudge
            from .builtin.semantic import best_matcher

            yield self.calibrated(BuiltinJudge(best_matcher))
            return
        self.check_judge()
        from .grading.model_judge import ModelJudge

        async with self.chat() as chat:
            judge = ModelJudge(
                self.cached(chat), self.prompts, options, engine=self.settings.engine,
                cost=self.cost,
            )  # fmt: skip
            yield self.calibrated(judge)

    def calibrated(self, judge: Judge) -> Judge:
        """`judge`, saying what it was found to be worth."""
        return with_calibration(judge, self._locations.calibrations)

    def cached(self, chat: ChatModel) -> ChatModel:
        """`chat` behind the cache on disk."""
        from .store.reply_cache import CachedModel

        return CachedModel(chat, self._locations.cache / "replies", self._address())

    def _address(self) -> str:
        """What stands for the endpoint from run to run: a model in process has many ports."""
        return "in process" if self.is_in_process else self.endpoint.origin

    def cost(self, reply: ChatReply) -> float | None:
        """Dollars that a reply cost, None where tokens or prices are unknown."""
        found = self.prices.actual(self.endpoint.model, reply.usage)
        return None if found is None else float(found)


def with_calibration(judge: Judge, folder: Path) -> Judge:
    """`judge`, saying what the records in `folder` say of it; itself where there are none."""
    if not folder.is_dir():
        return judge
    from .authoring.library import digest
    from .grading.calibrated_judge import CalibratedJudge
    from .store.calibrations import CalibrationStore

    return CalibratedJudge(judge, CalibrationStore(folder).find, digest)


def known_now(folder: Path) -> Callable[[Provenance], Provenance]:
    """What the calibrations in `folder` tell today of judges that graded before."""
    from .grading.calibrated_judge import KnownNow
    from .store.calibrations import CalibrationStore

    return KnownNow(CalibrationStore(folder).find)
