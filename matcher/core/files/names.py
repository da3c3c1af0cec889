"""Names by which the product knows its own folders and files.

A folder with a :data:`MANIFEST` is a finished run, one with a :data:`PLAN` a finished plan, one
with :data:`SENSITIVITY` says how sure the lists of a run are, and one with a :data:`PARTNERSHIP` is
the folder of a partnership, which may hold the files named here and dated copies of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from matcher.core.files.windows import on_windows

MANIFEST = "run.json"  # written last: the run is complete
TABLES_FILE = "tables.npz"  # what its CSV files say, in the form that is quickly read
SIGNATURE = f"{MANIFEST}.sig"  # see signature_of
PLAN = "plan.json"  # the same of a plan of who works with whom
SENSITIVITY = "sensitivity.json"  # the same of how sure the lists of a run are
PARTNERSHIP = "partnership.toml"
# What a folder with such a record holds; it stays as it was written.
FINISHED: Mapping[str, str] = MappingProxyType(
    {MANIFEST: "a run", PLAN: "a plan", SENSITIVITY: "a sensitivity"}
)

# Every file that the product writes into the folder of a partnership, or asks for there, and
# the command that alone may write it as an output: "" for records, which no output replaces.
PARTNERSHIP_FILES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys((PARTNERSHIP, "values.csv", "lessons.csv"), ""),
        **dict.fromkeys(("plan.csv", "checklist.csv", "questions.csv", "data-plan.csv"), ""),
        **dict.fromkeys(("plan.md", "plan.xlsx"), "plan make"),
        **dict.fromkeys(("mou.docx", "mou.md", "mou.pdf"), "mou write"),
        "evaluation.json": "evaluate",
        "reviews.ics": "monitor calendar",
    }
)
_FINDINGS = re.compile(r"findings-(funders|governors|ofsted|access-plan|public)\.(docx|md|html)\Z")
_DATED = re.compile(r"(?P<stem>.+?)-\d{4}-\d{2}-\d{2}-\d{6}(?:-\d+)?(?P<suffix>\.[^.]*)?\Z")


def signature_of(manifest: str) -> str:
    """The name of the signature of a record."""
    return f"{manifest}.sig"


def is_partnership_file(name: str) -> bool:
    """Whether a file of the folder of a partnership is the product's own by its name, or a
    dated copy of one."""
    plain = name_without_date(name)
    return plain in PARTNERSHIP_FILES or is_findings_paper(plain)


def is_findings_paper(name: str) -> bool:
    """Whether ``name`` is that of a paper of findings in the folder of a partnership."""
    return bool(_FINDINGS.match(name))


def name_without_date(name: str) -> str:
    """The name of the file that ``name`` is a dated copy of (:mod:`.dated_copy`); ``name``
    itself if it is none."""
    found = _DATED.match(name)
    return f"{found['stem']}{found['suffix'] or ''}" if found else name


def writer_of(name: str) -> str | None:
    """The command that alone may write the file ``name`` into the folder of a partnership, ""
    for a record; None where any may."""
    return PARTNERSHIP_FILES.get(name, "findings write" if is_findings_paper(name) else None)


def beside_run(run: Path, what: str) -> Path:
    """Where ``what`` is made of a run lies unless somebody says where: beside the run, by its
    name."""
    own = run if run.name not in ("", "..") else run.resolve()
    return own.parent / f"{own.name}-{what}"


def in_command(path: Path | str) -> str:
    """A path as a command that a message advises takes it: in quotation marks where it holds a
    space or another sign that a shell may read; in single ones where shells read it within double
    ones too, as $. On Windows PowerShell takes these, and the Command Prompt refuses such a name.
    """
    text, is_windows = str(path), on_windows()
    if not re.search(r"[^\w./\\:~+-]", text):
        return text
    if not re.search(r"[$`]" if is_windows else r'[$`!"\\]', text):
        return f'"{text}"'
    return "'" + text.replace("'", "''" if is_windows else r"'\''") + "'"
