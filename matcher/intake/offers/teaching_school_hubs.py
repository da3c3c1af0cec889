"""The list of teaching school hubs: which school leads the hub of which area.

The Department for Education designates them; its list has a row for each area and the URN of the
school that leads its hub. A school may lead several.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcher.intake.offers.dataset import Dataset, Institutions, Offer, OfferFile, Part

HUB = "teaching school hub"
_URNS = ("LEAD_SCHOOL_URN", "LEAD SCHOOL URN", "HUB URN")
_NAMES = ("HUB_NAME", "HUB NAME", "TEACHING SCHOOL HUB")


def _read(files: Sequence[OfferFile], institutions: Institutions) -> Iterator[Offer]:
    """A hub for each lead school that is known here; the amount is the areas that it serves."""
    areas: dict[str, list[tuple[str, OfferFile]]] = {}
    for file in files:
        urns = next(name for name in _URNS if file.has(name))
        names = next(name for name in _NAMES if file.has(name))
        for number, (text, hub) in file.rows(urns, names):
            if not any(character.isdigit() for character in text):
                file.reject(
                    number,
                    "no_urn_or_name",
                    "the row has no URN of a lead school",
                    column=urns,
                    value=text,
                    hint="write the URN of the school that leads the hub",
                )
            elif urn := institutions.known(text):
                file.account.used += 1
                areas.setdefault(urn, []).append((hub or HUB, file))
            else:
                file.account.not_ours += 1
    for urn, found in areas.items():
        name, file = min(found, key=lambda one: (one[0], one[1].list))
        evidence = f"leads {name}" + (f" and {len(found) - 1} more" if len(found) > 1 else "")
        yield Offer(urn, HUB, float(len(found)), file.version, evidence, file.list)


TEACHING_SCHOOL_HUBS = Dataset(
    name="teaching school hubs",
    parts=(Part("lead schools", (_URNS, _NAMES)),),
    read=_read,
    attribution=lambda versions: (
        "Contains public sector information: Department for Education, teaching school hubs, "
        "licensed under the Open Government Licence v3.0"
    ),
    where="the Department's page on teaching school hubs",
)
