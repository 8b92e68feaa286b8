"""Sizes add up to the file; budgets are judged to the byte."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.history.samples import result
from tests.history.samples import sizes as sample_sizes
from tests.reports import engines
from wizard.ground.problems import WizardError
from wizard.profiles.model import Budget
from wizard.programs.model import PayloadPart
from wizard.reports.budget import judge, problems
from wizard.reports.model import Part
from wizard.reports.size import image_sizes, sizes

HEAP = """
.section .svm_heap,"aw",@progbits
.fill 700000, 1, 1
.text
.globl main
main: ret
.fill 50000, 1, 0x90
.section .note.GNU-stack,"",@progbits
"""
PARTS = (PayloadPart("library", 2, 900, 4000), PayloadPart("own code", 1, 150, 30), PayloadPart("manifest", 2, 300, 90))


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """An ELF file with the sections of a native image."""
    (tmp_path / "x.s").write_text(HEAP)
    subprocess.run(["gcc", tmp_path / "x.s", "-no-pie", "-o", tmp_path / "image"], check=True, capture_output=True)
    return tmp_path / "image"


@pytest.fixture
def whole(image: Path, tmp_path: Path) -> Path:
    files = {f"home/lib/python3.12/{i}.py": "".join(map(str, range(i * 50))) for i in range(14)}
    return engines.product(image, tmp_path / "product", {}, {"app/hello.py": "1", **files})


def test_the_parts_are_the_file_to_the_byte(whole: Path, image: Path) -> None:
    found = sizes(whole, PARTS, reference=10_000_000, before=whole.stat().st_size * 2)
    assert sum(part.size for part in found.parts) == found.file == whole.stat().st_size
    assert found.engine == image.stat().st_size == sum(p.size for p in found.parts if p.group == "engine")
    assert found.payload == found.file - found.engine
    by_name = {part.name: part.size for part in found.parts}
    assert by_name["heap"] == 700_000
    assert 50_000 < by_name["code"] < 60_000
    assert by_name["library"] == 900
    assert by_name["own code"] == 150
    assert "manifest" not in by_name
    assert found.of_reference == found.file / 10_000_000
    assert found.growth == -0.5


def test_the_largest_ten_files(whole: Path) -> None:
    found = sizes(whole, PARTS)
    assert len(found.largest) == 10
    assert found.largest[0].name == "home/lib/python3.12/13.py"
    assert [file.stored for file in found.largest] == sorted((file.stored for file in found.largest), reverse=True)
    assert found.largest[0].size > found.largest[0].stored


def test_an_engine_that_is_no_elf_file_is_one_part(tmp_path: Path) -> None:
    script = engines.engine(tmp_path / "engine")
    found = sizes(engines.product(script, tmp_path / "product", {}, {"app/hello.py": ""}), ())
    assert found.parts[0] == Part("engine", script.stat().st_size, "engine")
    assert sum(part.size for part in found.parts) == found.file


def test_resources_that_were_not_counted_are_not_nought(whole: Path) -> None:
    assert sizes(whole, PARTS, resources=0, resource_count=1057).resources is None
    assert sizes(whole, PARTS, resources=5, resource_count=1).resources == 5


def test_an_image_without_payload(image: Path) -> None:
    found = image_sizes(image)
    assert sum(part.size for part in found.parts) == found.file == image.stat().st_size
    assert found.payload == 0
    with pytest.raises(WizardError):
        sizes(image, PARTS)


@pytest.mark.parametrize(
    ("size", "before", "budget", "codes"),
    [
        (100, None, Budget(), []),
        (100, None, Budget(size=100), []),
        (101, None, Budget(size=100), ["budget-size"]),
        (102, 100, Budget(growth=0.02), []),
        (103, 100, Budget(growth=0.02), ["budget-growth"]),
        (103, None, Budget(growth=0.02), []),
        (90, 100, Budget(growth=0.0), []),
        (200, 100, Budget(150, 0.5), ["budget-size", "budget-growth"]),
    ],
)
def test_budgets(size: int, before: int | None, budget: Budget, codes: list[str]) -> None:
    built = replace(result(), sizes=replace(sample_sizes(), file=size, before=before))
    verdicts = judge(built, None, budget)
    assert [problem.code for problem in problems(verdicts, built)] == codes


def test_a_budget_that_is_exceeded_by_a_byte_says_so() -> None:
    built = replace(result(), sizes=replace(sample_sizes(), file=80_000_001))
    (problem,) = problems(judge(built, None, Budget(size=80_000_000)), built)
    assert "80000001 bytes" in problem.what
    assert "0.000 MB (1 bytes)" in problem.what
    assert "largest: image heap 55.2 MB, machine code 25.9 MB, library 2.5 MB" in problem.what


@pytest.mark.parametrize(
    ("budget", "state", "said"),
    [
        (Budget(start=0.09), "ok", "start: 85 ms is 5.0 ms below the budget of 90 ms"),
        (Budget(start=0.08), "over", "start: 85 ms is 5.0 ms over the budget of 80 ms"),
        (Budget(start=0.09, warn=0.1), "near", "below"),
        (Budget(memory=100_000_000), "ok", "memory: "),
        (Budget(memory=95_000_000, warn=0.5), "over", "over the budget of 95.0 MB"),
        (Budget(size=84_000_000, warn=0.01), "near", "below the budget of 84.0 MB"),
        (Budget(growth=0.02, warn=0.25), "near", "1.60% more than the last build"),
        (Budget(growth=0.02, warn=0.1), "ok", "1.60% more"),
    ],
)
def test_limits_and_their_warning_bands(budget: Budget, state: str, said: str) -> None:
    file = sample_sizes().file
    built = result(sizes=replace(sample_sizes(), before=round(file / 1.016)))
    (verdict,) = judge(built, None, budget)
    assert (verdict.state, said in verdict.text) == (state, True), verdict.text
    severities = [problem.severity for problem in problems([verdict], built)]
    assert severities == {"ok": [], "near": ["warning"], "over": ["error"]}[state]


def test_what_was_not_measured_is_not_over() -> None:
    built = result(engine=None)
    assert {v.state for v in judge(built, None, Budget(start=0.001, memory=1, growth=0.1))} == {"unknown"}
    assert problems(judge(built, None, Budget(start=0.001, memory=1, growth=0.1)), built) == ()


def test_the_message_names_what_grew_most_and_why() -> None:
    before = result(requirements={"rich": "13.0.0"})
    after = result(sizes=sample_sizes(Part("sympy", 6_000_000, "payload"), Part("rich", 100_000, "payload")),
                   requirements={"rich": "13.0.0", "sympy": "1.13"})  # fmt: skip
    (problem,) = problems(judge(after, before, Budget(growth=0.02)), after, before)
    assert "grew most: sympy +6.0 MB (sympy 1.13 added), rich +0.1 MB" in problem.what
