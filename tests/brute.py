"""The ranking once more, as slowly and plainly as possible: nothing shared with the product.

Written from the description of the score alone: dictionaries, loops and ``math``.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Collection
from typing import Any

AGES = {
    "nursery": (2, 5),
    "primary": (4, 11),
    "middle deemed primary": (8, 12),
    "middle deemed secondary": (9, 13),
    "secondary": (11, 16),
    "16 plus": (16, 19),
    "all-through": (4, 18),
}


def hashed(name: str) -> int:
    own = hashlib.blake2b(name.encode("utf-8"), digest_size=8, key=b"matcher: ties")
    return int.from_bytes(own.digest(), "little")


def splitmix(value: int) -> int:
    value = (value + 0x9E3779B97F4A7C15) % 2**64
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 % 2**64
    value = (value ^ value >> 27) * 0x94D049BB133111EB % 2**64
    return value ^ value >> 31


def tie(one: str, other: str) -> int:
    """What settles ties of a seeker (or a group) with a partner, the lowest first."""
    return splitmix(hashed(one) ^ splitmix(hashed(other)))


def rows_of(frame: Any) -> list[dict[str, Any]]:
    """The rows of a frame; pandas itself takes three times as long for it."""
    columns = [frame[name].tolist() for name in frame]
    return [dict(zip(frame, row, strict=True)) for row in zip(*columns, strict=True)]


class Brute:
    """Every pair of the run, its terms, and the ranked lists on demand."""

    def __init__(self, schools: Any, profile: Any, config: Any, cover: Any = None) -> None:
        self.k, self.limit, self.routes_limit = config.k, config.max_km, config.routes_km
        self.most_asked = config.worth_asking
        self.half, self.half_area = config.half_km, config.half_area_km
        self.gap = config.max_phase_gap_years
        self.exam_years = config.exam_years and config.between == "roles"
        self.weights = dict(config.weights)
        self.schools: dict[str, dict[str, Any]] = {}
        for row in rows_of(schools):
            point = row["geometry"]
            row["at"] = None if point is None else (point.x, point.y)
            self.schools[row["urn"]] = row
        # For each side and school: degree and confidence of the tags that are known, and
        # how sure a school that speaks for itself is of what it leaves out.
        self.known: dict[str, dict[str, dict[tuple[str, str], tuple[float, float]]]] = {
            side: defaultdict(dict) for side in ("need", "strength")
        }
        self.rest: dict[str, dict[str, float]] = {"need": {}, "strength": {}}
        self.says: set[str] = set()  # whoever anything is known of that it offers, or not
        # Of what a school offers, what is on record, and what all that it says itself beyond that
        # comes to; in whole hundredths.
        self.recorded: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
        self.claims: dict[str, int] = defaultdict(int)
        self.full_claims, self.fewest_needs = config.full_claims, config.fewest_needs
        for row in rows_of(profile):
            for side in ("need", "strength"):
                if not math.isnan(row[side]):
                    if side == "strength":
                        self.says.add(row["urn"])
                    own = self.known[side][row["urn"]]
                    if row["activity"] != "none":
                        tag = row["activity"], row["subject"]
                        own[tag] = row[side], row["confidence"]
                    if row["source"] == "stated":
                        before = self.rest[side].get(row["urn"], 0.0)
                        self.rest[side][row["urn"]] = max(before, row["confidence"])
            if row["strength"] > 0:
                degree = shown = round(100 * row["strength"])
                if row["source"] in ("stated", "partly", "wording"):
                    shown = 0 if math.isnan(row["recorded"]) else round(100 * row["recorded"])
                self.recorded[row["urn"]][row["activity"], row["subject"]] = shown
                self.claims[row["urn"]] += max(0, degree - shown)
        # For each needed tag the tags that meet it in part, in their order, how far, and how
        # surely: one that only may do so as far as it would.
        self.cover: dict[tuple[str, str], list[tuple[tuple[str, str], float, float]]]
        self.cover = defaultdict(list)
        for row in [] if cover is None else rows_of(cover.sort_values(list(cover)[:2])):
            needed = row["needed_activity"], row["needed_subject"]
            offered = row["offered_activity"], row["offered_subject"]
            surely = 1.0 if row["known"] else row["degree"]
            self.cover[needed].append((offered, row["degree"], surely))
        self.seekers = [u for u in self.schools if self.takes_part(u, "seeker")]
        self.partners = [u for u in self.schools if self.takes_part(u, "partner")]

    def takes_part(self, urn: str, side: str) -> bool:
        row = self.schools[urn]
        return (
            row["role"] in (side, "both")
            and row["at"] is not None
            and row["status"] not in ("closed", "proposed")
            and row["open_to_contact"] not in ("no", "unclear")
        )

    def distance(self, a: str, b: str) -> float:
        (ax, ay), (bx, by) = self.schools[a]["at"], self.schools[b]["at"]
        return math.hypot(ax - bx, ay - by) / 1000

    def squared(self, a: str, b: str) -> float:
        (ax, ay), (bx, by) = self.schools[a]["at"], self.schools[b]["at"]
        return (ax - bx) ** 2 + (ay - by) ** 2

    def usual_ages(self, urn: str) -> tuple[float, float]:
        row = self.schools[urn]
        if row["kind"] == "university":
            return math.nan, math.nan
        usual = AGES.get(row["phase"].lower(), (math.nan, math.nan))
        low = row["age_low"] if not math.isnan(row["age_low"]) else usual[0]
        high = row["age_high"] if not math.isnan(row["age_high"]) else usual[1]
        return low, high

    def ages(self, urn: str) -> tuple[float, float] | None:
        low, high = self.usual_ages(urn)
        return None if math.isnan(low) or math.isnan(high) else (low, high)

    def may_meet(self, a: str, b: str) -> bool:
        one, other = self.schools[a], self.schools[b]
        if a == b or not self.within_reach(a, b):
            return False
        if one["trust"] not in ("", "no trust") and one["trust"].lower() == other["trust"].lower():
            return False
        if self.exam_years and other["kind"] == "independent":
            (youngest, oldest), (_, partners_oldest) = self.usual_ages(a), self.usual_ages(b)
            if youngest >= 10 and oldest >= 16 and partners_oldest < 16:
                return False
        ages = self.ages(a), self.ages(b)
        if ages[0] is None or ages[1] is None:
            return True
        return max(ages[0][0], ages[1][0]) - min(ages[0][1], ages[1][1]) <= self.gap

    def has(self, helper: str) -> dict[tuple[str, str], tuple[float, float]]:
        """The strengths of a school as they count, and how sure each is."""
        return {
            own: (self.counted(helper, own, degree), sure)
            for own, (degree, sure) in self.known["strength"].get(helper, {}).items()
        }

    def meets(
        self,
        helper: str,
        tag: tuple[str, str],
        has: dict[tuple[str, str], tuple[float, float]] | None = None,
    ) -> tuple[float, float, tuple[str, str]] | None:
        """How far a school meets a need for a tag, how surely, and by which tag of its own; None
        where nothing is known of that. ``has``: :meth:`has`, where many tags are asked about."""
        has = self.has(helper) if has is None else has
        best = (*has[tag], tag) if tag in has else None
        if best is None and helper in self.rest["strength"]:
            best = 0.0, self.rest["strength"][helper], tag
        for offered, share, surely in self.cover.get(tag, ()):
            degree, sure = has.get(offered, (0.0, 0.0))
            met = round(round(degree * 100) * round(share * 100) / 100) / 100
            if met > (best[0] if best else 0.0):
                best = met, sure * surely, offered
        return best

    def within_reach(self, i: str, j: str) -> bool:
        """Within the limit, or within that of routes where j offers one that i needs."""
        squared = self.squared(i, j)
        if squared <= (self.limit * 1000) ** 2:
            return True
        return squared <= (self.routes_limit * 1000) ** 2 and any(
            tag[0] in ("R1", "R2", "R3") and degree > 0 and (self.meets(j, tag) or (0.0,))[0] > 0
            for tag, (degree, _) in self.known["need"].get(i, {}).items()
        )

    def counted(self, helper: str, tag: tuple[str, str], degree: float) -> float:
        """A strength as it counts: of too long a claim what is on record, and a part of the
        rest."""
        claims = self.claims.get(helper, 0)
        shown = self.recorded.get(helper, {}).get(tag, 0)
        more = round(100 * degree) - shown
        if claims <= 100 * self.full_claims or more <= 0:
            return degree
        return (shown + round(more * 100 * self.full_claims / claims)) / 100

    def total(self, needy: str) -> float:
        """What the needs of a school count as together: a few of the greatest at least."""
        degrees = [degree for degree, _ in self.known["need"].get(needy, {}).values()]
        return max(math.fsum(degrees), self.fewest_needs * max(degrees, default=0.0))

    def named(self, needy: str) -> float:
        """How much of the needs of a school it names itself."""
        wants, total = self.known["need"].get(needy, {}), self.total(needy)
        return math.fsum(degree for degree, _ in wants.values()) / total if total else 0.0

    def says_none(self, side: str, urn: str) -> float:
        """How surely a school states all that it needs, or offers, and that it is nothing."""
        has = any(degree for degree, _ in self.known[side].get(urn, {}).values())
        return 0.0 if has else self.rest[side].get(urn, 0.0)

    def covered(self, needy: str, helper: str) -> tuple[float, float, float]:
        """What is known to be covered of the needs, the share of them known of, and how
        sure that is."""
        none = max(self.says_none("need", needy), self.says_none("strength", helper))
        if none:
            return 0.0, 1.0, none
        wants = self.known["need"].get(needy, {})
        total = self.total(needy)
        part = known = sure = 0.0
        has = self.has(helper) if wants else {}
        for tag, (degree, confidence) in wants.items():
            met = self.meets(helper, tag, has)
            if met is not None:
                part += degree * met[0]
                known += degree
                sure += degree * confidence * met[1]
        return (part / total, known / total, sure / total) if total else (0.0, 0.0, 0.0)

    def terms(self, i: str, j: str) -> dict[str, tuple[float, float, float]]:
        """Of each term the known part, how much of it is known, and how surely."""
        return {term: self.term(term, i, j) for term in ("near", "opportunity", "gives", "gains")}

    def term(self, term: str, i: str, j: str) -> tuple[float, float, float]:
        """One of the terms."""
        if term == "near":
            return 2.0 ** (-self.distance(i, j) / self.half), 1.0, 1.0
        if term == "opportunity":
            km = self.schools[i]["area_km"]
            return (0.0, 0.0, 0.0) if math.isnan(km) else (2.0 ** (-km / self.half_area), 1.0, 1.0)
        return self.covered(i, j) if term == "gives" else self.covered(j, i)

    def prepare(self) -> None:
        """What an average partner would bring, by pair of kinds: of the area the mean of the
        known, of needs the mean over what is named, of helpers of which something is known,
        what is not known of them counting as nothing."""
        parts: dict[str, dict[tuple[str, str], list[float]]] = defaultdict(
            lambda: defaultdict(list)
        )
        shares: dict[str, dict[tuple[str, str], list[float]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for i in self.seekers:
            for j in self.partners:
                if self.may_meet(i, j):
                    kinds = self.schools[i]["kind"], self.schools[j]["kind"]
                    for term, (value, known, _) in self.terms(i, j).items():
                        if term in ("gives", "gains"):
                            needy, helper = (i, j) if term == "gives" else (j, i)
                            known = self.named(needy) * (helper in self.says)
                        if known > 0:
                            parts[term][kinds].append(value)
                            shares[term][kinds].append(known)
        self.means = {
            term: {kinds: math.fsum(v) / math.fsum(shares[term][kinds]) for kinds, v in by.items()}
            for term, by in parts.items()
        }
        self.overall = {
            term: math.fsum(x for v in by.values() for x in v)
            / math.fsum(x for v in shares[term].values() for x in v)
            for term, by in parts.items()
        }
        self.used = {t: w for t, w in self.weights.items() if w > 0 and (t in parts or t == "near")}

    def filled(self, term: str, i: str, j: str) -> float:
        """A term with the mean for what is unknown of it."""
        kinds = self.schools[i]["kind"], self.schools[j]["kind"]
        value, known, _ = self.term(term, i, j)
        mean = self.means.get(term, {}).get(kinds, self.overall.get(term, 0.0))
        return value + (1 - known) * mean

    def score(self, i: str, j: str) -> float:
        total = sum(weight * self.filled(term, i, j) for term, weight in self.used.items())
        return total / sum(self.used.values())

    def evidence(self, i: str, j: str) -> float:
        terms = self.terms(i, j)
        total = sum(weight * terms[term][2] for term, weight in self.used.items())
        return total / sum(self.used.values())

    def best(self, urn: str, side: str) -> list[tuple[str, float]]:
        """The ranked list of a seeker, or of a partner: (other's URN, score)."""
        others: Collection[str] = self.partners if side == "seeker" else self.seekers
        found = []
        for other in others:
            i, j = (urn, other) if side == "seeker" else (other, urn)
            if self.may_meet(i, j):
                # Scores that agree to ten decimals are equal; then nearer, then by hash.
                found.append((-round(self.score(i, j), 10), self.squared(i, j), tie(i, j), other))
        return [(other, -score) for score, _, _, other in sorted(found)[: self.k]]

    def standing(self, i: str, j: str) -> tuple[int, float]:
        """What a pair is ordered by first: a level where the run is narrowed, and the score."""
        return 0, round(self.score(i, j), 10)

    def standing_if_offered(self, i: str, j: str) -> tuple[int, float]:
        """The same if the partner offered all that the seeker is known to need."""
        kinds, named = (self.schools[i]["kind"], self.schools[j]["kind"]), self.named(i)
        mean = self.means.get("gives", {}).get(kinds, self.overall.get("gives", 0.0))
        full = named + (1 - named) * mean
        used = {term: self.filled(term, i, j) for term in self.used} | {"gives": full}
        total = sum(self.used[term] * value for term, value in used.items())
        return 0, round(min(total / sum(self.used.values()), 1.0), 10)

    def phase_group(self, urn: str) -> str:
        row = self.schools[urn]
        phase = row["phase"].lower()
        if row["kind"] == "college":
            return "16 plus"
        if phase == "alternative provision":
            return "special"
        if phase in ("nursery", "middle deemed primary"):
            return "primary"
        return "secondary" if phase in ("middle deemed secondary", "all-through") else phase

    def ordered(self, urn: str, side: str) -> list[str]:
        """Everybody in the list of a school, the best first."""
        found = []
        for other in self.partners if side == "seeker" else self.seekers:
            i, j = (urn, other) if side == "seeker" else (other, urn)
            if self.may_meet(i, j):
                level, score = self.standing(i, j)
                found.append((-level, -score, self.squared(i, j), tie(i, j), other))
        return [other for *_, other in sorted(found)]

    def best_in_phases(self, partner: str) -> dict[str, list[str]]:
        """The best seekers of a partner within each group of phases."""
        lists: dict[str, list[str]] = defaultdict(list)
        for seeker in self.ordered(partner, "partner"):
            group = self.phase_group(seeker)
            if group and len(lists[group]) < self.k:
                lists[group].append(seeker)
        return dict(lists)

    def worth_asking(self, seeker: str) -> list[str]:
        """Who would be in the list of a seeker but for nothing being known of what it offers."""
        needy = any(degree > 0 for degree, _ in self.known["need"].get(seeker, {}).values())
        everybody = self.ordered(seeker, "seeker")
        if not needy or len(everybody) <= self.k or "gives" not in self.used:
            return []
        last = self.standing(seeker, everybody[self.k - 1])
        return [
            partner
            for partner in everybody[self.k :]
            if partner not in self.known["strength"]
            and partner not in self.rest["strength"]
            and self.standing_if_offered(seeker, partner) >= last
        ][: self.most_asked]
