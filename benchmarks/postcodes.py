"""25,000 postcodes looked up in a cold process: the index, the zip it was made from, pandas."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
DATA = HERE.parent.parent / "shared" / "data"
WANTED = 25_000
ROUNDS = 7

# Each is a process of its own: argv is the zip, the index and a file of wanted postcodes.
# All print how many they found and the sum of the eastings, so that none does less work.
BEGIN = "import sys; from pathlib import Path; zipped, index, wanted = map(Path, sys.argv[1:]); "
BEGIN += "codes = wanted.read_text().split('\\n'); "
WAYS = {
    "index, searched (NumPy alone)": """
from matcher.place.postcode_file.index import open_index
found = open_index(index).look_up(codes)
placed = found.easting == found.easting
print(int(placed.sum()), int(found.easting[placed].sum()))
""",
    "index, looked up (a DataFrame)": """
from matcher.place.postcode_file.lookup import look_up_postcodes
frame = look_up_postcodes(index, codes)
print(int(frame["easting"].count()), int(frame["easting"].sum()))
""",
    "zip, looked up (a DataFrame)": """
from matcher.place.postcode_file.lookup import look_up_postcodes
frame = look_up_postcodes(zipped, codes)
print(int(frame["easting"].count()), int(frame["easting"].sum()))
""",
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
    from matcher.place.postcode_file.lines_read import LinesRead
    from matcher.place.postcode_file.row_formats import read_rows
    from matcher.place.postcode_file.source_files import postcode_files

    read = pd.read_csv(register, dtype="str", encoding="cp1252", keep_default_na=False)
    wanted = dict.fromkeys(filter(None, map(normalise_postcode, read["Postcode"])))
    for label, data in postcode_files(zipped, None):
        rows = list(read_rows(label, data, LinesRead(label)))
        wanted |= dict.fromkeys(row.postcode for row in rows[::97])
        if len(wanted) > WANTED:
            break
    return list(wanted)[:WANTED]


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
        wanted, index = Path(folder) / "wanted.txt", Path(folder) / "index"
        wanted.write_text("\n".join(codes(given.register, given.postcodes)))
        start = time.perf_counter()
        build_index(given.postcodes, index)
        print(f"the index is made in {time.perf_counter() - start:.1f} s, once")
        times: dict[str, list[float]] = {way: [] for way in WAYS}
        answers = set()
        for _ in range(ROUNDS):
            for way, code in WAYS.items():
                words = [sys.executable, "-c", BEGIN + code, given.postcodes, index, wanted]
                start = time.perf_counter()
                done = subprocess.run(words, check=True, capture_output=True, text=True)
                times[way].append(time.perf_counter() - start)
                answers.add(done.stdout)
    if len(answers) != 1:
        sys.exit(f"the ways do not agree: {answers}")
    print(f"{WANTED:,} postcodes, of which placed and sum of eastings: {answers.pop().strip()}")
    for way, measured in times.items():
        print(f"{way}: {statistics.median(measured):.3f} s", flush=True)
        for other in list(times)[list(times).index(way) + 1 :]:
            ratios = [a / b for a, b in zip(measured, times[other], strict=True)]
            print(f"  ÷ {other}: {statistics.median(ratios):.3f}")


if __name__ == "__main__":
    main()
