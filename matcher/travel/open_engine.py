"""From what a person names, ``osrm=URL`` or ``valhalla=URL``, to an engine that can be asked.

There is no public default: without an address nothing is asked. Places leave the computer for the
address given and for no other; a public server is nobody's to load with the pairs of a country.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from matcher.core.errors import SettingError
from matcher.core.http import Client
from matcher.core.services.address import own_address, shown_address
from matcher.core.services.answer import Limits
from matcher.travel.engine import HINT, Engine
from matcher.travel.osrm import Osrm
from matcher.travel.valhalla import Valhalla

ENGINES: Mapping[str, Callable[[Client], Engine]] = MappingProxyType(
    {"osrm": Osrm, "valhalla": Valhalla}
)
# All calls of a run together. A national run on two cores takes minutes with OSRM and an hour or
# so with Valhalla; what was answered by then is kept, and the next run goes on from there.
RUN_S = 4 * 3600.0
# A table over a large map may take a server seconds before it sends the first byte.
LIMITS = Limits(read_s=60.0, call_s=120.0, tries=3, max_bytes=20_000_000)

_HINT = "give --travel osrm=http://127.0.0.1:5000, or the address of your own server"


def open_engine(travel: str, *, limits: Limits = LIMITS, run_s: float = RUN_S) -> Engine:
    """The engine that ``travel`` names, not asked yet. ``limits`` bound each call, ``run_s``
    (seconds) all of them together. Raises :class:`SettingError` for what names none."""
    name, address = engine_address(travel)
    client = Client(address, limits, plain=True, run_s=run_s, reads_refusals=True, hint=HINT)
    return ENGINES[name](client)


def engine_address(travel: str) -> tuple[str, str]:
    """The name of the engine and its address, as :func:`own_address` has it. Raises
    :class:`SettingError` for another name, and for an address with a user name, a query or a
    fragment."""
    given, _, text = travel.partition("=")
    name = given.strip().casefold()
    if name not in ENGINES:
        raise SettingError(
            f"{shown_address(travel)!r} names no engine: there are {' and '.join(ENGINES)}",
            where="travel",
            hint=_HINT,
        )
    address = own_address(text)
    if address is None:
        raise SettingError(
            f"{shown_address(text)!r} is not the address of a routing engine",
            where="travel",
            hint=f"{_HINT}, with no user name, query or fragment",
        )
    return name, address
