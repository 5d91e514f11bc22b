"""From a path or a library name to a case, or to all that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from cases import records
from cases.case import Case, DefaultUsed, Frozen, ItemNote, Key, Origin, fingerprint
from cases.dictionary import dictionary
from cases.door import parse_table
from cases.findings import CellRef, Findings
from cases.library import library_cases
from cases.nearest import nearest
from cases.parsed import Parsed, Values
from cases.reading import element_columns, read_table
from cases.references import check_references
from cases.rules import check_case
from cases.scenario import Change, apply_changes, check_scenarios
from cases.sheets import RawTable, match_sheets, wanted
from cases.tables import RawSheet, read_folder
from cases.values import Bad
from cases.workbook import read_workbook

RECORDS: Mapping[str, type] = {
    "case": records.CaseInfo,
    "factors": records.Factors,
    "periods": records.Period,
    "years": records.Year,
    "areas": records.Area,
    "stop_windows": records.StopWindow,
    "swaps": records.Swap,
    "profiles": records.Profile,
    "places": records.Place,
    "sites": records.Site,
    "goods_groups": records.GoodsGroup,
    "modes": records.Mode,
    "tariffs": records.Tariff,
    "links": records.Link,
    "transfers": records.Transfer,
    "services": records.Service,
    "connections": records.Connection,
    "clean_transport": records.CleanTransport,
    "constituents": records.Constituent,
    "materials": records.Material,
    "analyses": records.Analysis,
    "elements": records.Element,
    "fuels": records.Fuel,
    "sources": records.Source,
    "reference_mixes": records.ReferenceShare,
    "kiln_classes": records.KilnClass,
    "kilns": records.Kiln,
    "replacement_sets": records.ReplacementSet,
    "replacement_ratios": records.ReplacementRatio,
    "warnings": records.CapacityWarning,
    "dosing": records.Dosing,
    "products": records.Product,
    "recipes": records.Recipe,
    "plants": records.Plant,
    "markets": records.Market,
    "demand": records.Demand,
    "projects": records.Project,
    "project_relations": records.ProjectRelation,
    "project_effects": records.ProjectEffect,
    "stores": records.Store,
    "carbon_market": records.CarbonYear,
    "carbon_bands": records.CarbonBand,
    "vat_rates": records.VatRate,
    "refund_products": records.RefundProduct,
    "metrics": records.Metric,
    "metric_terms": records.MetricTerm,
    "limits": records.Limit,
    "form_terms": records.FormTermRow,
    "thresholds": records.Threshold,
    "targets": records.Target,
    "current_kilns": records.CurrentKiln,
    "current_feed": records.CurrentFeed,
    "current_recipes": records.CurrentRecipe,
    "current_cement": records.CurrentCement,
    "current_flows": records.CurrentFlow,
    "scenarios": records.ScenarioChange,
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """A case, or None where findings has errors; warnings may come with a case."""

    case: Case | None
    findings: Findings


@dataclass(frozen=True, slots=True)
class RawCase:
    """The sheets of a case as they stand, None where there are none; it can be sent to another process."""

    sheets: Sequence[RawSheet] | None
    findings: Findings


def read_case(path_or_library_name: str | Path) -> RawCase:
    """Read a workbook, a folder of .csv files or a case of the library once, to be loaded many times."""
    findings = Findings()
    return RawCase(_sheets(path_or_library_name, findings), findings)


def load_case(
    case_ref: str | Path | RawCase, *, scenarios: Sequence[str] = (), changes: Sequence[Change] = ()
) -> Loaded:
    """Read a workbook, a folder of .csv files or a case of the library, change it as asked, and check it."""
    read = case_ref if isinstance(case_ref, RawCase) else read_case(case_ref)
    findings, sheets = Findings(), read.sheets
    findings.extend(read.findings)
    if sheets is None:
        return Loaded(None, findings)
    findings.sheets.extend(sheet.name for sheet in sheets)
    matched = match_sheets(sheets, findings)
    elements = element_columns(matched.get("elements"))
    raw = {key: read_table(dictionary()[key], sheet, elements, findings) for key, sheet in matched.items()}
    check_scenarios(raw, findings)
    apply_changes(raw, scenarios=scenarios, changes=changes, findings=findings)
    defaults: list[DefaultUsed] = []
    parsed = {
        key: parse_table(table, raw.get(key), findings=findings, defaults=defaults)
        for key, table in dictionary().items()
    }
    check_references(parsed, findings)
    case = _build(parsed, defaults)
    check_case(case, {key for key, table in parsed.items() if table.broken}, findings)
    return Loaded(None if findings.errors else case, findings)


def case_path(name: str) -> Path:
    """Where a case stands: a case of the library by its name, anything else by its path."""
    library = library_cases()
    return Path(library[name].path if name in library else name)


def _sheets(path_or_library_name: str | Path, findings: Findings) -> list[RawSheet] | None:
    """Raw sheets of what was named, or None with a finding."""
    name = str(path_or_library_name)
    library = library_cases()
    path = case_path(name)
    here = CellRef(file=path.name, sheet="")
    if not path.exists():
        findings.add(
            "case_not_found", subject=name, nearest=nearest(name, sorted(library)), known=sorted(library)
        )
        return None
    try:
        if path.is_dir():
            sheets = read_folder(path, wanted, findings)
        else:
            sheets = read_workbook(path, wanted, findings)
    except OSError as error:
        findings.add(
            "cannot_read",
            subject=Path(error.filename or path).name,
            cell=here,
            reason=error.strerror or type(error).__name__,
        )
        return None
    if not any(wanted(sheet.name) for sheet in sheets):
        if not findings.errors:
            findings.add("no_tables", subject=path.name, cell=here)
        return None
    return sheets


def _build(parsed: Mapping[str, Parsed], defaults: Sequence[DefaultUsed]) -> Case:
    """The case of all good rows; with errors about it serves the checks only."""
    tables: dict[str, Mapping[Key, object]] = {}
    for key, table in parsed.items():
        if table.table.layout == "rows":
            tables[key] = Frozen({k: _record(table, values) for k, values in table.rows.items()})
    info, factors = (_item_record(parsed[key]) for key in ("case", "factors"))
    notes: dict[tuple[str, str], ItemNote] = {
        (key, item): note for key in ("case", "factors") for item, note in parsed[key].notes.items()
    }
    changes = {
        (name, k, column): label for name, t in parsed.items() for (k, column), label in t.changes.items()
    }
    return Case(
        **cast("dict[str, Any]", tables),
        info=cast("records.CaseInfo", info),
        factors=cast("records.Factors", factors),
        items=Frozen(notes),
        defaults_used=tuple(defaults),
        origins=Frozen({key: _origin(t.raw, t.lines) for key, t in parsed.items() if t.raw is not None}),
        changes=Frozen(changes),
        fingerprint=fingerprint(info, factors, tables),
    )


def _record(parsed: Parsed, values: Values) -> object:
    if parsed.table.key != "analyses" or parsed.raw is None:
        return RECORDS[parsed.table.key](**values)
    own = {c.field for c in parsed.table.columns.values()}
    traces = Frozen({k: v for k, v in values.items() if k not in own})
    return RECORDS["analyses"](**{k: v for k, v in values.items() if k in own}, traces=traces)


def _item_record(parsed: Parsed) -> object:
    """None where an item is bad: rules that need the table are then left out."""
    values = parsed.rows.get(parsed.table.key, {})
    if any(isinstance(value, Bad) for value in values.values()):
        return None
    return RECORDS[parsed.table.key](**values)


def _origin(raw: RawTable, lines: Mapping[Key, int]) -> Origin:
    sheet = raw.sheet
    return Origin(
        file=sheet.file,
        sheet=sheet.name,
        workbook=sheet.workbook,
        columns=Frozen(raw.positions),
        headings=Frozen(raw.headings),
        lines=Frozen(lines),
    )
