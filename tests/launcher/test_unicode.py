"""ICU's jar without texts and with empty dictionaries answers Python as the whole one does."""

from __future__ import annotations

from dataclasses import replace

from tests.launcher.conftest import ClassPath, Launcher
from wizard.building import cut_jars
from wizard.catalogue.load import load

ICU = "icu4j"
PROGRAM = r"""
import hashlib, unicodedata
digest = hashlib.sha256()
for number in (*range(0x3000), *range(0x3000, 0x110000, 41)):
    if 0xD800 <= number < 0xE000:
        continue
    one = chr(number)
    text = f"a{one}b {one}cD'e"
    facts = [
        one.upper(), one.lower(), one.casefold(), one.isalpha(), one.isidentifier(), one.isdigit(), one.isnumeric(),
        one.isprintable(), one.isspace(), text.title(), text.capitalize(), text.swapcase(), unicodedata.name(one, ""),
        unicodedata.category(one), unicodedata.bidirectional(one),
        *(unicodedata.normalize(f, text) for f in ("NFC", "NFD", "NFKC", "NFKD")),
    ]
    digest.update(repr(facts).encode("utf-8", "surrogatepass"))
print(digest.hexdigest())
for text in (
    "ภาษาไทย hello ไทยabc", "ພາສາລາວ x", "ខ្មែរ y", "မြန်မာ z", "中文字 abc 日本語abc かなX カナ", "l'été d’un o'neil",
    "ijsland", "ǆ ﬁ ß straße ŉ", " they're bill's friends.",
):
    print(text.title(), text.capitalize(), text.swapcase(), text.casefold())
print(f"{1234567.5:,} {1234567.5:n}", "b\u00e4".encode("utf-7"), "日本".encode("shift_jis"), b"\xe4".decode("koi8-r"))
"""


def test_the_cut_jar_answers_as_the_whole_one(launcher: Launcher) -> None:
    [option] = [option for option in load().options if ICU in option.cut_jars]
    [jar] = [jar for jar in load().version(load().default_version).jars if jar.artifact == ICU]
    jars = launcher.classpath.jars
    [whole] = [path for path in jars if path.name == jar.file_name]
    cut = cut_jars.cut(jar, whole, option.cut_jars[ICU])
    assert cut.stat().st_size < whole.stat().st_size - 2_000_000
    other = replace(
        launcher, classpath=ClassPath(launcher.classpath.jdk, tuple(cut if path == whole else path for path in jars))
    )
    program = launcher.executable({"main.py": PROGRAM})
    first, second = launcher.run(program), other.run(program)
    assert (first.status, first.err) == (0, "")
    assert second == first
