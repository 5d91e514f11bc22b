"""Broken inputs: one good case (the hand-worked one), one mutation per finding code."""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl

from cases import Change, Findings, Loaded, change_from_text, load_case
from tests.carbon_market import with_market
from tests.cases_in_code import CaseInCode, TableInCode, library_case
from tests.two_seasons import in_seasons, in_years

Mutation = Callable[[CaseInCode], None]
Breakage = Callable[[Path], Loaded]


def write_workbook(case: CaseInCode, path: Path, *, numbers: bool = True) -> Path:
    """The same tables as sheets of a workbook; figures as numbers, flags and ids as they stand."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, table in case.tables.items():
        sheet = book.create_sheet(name)
        sheet.append(table.columns)
        if name not in ("case", "factors"):
            sheet.append([table.units.get(column) or "-" for column in table.columns])
        for row in table.rows:
            sheet.append([_typed(row.get(column, ""), numbers) for column in table.columns])
    book.save(path)
    return path


def _typed(text: str, numbers: bool) -> object:
    if not text:
        return None
    try:
        return float(text) if numbers else text
    except ValueError:
        return text


def cell(table: str, key: str, column: str, value: object) -> Mutation:
    """Write one cell."""
    return lambda case: case.set(table, key, column=column, to=value)


def _heading(table: str, old: str, new: str) -> Mutation:
    def rename(case: CaseInCode) -> None:
        t = case.tables[table]
        t.columns = [new if name == old else name for name in t.columns]
        t.units[new] = t.units.pop(old, "-")
        for row in t.rows:
            row[new] = row.pop(old, "")

    return rename


def _extra_column(table: str, name: str) -> Mutation:
    def add(case: CaseInCode) -> None:
        case.tables[table].columns.append(name)

    return add


def _drop_column(table: str, name: str) -> Mutation:
    def drop(case: CaseInCode) -> None:
        case.tables[table].columns.remove(name)
        for row in case.tables[table].rows:
            row.pop(name, None)

    return drop


def _unit(table: str, column: str, unit: str) -> Mutation:
    def change(case: CaseInCode) -> None:
        case.tables[table].units[column] = unit

    return change


def _drop_row(table: str, key: str) -> Mutation:
    def drop(case: CaseInCode) -> None:
        case.tables[table].rows.remove(case.row(table, key))

    return drop


def _add(table: str, **values: object) -> Mutation:
    return lambda case: case.add(table, **values)


def _scenario(table: str, row: str, column: str) -> Mutation:
    def add(case: CaseInCode) -> None:
        texts = {"scenario": "s", "change": "c", "table": table, "row": row, "column": column}
        texts |= {"action": "set", "value": "1"}
        case.tables["scenarios"] = TableInCode(columns=list(texts), units={}, rows=[texts])

    return add


def _several(*mutations: Mutation) -> Mutation:
    def run(case: CaseInCode) -> None:
        for mutation in mutations:
            mutation(case)

    return run


def _rename_table(old: str, new: str) -> Mutation:
    def rename(case: CaseInCode) -> None:
        case.tables[new] = case.tables.pop(old)

    return rename


def _copy_table(old: str, new: str) -> Mutation:
    def copy(case: CaseInCode) -> None:
        case.tables[new] = case.tables[old]

    return copy


def _without_rows(table: str) -> Mutation:
    def empty(case: CaseInCode) -> None:
        case.tables[table].rows.clear()

    return empty


def _first_row(table: str, **values: str) -> Mutation:
    return lambda case: case.tables[table].rows.insert(0, values)


def _no_unit_row(case: CaseInCode) -> None:
    table = case.tables["sites"]
    table.units = {column: value or " " for column, value in table.rows.pop(0).items()}


def _metric(metric: str = "ratio", *, floor: str = "", terms: tuple[tuple[str, str, float], ...]) -> Mutation:
    rows = [_add("metric_terms", metric=metric, side=s, item=i, weight=w) for s, i, w in terms]
    return _several(_add("metrics", metric=metric, basis="clinker", floor=floor), *rows)


def _halves(case: CaseInCode) -> None:
    """The year in two periods."""
    halves = (("first", "01-01", "06-30"), ("second", "07-01", "12-31"))
    case.tables = in_seasons(case, (0.5, 0.5), periods=halves).tables


def _two_years(case: CaseInCode) -> None:
    """The year, and the same again three years later."""
    case.tables = in_years(case, (2022, 2025)).tables


def _bands(case: CaseInCode) -> None:
    """A carbon market with its bands."""
    case.tables = with_market(case, price=60, balance=0.8).tables


def _taxed(case: CaseInCode) -> None:
    """VAT on cement that sells at 400 CNY/t."""
    case.add("vat_rates", item="cement", rate=13)
    case.set("demand", "city_market+portland+year", column="delivered_price", to=400)


def _threshold(**cells: str) -> Mutation:
    """A threshold on the waste in the raw feed of each line, with some cells of its own."""
    row = {
        "rule": "waste", "scope": "line", "numerator": "raw_waste", "denominator": "raw_feed",
        "threshold": "40", "reward": "none",
    }  # fmt: skip
    return _add("thresholds", **(row | cells))


def _target(**cells: str) -> Mutation:
    """A ceiling on the energy of the region, with some cells of its own."""
    row = {"target": "energy", "scope": "region", "indicator": "energy", "sense": "at_most", "value": "100"}
    return _add("targets", **(row | cells))


OF_EFFECTS = ("effect", "target", "item", "amount")


def _project(project: str = "work", **cells: str) -> Mutation:
    """A project with one effect."""
    plain = {"kind": "other", "capital_cost": "100", "life": "20"}
    own = {key: value for key, value in cells.items() if key not in OF_EFFECTS}
    effect = {"item": "-"} | {key: value for key, value in cells.items() if key in OF_EFFECTS}
    return _several(
        _add("projects", project=project, **(plain | own)), _add("project_effects", project=project, **effect)
    )


def _building(case: CaseInCode) -> None:
    """A project closes the west kiln, another builds a second line of the east kiln."""
    for name, kiln, lines in (("close", "kiln_west", -1), ("build", "kiln_east", 1)):
        case.add("projects", project=name, kind="other", capital_cost=1000, life=20)
        case.add("project_effects", project=name, effect="lines", target=kiln, item="-", amount=lines)


WASTE = ("sources", "works_slag_cake")
TABLE_MUTATIONS: dict[str, Mutation] = {
    "duplicate_sheet": _copy_table("sites", "Sites"),
    "missing_sheet": lambda case: case.tables.pop("markets") and None,
    "renamed_sheet": _rename_table("kilns", "kiln"),
    "unknown_sheet": _copy_table("sites", "shopping list"),
    "unknown_column": _heading("sources", "price", "prise"),
    "duplicate_column": _extra_column("sources", "Price"),
    "missing_column": _drop_column("sources", "price"),
    "missing_unit_row": _no_unit_row,
    "unit_missing": _unit("sources", "arising", "-"),
    "unit_unknown": _unit("sources", "arising", "kt/ya"),
    "unit_other_dimension": _unit("sources", "arising", "t"),
    "missing_item": _drop_row("factors", "grid_co2"),
    "unknown_item_row": _add("factors", item="grid_CO2s", value="0.5", unit="kg/kWh"),
    "duplicate_key": _add("areas", area="region", name="Again"),
    "blank_required": cell(*WASTE, "price", ""),
    "wrong_type_number": cell(*WASTE, "price", "12 CNY"),
    "wrong_type_integer": cell("kilns", "kiln_west", "lines", "1.5"),
    "wrong_type_flag": cell("materials", "coal", "waste", "perhaps"),
    "wrong_type_date": cell("periods", "year", "start", "02-30"),
    "bad_id": cell("areas", "region", "area", "the region"),
    "unknown_choice": cell("places", "town_west", "kind", "towm"),
    "out_of_range": cell("materials", "marl", "moisture", "120"),
    "too_low": cell("links", "highway", "capacity", "-1"),
    "not_finite": cell(*WASTE, "arising", "inf"),
    "error_cell": cell(*WASTE, "arising", "#N/A"),
    "number_as_text": cell(*WASTE, "arising", "２00"),
    "percent_as_number": cell("materials", "marl", "moisture", "2%"),
    "unknown_name": cell(*WASTE, "site", "work"),
    "unknown_change_table": _scenario("source", "*", "price"),
    "unknown_change_row": _scenario("sources", "works_cole", "price"),
    "unknown_change_column": _scenario("sources", "*", "prise"),
    "periods_overlap": _add("periods", period="autumn", year=2022, start="09-01", end="10-31"),
    "link_to_itself": cell("links", "highway", "to_place", "town_west"),
    "transfer_within_mode": cell("transfers", "loading_west", "to_mode", "road"),
    "road_missing": _several(
        _drop_row("modes", "road"), _without_rows("connections"), _drop_row("links", "highway"),
        _without_rows("transfers"), _drop_row("tariffs", "road+minerals"),
        _drop_row("tariffs", "road+cement"),
    ),
    "road_tariff_missing": _drop_row("tariffs", "road+cement"),
    "lower_above_upper": cell("limits", "clinker+kh", "lower", "0.96"),
    "analysis_short": cell("analyses", "marl", "sio2", "9"),
    "analysis_over": cell("analyses", "marl", "sio2", "19"),
    "co2_above_carbonates": cell("analyses", "slag_cake", "cao", "3"),
    "loss_below_co2": cell("analyses", "marl", "loi", "30"),
    "fuel_without_properties": cell("materials", "marl", "fuel", "yes"),
    "ash_without_analysis": cell("fuels", "coal", "ash_analysis", ""),
    "no_analysis": cell("materials", "slag_cake", "analysis", ""),
    "no_role": cell("materials", "coal", "fuel", "no"),
    "profile_not_100": _add("profiles", profile="flat", **{f"m{month:02d}": "8" for month in range(1, 13)}),
    "waste_without_arising": cell(*WASTE, "arising", ""),
    "taken_above_arising": cell(*WASTE, "used_elsewhere", "201"),
    "captive_without_site": cell(*WASTE, "captive", "20"),
    "supply_without_taker": cell("materials", "slag_cake", "permit", "yes"),
    "mix_not_100": cell("reference_mixes", "marl_only+marl", "share", "90"),
    "mix_without_analysis": cell("materials", "marl", "analysis", ""),
    "reference_ash_too_much": _several(cell("fuels", "coal", "ncv", "2"), cell("fuels", "coal", "ash", "70")),
    "base_heat_odd": cell("kiln_classes", "dry_line", "specific_heat", "4"),
    "base_heat_impossible": _several(
        cell("kiln_classes", "dry_line", "specific_heat", "2.2"),
        cell("factors", "heat_evaporation", "value", "3.6"),
        cell("factors", "heat_evaporation", "unit", "GJ/t"), cell("materials", "marl", "moisture", "40"),
    ),
    "no_running_day": cell("stop_windows", "winter", "start", "01-01"),
    "waste_heat_power_negative": cell("kiln_classes", "dry_line", "whr_loss", "80"),
    "least_days_above_days": cell("kiln_classes", "dry_line", "days_min", "305"),
    "unknown_metric": cell("limits", "clinker+kh", "metric", "khh"),
    "unknown_item": _metric(terms=(("numerator", "sioo2", 1), ("denominator", "mass", 1))),
    "metric_without_terms": _metric(terms=(("numerator", "sio2", 1),)),
    "metric_without_floor": _metric(terms=(("numerator", "so3", 1), ("denominator", "k2o", 1))),
    "limit_without_bound": _several(
        cell("limits", "clinker+silica_modulus", "lower", ""),
        cell("limits", "clinker+silica_modulus", "upper", ""),
    ),
    "modulus_straddles": cell("limits", "clinker+alumina_modulus", "lower", "0.5"),
    "modulus_contradicts": _several(
        cell("limits", "clinker+alumina_modulus", "lower", "0.4"),
        cell("limits", "clinker+alumina_modulus", "upper", "0.6"),
    ),
    "not_measured": cell("analyses", "slag_cake", "cl", ""),
    "recipe_without_clinker": cell("recipes", "portland+clinker_share", "constituents", "gypsum"),
    "recipe_impossible": cell("recipes", "portland+clinker_share", "upper", "90"),
    "strength_out_of_reach": cell("products", "portland", "strength_min", "60"),
    "clinker_limit_missing": _drop_row("limits", "clinker+so3"),
    "import_without_co2": cell("demand", "city_market+portland+year", "import_price", "400"),
    "demand_above_clinker": _several(
        cell("demand", "city_market+portland+year", "demand", "700"),
        cell("plants", "mill", "capacity", "800")
    ),
    "demand_above_mills": cell("plants", "mill", "capacity", "300"),
    "store_goods_at_kiln": _several(
        _halves, _add("stores", place="kiln_west", goods="portland", capacity="20")
    ),
    "store_goods_at_plant": _several(_halves, _add("stores", place="mill", goods="gypsum", capacity="20")),
    "store_start_above_capacity": _several(
        _halves, _add("stores", place="mill", goods="portland", capacity="20", start="30")
    ),
    "store_end_without_start": _several(
        _halves, _add("stores", place="mill", goods="portland", capacity="20", end="10")
    ),
    "store_end_above_capacity": _several(
        _halves, _add("stores", place="mill", goods="portland", capacity="20", start="10", end="30")
    ),
    "source_end_without_start": cell("sources", "works_slag_cake", "store_end", "10"),
    "source_stock_above_store": _several(
        _halves,
        cell("sources", "works_slag_cake", "store", "20"),
        cell("sources", "works_slag_cake", "store_start", "30"),
    ),
    "source_stock_without_arising": _several(_halves, cell("sources", "quarry_marl", "store_start", "30")),
    "form_built_in": _add("form_terms", form="clinker", activity="clinker", item="*", weight="1"),
    "unknown_activity": _add("form_terms", form="own", activity="clinkr", item="*", weight="1"),
    "form_unknown_item": _add("form_terms", form="own", activity="raw", item="slag_cak", weight="1"),
    "form_units_differ": _several(
        _add("form_terms", form="own", activity="raw", item="@waste", weight="1"),
        _add("form_terms", form="own", activity="fuel_heat", item="*", weight="1"),
    ),
    "unknown_form": _threshold(denominator="raw_fed"),
    "threshold_units": _threshold(denominator="fuel_heat"),
    "rule_item": _threshold(numerator="raw_item", item="slag_cak"),
    "threshold_tkm": _threshold(scope="region", numerator="tkm_rail", denominator="tkm"),
    "rule_scope": _threshold(numerator="addition_waste"),
    "only_of_region": _threshold(scope="region", only="kiln_west"),
    "unknown_subject": _threshold(only="kiln_wst"),
    "steps_differ": _several(
        _threshold(steps="waste"), _threshold(rule="more", steps="waste", threshold="60", reward="days")
    ),
    "steps_order": _several(
        _threshold(steps="waste", amount="10"), _threshold(rule="more", steps="waste", threshold="60")
    ),
    "permission_of_project": _threshold(reward="permission"),
    "unknown_indicator": _target(indicator="enrgy"),
    "indicator_choice": _target(sense="at_least"),
    "target_lacks": _target(indicator="capacity_within", sense="at_least", value="30"),
    "target_out_of_range": _target(indicator="bulk_waste_use", sense="at_least", value="120"),
    "target_year": _target(year="2023"),
    "rule_years": _threshold(from_year="2030"),
    "project_unknown_effect": _project(effect="tsr_mx", target="kiln_west", amount="5"),
    "project_unknown_target": _project(effect="tsr_max", target="kiln_wst", amount="5"),
    "project_unknown_item": _project(effect="max_raw_share", target="kiln_west", item="marrl", amount="5"),
    "project_several_units": _project(effect="tsr_max", target="kiln_west", amount="5", units="2"),
    "project_amount_opens": _project(effect="link", target="railway", amount="500"),
    "project_lines_whole": _project(effect="lines", target="kiln_west", amount="0.5"),
    "project_nothing_to_raise": _project(effect="link_capacity", target="railway", amount="500"),
    "project_capture_incomplete": _project(effect="capture_share", target="kiln_west", amount="90"),
    "project_required_too_early": _project(
        effect="tsr_max", target="kiln_west", amount="5", required_by="2022", earliest="2025"
    ),
    "project_without_effect": _add(
        "projects", project="idle", kind="other", capital_cost="100", life="20"
    ),
    "project_group_several": _several(
        _project(effect="mill_capacity", target="mill", amount="50", units="2", group="sizes"),
        _project("bigger", effect="mill_capacity", target="mill", amount="80", units="2", group="sizes"),
    ),
    "project_relation_self": _several(
        _project(effect="tsr_max", target="kiln_west", amount="5"),
        _add("project_relations", project="work", other="work", relation="needs"),
    ),
    "project_excludes_several": _several(
        _project(effect="mill_capacity", target="mill", amount="50", units="2"),
        _project("bigger", effect="mill_capacity", target="mill", amount="80", units="2"),
        _add("project_relations", project="work", other="bigger", relation="excludes"),
    ),
    "kiln_never_built": _several(
        cell("kilns", "kiln_west", "lines", "0"),
        cell("demand", "city_market+portland+year", "demand", "200"),
    ),
    "capture_share_range": _several(
        _project(effect="capture_share", target="kiln_east", amount="0"),
        _add(
            "project_effects",
            project="work", effect="capture_capacity", target="kiln_east", item="-", amount="50",
        ),
    ),
    "green_power_targets": _several(
        _project(effect="green_power", target="kiln_east", amount="100"),
        _add(
            "project_effects", project="work", effect="green_power", target="kiln_west", item="-", amount="9"
        ),
    ),
    "retention_below_nothing": _project(effect="retention", target="kiln_east", item="cl", amount="-101"),
    "clean_transport_of_no_works": _add("clean_transport", site="kiln_site_wets", share="80"),
    "year_without_period": _add("years", year="2023"),
    "year_represents_next": _several(_two_years, _add("years", year="2022", represents="4")),
    "stores_without_seasons": _add("stores", place="mill", goods="portland", capacity="20"),
    "market_without_bands": _add("carbon_market", year="2022", price="60", balance="0.8"),
    "carbon_band_edges": _several(_bands, cell("carbon_bands", "below", "surplus_low", "")),
    "carbon_bands_apart": _several(_bands, cell("carbon_bands", "below", "high", "-5")),
    "carbon_bands_closed": _several(
        _bands,
        cell("carbon_bands", "far_above", "high", "50"),
        cell("carbon_bands", "far_above", "surplus_high", "-3"),
    ),
    "swap_with_itself": _add("swaps", kiln="kiln_west", partner="kiln_west"),
    "swap_partner_swaps": _several(
        _add("swaps", kiln="kiln_west", partner="kiln_east"),
        _add("swaps", kiln="kiln_east", partner="kiln_west"),
    ),
    "swap_agreed_too_much": _several(
        _add("swaps", kiln="kiln_west", partner="kiln_east", rule="agreed", measure="capacity"),
        cell("kilns", "kiln_east", "capacity", "150"),
        cell("demand", "city_market+portland+year", "demand", "100"),
    ),
    "swap_without_stops": _several(
        _add("swaps", kiln="kiln_west", partner="kiln_east"), cell("kilns", "kiln_west", "days_max", "365")
    ),
    "replacement_without_ratios": _several(
        _add("replacement_sets", set="rules_2024"), cell("case", "replacement_set", "value", "rules_2024")
    ),
    "replacement_below_one": _several(
        _add("replacement_sets", set="rules_2024"),
        _add("replacement_ratios", set="rules_2024", rule="other", rank="1", ratio="0.5"),
    ),
    "replacement_same_rank": _several(
        _add("replacement_sets", set="rules_2024"),
        _add("replacement_ratios", set="rules_2024", rule="key", rank="1", ratio="2"),
        _add("replacement_ratios", set="rules_2024", rule="other", rank="1", ratio="1.5"),
    ),
    "replacement_unmatched": _several(
        _building,
        _add("replacement_sets", set="rules_2024"),
        _add("replacement_ratios", set="rules_2024", rule="key", rank="1", region_class="key", ratio="2"),
        cell("case", "replacement_set", "value", "rules_2024"),
    ),
    "rebuilt_listed": _several(_building, cell("kilns", "kiln_east", "close_by", "2030")),
    "warning_without_line": _add("warnings", warning="use", scope="region"),
    "warning_low_above_high": _add("warnings", warning="use", scope="region", low="70", high="50"),
    "limestone_none": _several(
        cell("kilns", "kiln_west", "limestone_replaced", "50"),
        cell("materials", "marl", "waste", "yes"),
        cell("sources", "quarry_marl", "arising", "2000"),
    ),
    "vat_without_price": _add("vat_rates", item="cement", rate="13"),
    "vat_site_of_two": _several(
        _add("vat_rates", item="freight", rate="9"),
        cell("kilns", "kiln_west", "site", "kiln_site_east"),
    ),
    "vat_without_company": _several(
        _add("vat_rates", item="freight", rate="9"), cell("kilns", "kiln_west", "company", "")
    ),
    "refund_of_company": _several(_taxed, _threshold(reward="refund", amount="70")),
    "refund_without_rates": _threshold(scope="company", reward="refund", amount="70"),
    "carve_out_of_line": _threshold(reward="carve_out"),
    "refund_product_idle": _several(
        _threshold(), _add("refund_products", rule="waste", product="portland")
    ),
    "amount_or_share": _add("current_feed", kiln="kiln_west", use="raw", material="marl", period="year"),
    "stated_shares_above_100": _several(
        _add("current_feed", kiln="kiln_west", use="raw", material="marl", period="year", share="80"),
        _add("current_feed", kiln="kiln_west", use="raw", material="slag_cake", period="year", share="30"),
    ),
    "current_recipe_not_100": _add(
        "current_recipes", product="portland", range="clinker", constituents="clinker", share="90"
    ),
    "stated_role": _add(
        "current_feed", kiln="kiln_west", use="raw", material="coal", period="year", share="60"
    ),
    "stated_fuels_not_100": _add(
        "current_feed", kiln="kiln_west", use="fuel", material="coal", period="year", share="90"
    ),
    "stated_beyond_all": _add("current_kilns", kiln="kiln_west", period="year", clinker="150000"),
    "more_lines_than_there_are": _add("current_kilns", kiln="kiln_west", period="year", lines="3"),
    "current_flow_odd": _add(
        "current_flows", origin="works_slag_cake", item="marl", use="kiln",
        destination="kiln_site_west", mode="road", period="year", amount="5",
    ),
    "heading_blank": _heading("plants", "company", ""),
    "label_row_unmarked": _first_row("areas", area="Area", name="Name", name_zh="Chinese name"),
    "no_rows": _without_rows("markets"),
    "text_too_long": cell("areas", "region", "note", "x" * 32_768),
    "fraction_for_percent": cell("kiln_classes", "dry_line", "min_load", "0.85"),
}  # fmt: skip


def _folder(path: Path) -> Path:
    return library_case("hand").write(path / "case")


def _packed(path: Path, *members: str, payload: bytes = b"") -> Loaded:
    """A good workbook with further members."""
    book = write_workbook(library_case("hand"), path / "case.xlsx")
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            archive.writestr(member, payload)
    return load_case(book)


def _broken_file(name: str, content: bytes) -> Breakage:
    def run(path: Path) -> Loaded:
        folder = _folder(path)
        (folder / name).write_bytes(content)
        return load_case(folder)

    return run


def _not_a_workbook(path: Path) -> Loaded:
    (path / "case.xlsx").write_text("no workbook at all")
    return load_case(path / "case.xlsx")


def _encrypted(path: Path) -> Loaded:
    (path / "case.xlsx").write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(4096))
    return load_case(path / "case.xlsx")


def _uncalculated(path: Path) -> Loaded:
    case = library_case("hand")
    case.set("sources", "works_slag_cake", column="price", to="=3+5")
    return load_case(write_workbook(case, path / "case.xlsx"))


def _in_workbook(change: Callable[[openpyxl.Workbook], None]) -> Breakage:
    def run(path: Path) -> Loaded:
        file = write_workbook(library_case("hand"), path / "case.xlsx")
        book = openpyxl.load_workbook(file)
        change(book)
        book.save(file)
        return load_case(file)

    return run


def _date(book: openpyxl.Workbook) -> None:
    sheet = book["sources"]
    column = next(cell.column for cell in sheet[1] if cell.value == "price")
    sheet.cell(4, column).value = dt.datetime(2022, 3, 1)


def _title_row(book: openpyxl.Workbook) -> None:
    book["areas"].insert_rows(1)
    book["areas"]["A1"] = "Areas of the region"


def _too_many_rows(path: Path) -> Loaded:
    folder = _folder(path)
    with (folder / "areas.csv").open("a") as file:
        file.write(",,\n" * 1_000_000)
    return load_case(folder)


def _no_tables(path: Path) -> Loaded:
    (path / "empty").mkdir()
    return load_case(path / "empty")


def _bad_change(path: Path) -> Loaded:
    findings = Findings()
    change_from_text("sources.works_coal=3", findings)
    return Loaded(None, findings)


def _changed(*change: str) -> Breakage:
    return lambda path: load_case(_folder(path), changes=[Change(*change)])


def _unreadable(path: Path) -> Loaded:
    folder = _folder(path)
    (folder / "areas.csv").unlink()
    (folder / "areas.csv").mkdir()
    return load_case(folder)


def _copied(path: Path) -> Loaded:
    folder = _folder(path)
    shutil.copy(folder / "sites.csv", folder / "场址.csv")
    return load_case(folder)


BREAKAGES: dict[str, Breakage] = {
    "case_not_found": lambda path: load_case("hnd"),
    "cannot_read": _unreadable,
    "not_a_workbook": _not_a_workbook,
    "encrypted_workbook": _encrypted,
    "zip_bomb": lambda path: _packed(path, "xl/media/image1.png", payload=bytes(70_000_000)),
    "macros": lambda path: _packed(path, "xl/vbaProject.bin", payload=b"x"),
    "external_links": lambda path: _packed(path, "xl/externalLinks/externalLink1.xml", payload=b"<x/>"),
    "too_many_rows": _too_many_rows,
    "file_too_large": _broken_file("areas.csv", b"x" * 31_000_000),
    "not_utf8": _broken_file("areas.csv", "area,name\n-,-\nregion,区域\n".encode("gb18030")),
    "broken_csv": _broken_file("areas.csv", b'area,name\n-,-\nregion,"Region" x\n'),
    "empty_sheet": _broken_file("areas.csv", b""),
    "no_tables": _no_tables,
    "uncalculated_formula": _uncalculated,
    "merged_cells": _in_workbook(lambda book: book["kilns"].merge_cells("D3:D4")),
    "date_as_number": _in_workbook(_date),
    "headings_missing": _in_workbook(_title_row),
    "bad_change": _bad_change,
    "unknown_scenario": lambda path: load_case(_folder(path), scenarios=["drought"]),
    "multiply_blank": _changed("links", "highway", "capacity", "multiply", "2"),
    "multiply_text": _changed("sources", "works_coal", "material", "multiply", "2"),
}


def broken(code: str, path: Path) -> Loaded:
    """Load the input that provokes a code."""
    if code in BREAKAGES:
        return BREAKAGES[code](path)
    case = library_case("hand")
    TABLE_MUTATIONS[code](case)
    return load_case(case.write(path / "case"))
