"""25,000 postcodes looked up in a cold process: the index, the zip it was made from, pandas.
All figures are seconds of processor time."""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
DATA = HERE.parent.parent / "shared" / "data"
WANTED = 25_000
ROUNDS = 7

# Each is a process of its own: argv is the zip, the index, a file of wanted postcodes, and a
# folder in which the zip has got its own index. All print how many they found and the sum of the
# eastings, so that none does less work.
BEGIN = (
    "import sys; from pathlib import Path; zipped, index, wanted, kept = map(Path, sys.argv[1:]); "
)
BEGIN += "codes = wanted.read_text().split('\\n'); "
STAGE = """
from matcher.place.postcode_file.lookup import look_up_postcodes
points = look_up_postcodes({}).points()
print(len(points), int(sum(easting for easting, _ in points.values())))
"""
WAYS = {
    "index of data pull": STAGE.format("index, codes"),
    "zip, its index made before": STAGE.format("zipped, codes, keep_in=kept"),
    "zip, its index made now": "import tempfile; kept = Path(tempfile.mkdtemp(dir=kept))"
    + STAGE.format("zipped, codes, keep_in=kept"),
    "zip, read without an index": STAGE.format("zipped, codes"),
    "zip, read by pandas": """
import zipfile
import pandas as pd
with zipfile.ZipFile(zipped) as archive:
    names = [n for n in archive.namelist() if n.startswith("Data/CSV/")]
    frame = pd.concat([
        pd.read_csv(archive.open(n), header=None, usecols=[0, 1, 2, 3, 8],
                    names=["postcode", "quality", "easting", "northing", "district"],
                    index_col=False)
        for n in names
    ])
frame = frame.set_index("postcode").reindex(codes)
frame = frame[frame["quality"] < 90]
print(len(frame), int(frame["easting"].sum()))
""",
}


def codes(register: Path, zipped: Path) -> list[str]:
    """The postcodes of a register, and others of the file to make up the number."""
    import pandas as pd

    from matcher.core.places.postcodes import normalise_postcode
    from matcher.place.postcode_file.code_point import code_point_row
    from matcher.place.postcode_file.source_files import postcode_files

    read = pd.read_csv(register, dtype="str", encoding="cp1252", keep_default_na=False)
    wanted = dict.fromkeys(filter(None, map(normalise_postcode, read["Postcode"])))
    for _, data in postcode_files(zipped, None):
        rows = filter(None, map(code_point_row, data.decode("latin-1").splitlines()[::97]))
        wanted |= dict.fromkeys(row.postcode for row in rows)
        if len(wanted) > WANTED:
            break
    return list(wanted)[:WANTED]


def measured(words: Sequence[str | Path]) -> tuple[float, str]:
    """The processor time of a process, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def main() -> None:
    """Time each way in turn, seven times, and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--register", type=Path,
                        default=DATA / "gias" / "register-2025-05-24.csv")  # fmt: skip
    parser.add_argument("--postcodes", type=Path,
                        default=DATA / "postcodes" / "codepo_gb-2025-11.zip")  # fmt: skip
    given = parser.parse_args()
    from matcher.place.postcode_file.index import build_index

    with TemporaryDirectory() as folder:
        wanted, index, kept = (Path(folder) / name for name in ("wanted.txt", "index", "kept"))
        wanted.write_text("\n".join(codes(given.register, given.postcodes)))
        kept.mkdir()
        start = time.process_time()
        build_index(given.postcodes, index)
        print(f"the index of data pull is made in {time.process_time() - start:.1f} s, once")
        times: dict[str, list[float]] = {way: [] for way in WAYS}
        answers = set()
        for number in range(ROUNDS + 1):
            for way, code in WAYS.items():
                words = [sys.executable, "-c", BEGIN + code, given.postcodes, index, wanted, kept]
                seconds, answer = measured(words)
                answers.add(answer)
                if number:  # the first round fills what is kept
                    times[way].append(seconds)
    if len(answers) != 1:
        sys.exit(f"the ways do not agree: {answers}")
    print(f"{WANTED:,} postcodes, of which placed and sum of eastings: {answers.pop().strip()}")
    for way, own in times.items():
        print(f"{way}: {statistics.median(own):.3f} s", flush=True)
        for other in list(times)[list(times).index(way) + 1 :]:
            ratios = [a / b for a, b in zip(own, times[other], strict=True)]
            print(f"  ÷ {other}: {statistics.median(ratios):.3f}")


if __name__ == "__main__":
    main()
