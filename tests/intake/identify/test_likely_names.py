"""The likeliest names by letters are those that measuring every name gives."""

from __future__ import annotations

import random

import pytest
from rapidfuzz import fuzz

from matcher.intake.identify.candidates.likely_names import LikelyNames

WORDS = ("st", "sts", "mary", "marys", "mark", "park", "parks", "oak", "grove", "hill", "hills",
         "long", "lane", "queen", "elizabeth", "ii", "é", "2000", "northumberland")  # fmt: skip


def likeliest(words: tuple[str, ...], names: list[tuple[str, ...]], among: list[int]) -> set[int]:
    """By measuring every name: those as likely as the fifteenth, fifteen of them by the whole,
    and those of the same words."""
    joined = " ".join(words)
    texts = {i: " ".join(names[i]) for i in among}
    scores = {i: fuzz.token_set_ratio(joined, text) for i, text in texts.items()}
    enough = sorted((score for score in scores.values() if score >= 60), reverse=True)
    last = enough[:15][-1] if enough else 101.0
    ranked = sorted(
        (i for i in among if scores[i] >= last),
        key=lambda i: (-scores[i], -fuzz.token_sort_ratio(joined, texts[i]), i),
    )
    return {*ranked[:15], *(i for i in among if texts[i] == joined)}


@pytest.mark.parametrize("seed", range(4))
def test_the_same_as_measuring_every_name(seed: int) -> None:
    rng = random.Random(seed)

    def name() -> tuple[str, ...]:
        words = rng.sample(WORDS, rng.randint(1, 4))
        slip = rng.randrange(len(words))
        if rng.random() < 0.4:  # a letter more
            words[slip] += rng.choice("aeiou")
        return tuple(dict.fromkeys(words))

    names = [name() for _ in range(600)]
    among = sorted(rng.sample(range(600), rng.choice([41, 200, 600])))
    asked = [name() for _ in range(300)] + names[:50]
    found = dict(LikelyNames(names).likely(asked, among))
    assert set(found) == set(asked)
    for words, likely in found.items():
        assert set(likely) == likeliest(words, names, among), words


def test_all_where_there_are_few() -> None:
    among = [3, 5]
    assert dict(LikelyNames([("a",)] * 6).likely([("b",), ("b",)], among)) == {("b",): among}
