"""Reading a run folder: what was written comes back, and what is no run is refused with a sentence."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from cases.text import sentence
from optimizer.archive import write_table
from optimizer.run import RunOutcome
from reports.folder import RunFolderError, read_run, read_table


@pytest.fixture
def copy(hand_run: RunOutcome, tmp_path: Path) -> Path:
    assert hand_run.folder is not None
    return Path(shutil.copytree(hand_run.folder, tmp_path / "copy"))


def test_a_run_read_back_has_the_tables_it_was_written_with(hand_run: RunOutcome) -> None:
    assert hand_run.folder is not None
    read = read_run(hand_run.folder)
    assert set(read.tables) == set(hand_run.tables)
    for name, table in hand_run.tables.items():
        written = table.reset_index(drop=True).fillna(float("nan"))
        pd.testing.assert_frame_equal(read.tables[name], written, check_dtype=False, rtol=1e-11)


def test_the_totals_read_back_are_those_of_the_plan(hand_run: RunOutcome) -> None:
    assert hand_run.folder is not None
    assert read_run(hand_run.folder).plan["totals"] == hand_run.plan["totals"]


def test_the_snapshot_comes_as_text_with_its_units(hand_run: RunOutcome) -> None:
    assert hand_run.folder is not None
    kilns = read_run(hand_run.folder).case["kilns"]
    assert kilns.units["capacity"] == "t/d"
    assert (kilns.rows["capacity"].astype(float) > 0).all()


def test_a_table_keeps_ids_that_look_like_numbers_and_text_that_looks_like_a_formula(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {"kiln": ["007", "=A1", "'=A1"], "value": [1.5, None, 2.0], "waste": [True, False, True]}
    )
    write_table(tmp_path / "t.csv", table)
    read = read_table(tmp_path / "t.csv")
    pd.testing.assert_frame_equal(read, table, check_dtype=False)


def drop_mark(folder: Path) -> None:
    (folder / "run.json").unlink()


def drop_plan(folder: Path) -> None:
    (folder / "plan.json").unlink()


def drop_tables(folder: Path) -> None:
    shutil.rmtree(folder / "tables")


def spoil_plan(folder: Path) -> None:
    (folder / "plan.json").write_text("{", encoding="utf-8")


def spoil_table(folder: Path) -> None:
    (folder / "tables" / "flows.csv").write_bytes(b"\xff\xfe\x00")


def other_program(folder: Path) -> None:
    (folder / "run.json").write_text('{"format": "other"}', encoding="utf-8")


def later_version(folder: Path) -> None:
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    (folder / "run.json").write_text(json.dumps({**run, "schema_version": 99}), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "code", "told"),
    [
        (shutil.rmtree, "run_folder.missing", "copy"),
        (drop_mark, "run_folder.foreign", "copy"),
        (other_program, "run_folder.foreign", "copy"),
        (drop_plan, "run_folder.incomplete", "plan.json"),
        (drop_tables, "run_folder.incomplete", "tables"),
        (spoil_plan, "run_folder.broken", "plan.json"),
        (spoil_table, "run_folder.broken", "flows.csv"),
        (later_version, "run_folder.version", "99"),
    ],
)
def test_a_folder_that_is_no_whole_run_is_told(
    copy: Path, spoil: Callable[[Path], None], code: str, told: str
) -> None:
    spoil(copy)
    with pytest.raises(RunFolderError) as caught:
        read_run(copy)
    assert caught.value.code == code
    assert told in sentence(code, caught.value.parameters)
