"""The bill of materials of a wheel, made when the wheel is built.

    python requirements/sbom.py      print it

CycloneDX 1.6 as JSON: every package of run.txt with its licence, the sums of its files and what
needs it. The wheel carries it in ``.dist-info/sboms`` (PEP 770). Same locks, same bytes: it holds
no time, and its serial number is made of its contents. A package locked in two versions (one for
older Pythons) stands there twice, each with its marker.

It is plain JSON, as a library for it would be six more packages to trust on whatever machine builds
the product; the tests hold it to the published schema with that library (cyclonedx-python-lib).
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import uuid
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # the build backend loads this file by its path
from lock import Locked, licences, read  # noqa: E402

PRODUCT = "school-partner-matcher"
NAME = f"{PRODUCT}.cdx.json"


def reference(name: str, version: str) -> str:
    """How the package is named in the bill: its package URL."""
    return f"pkg:pypi/{name}@{version}"


def licence(expression: str) -> list[dict[str, Any]]:
    """A licence as CycloneDX wants it: one id of SPDX, or an expression."""
    if re.search(r"\s", expression):
        return [{"expression": expression}]
    return [{"license": {"id": expression}}]


def component(package: Locked, expression: str) -> dict[str, Any]:
    """One package of the lock."""
    made: dict[str, Any] = {
        "type": "library",
        "bom-ref": reference(package.name, package.version),
        "name": package.name,
        "version": package.version,
        "purl": reference(package.name, package.version),
        "licenses": licence(expression),
        # One for each file that may be installed: they differ by system and Python.
        "hashes": [{"alg": "SHA-256", "content": one} for one in sorted(package.hashes)],
    }
    if package.marker:
        made["properties"] = [{"name": "python:marker", "value": package.marker}]
    return made


def bill(version: str) -> str:
    """The bill of the product in ``version``. Raises ``KeyError`` where a licence is missing."""
    packages = sorted(read(HERE / "run.txt"), key=lambda one: (one.name, one.version))
    told = licences()
    itself = reference(PRODUCT, version)
    needs: dict[str, list[str]] = {PRODUCT: []} | {one.name: [] for one in packages}
    for one in packages:
        for name in one.via:
            needs[name].append(reference(one.name, one.version))
    made: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "lifecycles": [{"phase": "build"}],
            "component": {
                "type": "application",
                "bom-ref": itself,
                "name": PRODUCT,
                "version": version,
                "purl": itself,
                "licenses": licence("MIT"),
            },
        },
        "components": [component(one, told[one.name, one.version]["licence"]) for one in packages],
        "dependencies": [
            {"ref": itself, "dependsOn": needs[PRODUCT]},
            *(
                {"ref": reference(one.name, one.version), "dependsOn": needs[one.name]}
                for one in packages
            ),
        ],
    }
    number = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(made, sort_keys=True))
    return json.dumps({"serialNumber": f"urn:uuid:{number}", **made}, indent=1) + "\n"


class SbomHook(BuildHookInterface):
    """Puts the bill into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the bill aside and name it to the backend."""
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / NAME
        path.write_text(bill(self.metadata.version), encoding="utf-8", newline="\n")
        build_data["sbom_files"].append(str(path))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take the file away again."""
        self.folder.cleanup()


if __name__ == "__main__":
    installed = (HERE.parent / "matcher" / "core" / "installation.py").read_text(encoding="utf-8")
    sys.stdout.write(bill(re.findall(r'^__version__ = "(.+)"', installed, re.M)[0]))
