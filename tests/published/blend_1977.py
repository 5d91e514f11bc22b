"""The 1977 cement blending program as a Kilnflow case.

Source: *Mathematical programming approach to the problem of cement blending optimization*, Cement and
Concrete Research 7(5), 1977, doi 10.1016/0008-8846(77)90112-0; numbers from two public repetitions of it.

What is transformed:

- the paper mixes raw materials and has no kiln; here one kiln burns the mix with a fuel without ash, sulphur
  or price, so that the clinker is the mix without its loss on ignition;
- the paper bounds phases on the raw mix times (100 - L) / 100; that is the ratio to clinker mass, which a
  metric on the basis ``clinker`` with the denominator ``mass`` says (the corrected rows are taken);
- the paper's cost is per tonne of raw mix; here per tonne of clinker at a given amount of clinker. By Charnes
  and Cooper the minimum of that ratio is the same mix;
- dollars stand as the case's currency; hauls, power, running, milling and grinding cost nothing.
"""

from __future__ import annotations

from tests.cases_in_code import CaseInCode, library_case

CLINKER_KT = 100.0
ANALYSES = {
    "limestone": {"sio2": 11.46, "al2o3": 1.62, "fe2o3": 0.96, "cao": 48.36, "so3": 0.02, "loi": 31.00},
    "clay": {"sio2": 56.30, "al2o3": 10.18, "fe2o3": 4.76, "cao": 12.70, "so3": 0.22, "loi": 12.12},
    "bauxite": {"sio2": 1.64, "al2o3": 39.06, "fe2o3": 33.94, "cao": 12.20, "so3": 0.00, "loi": 6.77},
    "pyrites": {"sio2": 5.36, "al2o3": 2.99, "fe2o3": 83.61, "cao": 1.84, "so3": 2.42, "loi": 2.08},
}
PRICES = {"limestone": 20, "clay": 6, "bauxite": 230, "pyrites": 160}
LIME = {"cao": 4.07, "sio2": -7.6, "al2o3": -6.72, "fe2o3": -1.43, "so3": -2.85}
PHASES: dict[str, dict[str, float]] = {
    "c3s_1977": LIME,
    "c2s_1977": {"sio2": 8.6, "al2o3": 5.07, "fe2o3": 1.08, "cao": -3.04, "so3": 2.15},
    "c3a_1977": {"al2o3": 2.65, "fe2o3": -1.69},
    "c4af_1977": {"fe2o3": 3.04},
}
LIME_FACTOR = {"sio2": 2.8, "al2o3": 1.1, "fe2o3": 0.7}
Limits = dict[str, tuple[float | str, float | str]]
LIMITS: Limits = {
    "silica_modulus": (2.8, 3.0),
    "alumina_modulus": (1.5, 2.5),
    "lime_factor_1977": (1 / 1.11, 1 / 1.05),
    "c3s_1977": (50, 70),
    "c2s_1977": (20, 40),
    "c3a_1977": ("", 10),
    "c4af_1977": (7, 12),
}
"""Lower and upper limit, blank for none."""


def blend_case(limits: Limits | None = None) -> CaseInCode:
    """The paper's program as a case; ``limits`` replaces the paper's."""
    case = library_case("hand")
    _one_kiln(case)
    _nothing_else_costs(case)
    _materials(case)
    _limits(case, LIMITS if limits is None else limits)
    return case


def _one_kiln(case: CaseInCode) -> None:
    """The east kiln alone, with room for every feeder and no way to spoil the mix but its limits."""
    case.keep("kilns", lambda row: row["kiln"] == "kiln_east")
    for column, value in (
        ("raw_feeders", 4), ("feeder_minimum", 0), ("gas_margin", 50), ("feed_moisture_max", 60),
        ("variable_cost", 0), ("start_cost", 0), ("whr_energy", 0), ("whr_loss", 0), ("min_load", 0),
        ("days_min", 0),
    ):  # fmt: skip
        case.set_all("kiln_classes", column=column, to=value)
    case.set("demand", "city_market+portland+year", column="demand", to=CLINKER_KT)
    for column in ("strength_min", "so3_min"):
        case.set("products", "portland", column=column, to=0)
    for column, text in (("so3_max", "6"), ("cl_max", "1"), ("mgo_max", ""), ("loi_max", "")):
        case.set("products", "portland", column=column, to=text)
    case.set("recipes", "portland+gypsum_share", column="upper", to=0)


def _nothing_else_costs(case: CaseInCode) -> None:
    case.set_all("tariffs", column="base", to=0)
    case.set_all("tariffs", column="rate", to=0)
    case.set_all("transfers", column="cost", to=0)
    case.set("factors", "electricity_price", to=0)
    case.set_all("plants", column="variable_cost", to=0)
    for column in ("ash", "sulphur", "chlorine"):
        case.set("fuels", "coal", column=column, to=0)
    case.set("fuels", "coal", column="ash_analysis", to="")


def _materials(case: CaseInCode) -> None:
    """The paper's four materials at one quarry, dry; the loss is taken as water."""
    zero = dict.fromkeys(("co2", "organic_c", "organic_s", "mgo", "k2o", "na2o", "cl", "p2o5", "tio2"), 0)
    rows = [{"analysis": name, **zero, **oxides, "other_cao": "free"} for name, oxides in ANALYSES.items()]
    case.replace("analyses", rows)
    raw = {"waste": "no", "bulk": "no", "raw": "yes", "fuel": "no", "permit": "no", "moisture": 0}
    for table in ("materials", "sources"):
        case.keep(table, lambda row: row["material"] in ("coal", "fgd_gypsum"))
    case.set("materials", "fgd_gypsum", column="analysis", to="clay")
    case.set("sources", "works_gypsum", column="disposal_cost", to=0)
    case.set("sources", "works_coal", column="price", to=0)
    for name, price in PRICES.items():
        case.add("materials", material=name, analysis=name, goods_group="minerals", **raw)
        case.add("sources", source_id=f"quarry_{name}", site="quarry", material=name, price=price)
    case.replace("reference_mixes", [{"mix": "marl_only", "material": "limestone", "share": 100}])


def _limits(case: CaseInCode, limits: Limits) -> None:
    for metric, weights in PHASES.items():
        case.add("metrics", metric=metric, basis="clinker", scale=100, unit="%", branch="any")
        _terms(case, metric, "numerator", weights)
        _terms(case, metric, "denominator", {"mass": 1})
    case.add("metrics", metric="lime_factor_1977", basis="clinker", scale=1, unit="-", branch="any")
    _terms(case, "lime_factor_1977", "numerator", {"cao": 1})
    _terms(case, "lime_factor_1977", "denominator", LIME_FACTOR)
    rows = [{"metric": name, "lower": lower, "upper": upper} for name, (lower, upper) in limits.items()]
    case.replace("limits", [{"limit_set": "clinker", **row} for row in rows])


def _terms(case: CaseInCode, metric: str, side: str, weights: dict[str, float]) -> None:
    for item, weight in weights.items():
        case.add("metric_terms", metric=metric, side=side, item=item, weight=weight)
