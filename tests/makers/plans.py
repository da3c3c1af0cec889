"""Partnerships with something to plan, made for tests: by hand, and by Hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from matcher.partnership.record.partnership import Exchange, Partnership, Party
from matcher.partnership.reference_tables import ACTIVITIES

SEEKER, PARTNER = "900001", "900002"


def exchange(activity: str, subject: str = "", *, back: bool = False) -> Exchange:
    """What the partner gives the seeker, or, ``back``, the seeker the partner."""
    by, to = (SEEKER, PARTNER) if back else (PARTNER, SEEKER)
    return Exchange(by, to, activity, subject, f"{activity} {subject}")


def partnership(
    *exchanges: Exchange,
    names: tuple[str, str] = ("Ashmead Primary School", "Birchdale School"),
    phases: tuple[str, str] = ("Primary", ""),
    kinds: tuple[str, str] = ("state", "independent"),
    **more: object,
) -> Partnership:
    """A partnership of a primary school and an independent one (both fictional)."""
    return Partnership(
        (
            Party(SEEKER, names[0], kinds[0], "seeker", phases[0]),
            Party(PARTNER, names[1], kinds[1], "partner", phases[1]),
        ),
        exchanges=exchanges,
        **more,  # type: ignore[arg-type]
    )


def both_ways() -> Partnership:
    """A partnership that exchanges every activity and route in both directions."""
    subject = {"T3": "physics", "C2": "Latin", "C3": "music"}
    return partnership(
        *(exchange(a, subject.get(a, ""), back=back) for a in ACTIVITIES for back in (False, True))
    )


# Any name that a record can hold: TOML has no lone surrogates.
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
hostile_names = st.one_of(
    names,
    st.text(st.sampled_from("&<>'\"`|*_{}[]()#!\\=+-@\x00\x07\x1b\u2028\r\n\t "), min_size=1),
    st.sampled_from(
        [
            "{receiver}",
            "{giver} {subject}",
            "=1+1",
            "@SUM(A1)",
            "100{{",
            "<script>alert(6007 * 7001)</script>",
        ]
    ),
)
