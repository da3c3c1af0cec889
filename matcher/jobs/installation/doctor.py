"""Doctor: does this installation have all it needs, and does it keep its promises here?"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path


def doctor() -> list[tuple[str, bool, str]]:
    """Each check with whether it passed and what was found."""
    checks: list[tuple[str, Callable[[], str]]] = [
        ("versions", _versions),
        ("own data", _own_data),
        ("grid", _grid),
        ("no network", _network),
        ("writing", _writing),
        ("map library", _leaflet),
        ("pulled data", _pulled),
    ]
    found = []
    for name, ask in checks:
        try:
            found.append((name, True, ask()))
        except Exception as error:  # whatever is wrong with an installation is the answer
            found.append((name, False, f"{type(error).__name__}: {error}"))
    return found


def _versions() -> str:
    from matcher.show.run.manifest import versions

    return ", ".join(f"{name} {version}" for name, version in versions().items())


def _own_data() -> str:
    from matcher.core.installation import resource
    from matcher.place.areas.assign import programme
    from matcher.profile.vocabulary import load

    load()
    resource("data", "samples")
    return f"vocabulary and areas are here ({programme('opportunity-areas').name})"


def _grid() -> str:
    import numpy as np

    from matcher.core.geo import TRANSFORMATION, to_degrees

    # Ordnance Survey's worked example of OSTN15: Caister water tower.
    longitude, latitude = to_degrees(np.array([651_409.8]), np.array([313_177.4]))
    off = np.hypot((longitude[0] - 1.716074) * 67_500, (latitude[0] - 52.658008) * 111_250)
    if not off < 10:
        raise RuntimeError(f"a known point is {off:.0f} m off")
    return f"a known point is {off:.1f} m off ({TRANSFORMATION})"


def _network() -> str:
    from matcher.core.geo import network_enabled

    if network_enabled():
        raise RuntimeError("the projection library may use the network")
    return "the projection library asks no server"


def _writing() -> str:
    from matcher.core.files import write_bytes

    with tempfile.TemporaryDirectory() as folder:
        write_bytes(Path(folder) / "try.txt", b"ok")
    return "files can be written"


def _leaflet() -> str:
    from importlib import metadata
    from importlib.resources import files

    data = files("xstatic.pkg.leaflet") / "data"
    size = len(data.joinpath("leaflet.js").read_bytes())
    return f"Leaflet {metadata.version('XStatic-Leaflet')} is here ({size:,} bytes)"


def _pulled() -> str:
    from matcher.core.installation import data_folder
    from matcher.jobs.installation.data import pulled

    days = pulled().days
    listed = ", ".join(f"{name} of {day}" for name, day in days.items())
    return f"{listed or 'none (matcher data pull brings some)'}, in {data_folder()}"
