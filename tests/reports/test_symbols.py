"""From a function's symbol to the class that it belongs to."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest

from wizard.ground.problems import WizardError
from wizard.reports.classes import JavaClass, class_files, class_of, classes
from wizard.reports.signatures import digests
from wizard.reports.symbols import Symbol, read_symbols

# As native-image 25.0.4 named them, in an image of a class `Hello` on the class path.
MAIN = "Hello_main_kFjN6DxkieAtxZLy4stIa3"
LENGTH = "String_length_qnaiiordCnKG51nETxHeSF"
PUT = "HashMap_put_oCYTqtBN2WAIUOxwjUftOI"
# Of an engine with the JIT: a method compiled once more, and one of its compiler.
AGAIN = "RootNode_isInternal%%D_FZBQtDTFkBJ6QQUq2cPsmB"
CLOSE = "CompilationPrinter_close_9qA6Cns7gGEG398sIRKgHA"
DIGEST = "_0u6K85ZyfzD0BYUQ0BMB54"
SOURCE = """
static int quiet(void) { return 1; }
int loud(void) { return quiet(); }
int main(void) { return loud(); }
"""


def class_file(*methods: tuple[str, str]) -> bytes:
    """A class with these methods (name, descriptor), a constant of each odd kind, and attributes to skip."""
    texts = [text for pair in methods for text in pair]
    pool = b"".join(b"\x01" + struct.pack(">H", len(text)) + text.encode() for text in texts)
    pool += b"\x05" + bytes(8) + b"\x03" + bytes(4) + b"\x0f" + bytes(3)
    count = len(texts) + 1 + 2 + 1 + 1
    body = b"".join(
        struct.pack(">HHHH", 1, 2 * i + 1, 2 * i + 2, 1) + struct.pack(">HI", 1, 3) + b"abc"
        for i in range(len(methods))
    )
    head = struct.pack(">IHHH", 0xCAFEBABE, 0, 69, count)
    fields = struct.pack(">H", 1) + struct.pack(">HHHH", 0, 1, 1, 1) + struct.pack(">HI", 1, 2) + b"xy"
    return head + pool + struct.pack(">HHHH", 0, 0, 0, 1) + b"\0\0" + fields + struct.pack(">H", len(methods)) + body


def modules_file(files: dict[tuple[str, str], bytes]) -> bytes:
    """A lib/modules with these files by module and path."""
    strings, locations, offsets, contents = b"\0", b"\0", [], b""

    def text(value: str) -> int:
        nonlocal strings
        strings += value.encode() + b"\0"
        return len(strings) - len(value.encode()) - 1

    for (module, path), data in files.items():
        parent, _, name = path.rpartition("/")
        base, _, extension = name.rpartition(".")
        numbers = {1: text(module), 2: text(parent), 3: text(base), 4: text(extension), 5: len(contents), 7: len(data)}
        offsets.append(len(locations))
        for kind, number in numbers.items():
            locations += bytes([kind << 3 | 3]) + number.to_bytes(4, "big")
        locations += b"\0"
        contents += data
    count = len(offsets)
    head = struct.pack("<IIIIIII", 0xCAFEDADA, 1, 0, count, count, len(locations), len(strings))
    return (
        head
        + struct.pack(f"<{count}i", *range(count))
        + struct.pack(f"<{count}I", *offsets)
        + locations
        + strings
        + contents
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A JDK with String in two modules, and a jar of native-image."""
    (tmp_path / "lib/svm").mkdir(parents=True)
    string = class_file(("length", "()I"), ("<init>", "([BII)V"))
    files = {
        ("java.base", "java/lang/String.class"): string, ("java.base", "java/util/HashMap.class"): class_file(),
        ("java.xml", "org/xalan/String.class"): class_file(("size", "()I")),
        ("java.base", "META-INF/x.properties"): b"x",
    }  # fmt: skip
    (tmp_path / "lib/modules").write_bytes(modules_file(files))
    with ZipFile(tmp_path / "lib/svm/svm.jar", "w") as jar:
        jar.writestr("com/oracle/svm/Heap$Walker.class", class_file())
    return tmp_path


@pytest.fixture
def class_path(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "Hello.class").write_bytes(class_file(("main", "([Ljava/lang/String;)V")))
    with ZipFile(tmp_path / "lib.jar", "w") as jar:
        jar.writestr("a/b/Hello.class", class_file(("main", "()V")))
        jar.writestr("a/b/VeryLongBuiltinsFactory$ReadableNodeFactory$ReadableNodeGen.class", class_file())
        jar.writestr("a/b/Some_Name.class", class_file())
        jar.writestr("META-INF/versions/21/a/b/Other.class", b"")
    (tmp_path / "broken.jar").write_bytes(b"no zip")
    return [folder, tmp_path / "lib.jar", tmp_path / "broken.jar", tmp_path / "none.jar"]


def test_a_digest_is_the_one_that_native_image_makes() -> None:
    assert MAIN[-22:] in digests("Hello", class_file(("main", "([Ljava/lang/String;)V")))
    assert LENGTH[-22:] in digests("java.lang.String", class_file(("x", "()V"), ("length", "()I")))
    put = class_file(("put", "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;"))
    assert PUT[-22:] in digests("java.util.HashMap", put)
    assert PUT[-22:] not in digests("java.util.TreeMap", put)
    assert AGAIN[-22:] in digests("com.oracle.truffle.api.nodes.RootNode", class_file(("isInternal", "()Z")))
    close = class_file(("close", "()V"))
    assert CLOSE[-22:] in digests("jdk.graal.compiler.printer.CompilationPrinter", close)
    assert CLOSE[-22:] not in digests("jdk.graal.compiler.core.CompilationPrinter", close)


@pytest.mark.parametrize("cut", range(0, 90, 3))
def test_a_damaged_class_file_is_no_class_file(cut: int) -> None:
    data = class_file(("main", "([Ljava/lang/String;)V"), ("other", "()I"))
    assert not list(digests("Hello", data[:cut]))


def test_the_class_of_a_symbol(class_path: list[Path], home: Path) -> None:
    known = classes(class_path, home)
    names = {c.name for found in known.values() for c in found}
    assert "META-INF.versions.21.a.b.Other" not in names
    assert class_of("HashMap_put_oCYTqtBN2WAIUOxwjUftOI", known) == (JavaClass("java.util.HashMap", "java.base"),)
    assert class_of("Heap$Walker" + DIGEST, known) == (JavaClass("com.oracle.svm.Heap$Walker", "svm.jar"),)
    assert class_of("Some_Name_do_it" + DIGEST, known) == (JavaClass("a.b.Some_Name", "lib.jar"),)
    assert class_of("HashMap$$L7af243db_is" + DIGEST, known)[0].name == "java.util.HashMap", "a lambda of it"
    (cut,) = class_of("lBuiltinsFactory$ReadableNodeFactory$ReadableNodeGen"[-40:] + "_execute" + DIGEST, known)
    assert cut.name.startswith("a.b.VeryLong")
    assert {c.name for c in class_of(MAIN, known)} == {"Hello", "a.b.Hello"}
    assert class_of("$Proxy1_equals" + DIGEST, known) == ()
    assert class_of("memcpy", known) == ()
    assert class_of("HashMap_put", known) == ()


def test_class_files_of_folders_jars_and_modules(class_path: list[Path], home: Path) -> None:
    wanted = [
        JavaClass("Hello", "own"), JavaClass("a.b.Hello", "lib.jar"), JavaClass("java.lang.String", "java.base"),
        JavaClass("no.Such", "java.base"), JavaClass("x.Y", "broken.jar"),
    ]  # fmt: skip
    found = {c.name: list(digests(c.name, data)) for c, data in class_files(wanted, class_path, home)}
    assert set(found) == {"Hello", "a.b.Hello", "java.lang.String"}
    assert MAIN[-22:] in found["Hello"]
    assert LENGTH[-22:] in found["java.lang.String"]


@pytest.mark.parametrize("damage", [b"", b"x" * 40, struct.pack("<IIIIIII", 0xCAFEDADA, 1, 0, 9, 1 << 30, 9, 9)])
def test_a_damaged_modules_file_has_no_classes(damage: bytes, class_path: list[Path], home: Path) -> None:
    (home / "lib/modules").write_bytes(damage)
    origins = {c.origin for found in classes(class_path, home).values() for c in found}
    assert origins == {"own", "lib.jar", "svm.jar"}


def test_functions_of_an_executable_until_it_is_stripped(tmp_path: Path) -> None:
    (tmp_path / "x.c").write_text(SOURCE)
    program = tmp_path / "x"
    subprocess.run(["gcc", "-O0", tmp_path / "x.c", "-o", program], check=True, capture_output=True)
    found = {symbol.name: symbol for symbol in read_symbols(program)}
    assert {"quiet", "loud", "main"} <= set(found)
    assert found["quiet"] == Symbol("quiet", found["quiet"].size, ".text")
    assert 4 < found["main"].size < 100
    subprocess.run(["strip", program], check=True)
    assert read_symbols(program) == []


def test_what_is_no_executable(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\x7fELF" + bytes(100))
    for file in (tmp_path / "x", tmp_path / "none", Path(__file__)):
        with pytest.raises(WizardError) as error:
            read_symbols(file)
        assert error.value.code == 2
