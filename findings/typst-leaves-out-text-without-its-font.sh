#!/usr/bin/env bash
# typst 0.15.2 (Python): a document for PDF/UA-1 is made without a word of its text, and nothing says so.
#
# With fallback: false a text is to be set in the font that is named and in no other, so that every machine makes the same
# pages. Where that font is not there (not installed, another spelling), one would expect an error, the more so as
# pdf_standards=["ua-1"] refuses a single letter that a font lacks ("could not be displayed"). Seen: compile() answers
# a PDF whose pages are blank; only compile_with_warnings() has "unknown font family".
#
# What to do about it: compile_with_warnings(), and take its warnings as errors.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check typst==0.15.2 pypdf==6.2.0
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
from importlib.metadata import version
from io import BytesIO

import typst
from pypdf import PdfReader

page = """#set document(title: "Plan")
#set text(lang: "en", font: "%s", fallback: false)
Alder School and Birch School%s"""


def text_of(font: str, more: str = "") -> str:
    source = (page % (font, more)).encode()
    made = typst.compile(source, pdf_standards=["ua-1"], ignore_system_fonts=True)
    return PdfReader(BytesIO(made)).pages[0].extract_text()


print("typst", version("typst"))
print("a font that there is:", repr(text_of("Libertinus Serif")))
assert text_of("Libertinus Serif") == "Alder School and Birch School"
try:
    text_of("Libertinus Serif", " \u4f60")
except typst.TypstError as error:
    print("a letter that it lacks:", str(error).splitlines()[0])
else:
    raise AssertionError("a letter that the font lacks was let pass")
print("a font that there is not:", repr(text_of("Libertinus Serf")))
assert text_of("Libertinus Serf") == ""
source = (page % ("Libertinus Serf", "")).encode()
_, warnings = typst.compile_with_warnings(source, pdf_standards=["ua-1"], ignore_system_fonts=True)
print("warnings:", [str(one.message) for one in warnings])
assert len(warnings) == 1
PY
