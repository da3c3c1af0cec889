"""The Lorenz curves of a plan as a picture: places over partners, and scores over seekers."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.core.page import svg
from matcher.show.allocation.facts import Fairness
from matcher.show.allocation.lorenz import Spread

_SIDE, _LEFT, _TOP = 240.0, 44.0, 10.0  # px: of the square, and where it begins
_RIGHT, _BELOW = 22.0, 44.0
_DASHES = "7 4"
_TEXT = f' font-size="{svg.MAP_TEXT}"'


def lorenz_plot(found: Fairness) -> str:
    """The plot with its legend; "" where nothing was shared out. Along: partners or seekers, those
    with least first; upwards: what they have together."""
    drawn = [
        (name, one, colour, dashes)
        for name, one, colour, dashes in (
            *(
                []
                if found.few_pairs
                else [("seekers given to partners", found.places, svg.DARK_BLUE, "")]
            ),
            *(
                []
                if found.few_scores
                else [("scores of seekers", found.scores, svg.DARK_PINK, _DASHES)]
            ),
        )
        if one.curve()
    ]
    if not drawn:
        return ""
    marks = _frame()
    marks += [_curve(one.curve(), colour, dashes) for _, one, colour, dashes in drawn]
    words = " ".join(_words(name, one) for name, one, _, _ in drawn)
    size = (_LEFT + _SIDE + _RIGHT, _TOP + _SIDE + _BELOW)
    look = f'width="{size[0]:g}" height="{size[1]:g}" viewBox="0 0 {size[0]:g} {size[1]:g}"'
    items = [
        (30, _sample(colour, dashes), f"{name}: Gini {one.gini:.2f}")
        for name, one, colour, dashes in drawn
    ]
    items.append((30, svg.line((0, 9), (30, 9), svg.GREY, 1.5, "2 4"), "all alike: Gini 0"))
    return svg.picture("lorenz", "Lorenz curves", words, marks, look) + svg.legend(items)


def _words(name: str, one: Spread) -> str:
    half = next(have for takers, have in one.curve() if takers >= 0.5)
    return f"{name.capitalize()}: the half with least has {half:.0%} of all, Gini {one.gini:.2f}."


def _frame() -> list[str]:
    """The square with its scale, and the line of equal shares."""
    right, bottom = _LEFT + _SIDE, _TOP + _SIDE
    marks = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = _at(share, share)
        label = f"{share:.0%}"
        marks += [
            svg.line((x, _TOP), (x, bottom)),
            svg.line((_LEFT, y), (right, y)),
            svg.text(x, bottom + 16, label, anchor="middle", look=_TEXT),
            svg.text(_LEFT - 5, y + 4, label, anchor="end", look=_TEXT),
        ]
    middle = _LEFT + _SIDE / 2
    along = "those with least first"
    return [
        *marks,
        svg.line(_at(0, 0), _at(1, 1), svg.GREY, 1.5, "2 4"),
        svg.text(middle, bottom + 36, along, anchor="middle", look=_TEXT),
    ]


def _at(takers: float, have: float) -> tuple[float, float]:
    return _LEFT + takers * _SIDE, _TOP + (1 - have) * _SIDE


def _curve(points: Sequence[tuple[float, float]], colour: str, dashes: str) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_at(*point) for point in points))
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"{dashed}/>'


def _sample(colour: str, dashes: str) -> str:
    return svg.line((0, 9), (30, 9), colour, 2.5, dashes)
