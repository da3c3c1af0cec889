"""What a run was narrowed to, for a report, map or plan of it: in words, and by which options."""

from __future__ import annotations

from dataclasses import replace

from matcher.core.settings.config import Config


def narrowed_words(config: Config) -> str:
    """All that a run was narrowed to, activities by their names: "phonics teaching, seekers of
    Bradford"; "" for nothing."""
    from matcher.profile.vocabulary import key, load
    from matcher.show.explain.narrowing import narrowed_to

    vocabulary = load()
    ids = (vocabulary.activity_keys.get(key(one), "") for one in config.activities)
    named = [
        vocabulary.by_id[known].short if known else one
        for known, one in zip(ids, config.activities, strict=True)
    ]
    return narrowed_to(replace(config, activities=tuple(named)))


def options_to_drop(config: Config) -> tuple[str, ...]:
    """The options of ``matcher match`` that keep partners from a school for what the two could do
    together, or for what the partner is: without them it may have somebody."""
    asked = (
        ("--activity", config.activities), ("--subject", config.subjects),
        ("--kind", config.kinds), ("--reciprocal", config.reciprocal),
        ("--must-give", config.must_give),
    )  # fmt: skip
    return tuple(option for option, given in asked if given)
