"""What is known of an item besides who acted on it: words, and vectors from elsewhere."""

import json
import math
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from freshet_model.command import InputError, existing_file, short
from freshet_model.data.arrays import require_length, require_numbers, require_starts

_PRICE_BUCKETS = 10
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class ItemFeatures:
    """Tokens and vectors of every item of the vocabulary.

    A token is a category, a word of a title, a price bucket or another attribute. Item i (from 1)
    has the tokens ``start[i]`` to ``start[i + 1]`` and row i of ``vector``; item 0 is padding and
    has nothing.
    """

    start: NDArray[np.int64]  # [V + 2]
    token: NDArray[np.int64]  # [T] from 0
    name: NDArray[np.str_]  # [tokens] what each token stands for
    vector: NDArray[np.float32]  # [V + 1, F], F may be 0

    @staticmethod
    def of(
        vocabulary: Sequence[str],
        catalogue: "Catalogue",
        min_token_count: int = 2,
    ) -> "ItemFeatures":
        """Take the tokens that at least so many items of the vocabulary share, and the vectors."""
        edges = _price_edges([catalogue.prices[i] for i in vocabulary if i in catalogue.prices])
        of_item = []
        for item in vocabulary:
            tokens = list(catalogue.tokens.get(item, ()))
            if item in catalogue.prices:
                bucket = int(np.searchsorted(edges, catalogue.prices[item], side="right"))
                tokens.append(f"price={bucket}")
            of_item.append(sorted(set(tokens)))
        counts = Counter(token for tokens in of_item for token in tokens)
        kept = sorted(token for token, count in counts.items() if count >= min_token_count)
        number = {token: index for index, token in enumerate(kept)}
        numbered = [[], *([number[t] for t in tokens if t in number] for tokens in of_item)]
        vector = np.zeros((len(vocabulary) + 1, catalogue.vector_length), np.float32)
        for index, item in enumerate(vocabulary, start=1):
            if item in catalogue.vectors:
                vector[index] = catalogue.vectors[item]
        return ItemFeatures(
            np.cumsum([0] + [len(tokens) for tokens in numbered], dtype=np.int64),
            np.array([token for tokens in numbered for token in tokens], np.int64),
            np.array(kept, np.str_),
            vector,
        )

    def check(self, items: int, where: str) -> None:
        """Refuse what does not describe so many items."""
        if self.name.dtype.kind != "U" or self.name.ndim != 1:
            raise InputError(
                f"{where}name is {self.name.dtype} {list(self.name.shape)}, expected texts"
            )
        require_numbers(self.token, 0, len(self.name) - 1, f"{where}token")
        require_starts(self.start, len(self.token), f"{where}start")
        require_length(self.start, items + 2, f"{where}start")
        if self.vector.dtype != np.float32 or self.vector.ndim != 2:
            raise InputError(
                f"{where}vector is {self.vector.dtype} {list(self.vector.shape)}, expected float32 "
                "of two axes"
            )
        require_length(self.vector, items + 1, f"{where}vector")
        if not np.isfinite(self.vector).all():
            raise InputError(f"{where}vector has a value that is not finite, expected finite ones")


@dataclass(frozen=True)
class Catalogue:
    """Items as the ``catalog`` topic describes them, and vectors made elsewhere."""

    titles: dict[str, str]
    tokens: dict[str, list[str]]
    prices: dict[str, float]
    vectors: dict[str, NDArray[np.float32]]
    vector_length: int

    @staticmethod
    def read(items: Path | None, vectors: Path | None) -> "Catalogue":
        """Read a file of items, one JSON object a line, and an .npz of ``itemId`` and ``vector``.

        An item has an ``itemId`` and perhaps a ``title``, a ``category`` (a string or a list of
        them), a ``price`` and ``attributes`` (an object whose values are strings, or lists of
        them).
        """
        titles: dict[str, str] = {}
        tokens: dict[str, list[str]] = {}
        prices: dict[str, float] = {}
        for item, where in _items(items):
            item_id = item.get("itemId")
            if not isinstance(item_id, str) or not _is_a_line(item_id):
                raise InputError(
                    f"{where}: 'itemId' is {short(item_id)}, expected a string without line breaks"
                )
            if item_id in tokens:
                raise InputError(
                    f"{where}: item {short(item_id)} is listed twice, expected each once"
                )
            titles[item_id] = str(item.get("title") or item_id)
            tokens[item_id] = _tokens(item, where)
            price = item.get("price")
            if price is not None:
                prices[item_id] = _finite(price, where)
        found = _vectors(vectors)
        length = len(next(iter(found.values()))) if found else 0
        return Catalogue(titles, tokens, prices, found, length)

    def item_ids(self) -> list[str]:
        """Every item that something is known of."""
        return list(dict.fromkeys([*self.tokens, *self.vectors]))


def _items(path: Path | None) -> Iterator[tuple[dict[str, Any], str]]:
    if path is None:
        return
    with existing_file(path, "items").open(encoding="utf-8") as lines:
        try:
            for number, text in enumerate(lines, start=1):
                if text.strip():
                    yield _item(text, f"{path}:{number}"), f"{path}:{number}"
        except UnicodeDecodeError as error:
            raise InputError(f"{path} is not UTF-8 ({error}), expected that") from None


def _item(text: str, where: str) -> dict[str, Any]:
    try:
        item = json.loads(text)
        # Half of a surrogate pair can be escaped in JSON, and then be written nowhere.
        json.dumps(item, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise InputError(f"{where}: half of a surrogate pair, expected valid Unicode") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: not JSON ({error}), expected an item") from None
    if not isinstance(item, dict):
        raise InputError(f"{where}: {type(item).__name__}, expected an object")
    return item


def _tokens(item: dict[str, Any], where: str) -> list[str]:
    found = [f"word={w}" for w in _WORD.findall(str(item.get("title") or "").lower())]
    found += [f"category={value}" for value in _strings(item.get("category"), "category", where)]
    attributes = item.get("attributes") or {}
    if not isinstance(attributes, dict):
        raise InputError(f"{where}: 'attributes' is {attributes!r}, expected an object")
    for name, value in attributes.items():
        found += [f"{name}={text}" for text in _strings(value, name, where)]
    return found


def _strings(value: Any, field: str, where: str) -> list[str]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(v, str) for v in values):
        raise InputError(f"{where}: '{field}' is {value!r}, expected a string or a list of them")
    return values


def _vectors(path: Path | None) -> dict[str, NDArray[np.float32]]:
    if path is None:
        return {}
    try:
        with np.load(existing_file(path, "item vectors"), allow_pickle=False) as arrays:
            ids, vector = arrays["itemId"], arrays["vector"]
            if ids.ndim != 1 or ids.dtype.kind != "U" or vector.dtype.kind not in "fiu":
                raise ValueError(f"itemId is {ids.dtype} {list(ids.shape)}, vector {vector.dtype}")
            vector = vector.astype(np.float32)
    except (OSError, EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise InputError(
            f"{path} is not an .npz with itemId and vector ({error}), expected that"
        ) from None
    if len(set(ids.tolist())) < len(ids):
        raise InputError(f"{path}: an itemId stands there twice, expected each once")
    if vector.ndim != 2 or len(ids) != len(vector):
        raise InputError(
            f"{path}: vector is {vector.shape}, expected [{len(ids)}, F] as there are "
            f"{len(ids)} item ids"
        )
    bad = [item for item in ids.astype(str).tolist() if not _is_a_line(item)]
    if bad:
        raise InputError(f"{path}: itemId {short(bad[0])}, expected valid Unicode in one line")
    if not np.isfinite(vector).all():
        raise InputError(f"{path}: vector has a value that is not finite, expected finite ones")
    return dict(zip(ids.astype(str).tolist(), vector, strict=True))


def _is_a_line(text: str) -> bool:
    """A vocabulary has an item a line, in UTF-8."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return bool(text) and "\n" not in text and "\r" not in text


def _price_edges(prices: Sequence[float]) -> NDArray[np.float64]:
    """Borders between price buckets that hold about as many items each."""
    if not prices:
        return np.zeros(0)
    return np.asarray(np.quantile(np.array(prices), np.arange(1, _PRICE_BUCKETS) / _PRICE_BUCKETS))


def _finite(price: Any, where: str) -> float:
    """A price; one that is no number would leave all others without a bucket."""
    if isinstance(price, int | float) and not isinstance(price, bool):
        try:
            if math.isfinite(price):
                return float(price)
        except OverflowError:
            pass
    raise InputError(f"{where}: 'price' is {repr(price)[:40]}, expected a finite number")
