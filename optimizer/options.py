"""What one run is asked for. None means: as the case says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar, get_args

from cases.gauges import Bound, Goal
from cases.records import CaseInfo
from cases.text import Language
from optimizer.outcome import SolverOptions

Aim = Literal["cost", "co2", "priced", "cap"]
Money = Literal["system", "cement"]
Current = Literal["customary", "least_cost", "none"]
AIMS: tuple[Aim, ...] = get_args(Aim)
MONEYS: tuple[Money, ...] = get_args(Money)
CURRENTS: tuple[Current, ...] = get_args(Current)
T = TypeVar("T", bound=str)


class OptionError(ValueError):
    """An option that cannot be; `code` and `parameters` make the sentence."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """Options of a run.

    `carbon_price` is in currency per tonne of CO2, `co2_cap` in kilotonnes of CO2 a year, `gap` a fraction,
    `time_limit` in seconds. `current` says how today's operation is completed. `changes` are changes to the
    case, `scenarios` names of its scenarios; workbook and page are written in `language` and show `year`.
    """

    aim: Aim | None = None
    money: Money | None = None
    carbon_price: float | None = None
    co2_cap: float | None = None
    gap: float = 0.005
    time_limit: float | None = None
    threads: int | None = None
    seed: int = 0
    current: Current | None = None
    bounds: Sequence[Bound] = ()
    """Floors and ceilings on the cost and on indicators."""
    goal: Goal | None = None
    """An indicator that is minimised or maximised in place of the aim."""
    target_costs: bool = False
    """Whether to solve again without each hard target, to tell what it costs."""
    year: int | None = None
    """Year of several that workbook and page show; the last unless said."""
    language: Language = "en"
    scenarios: Sequence[str] = ()
    changes: Sequence[Any] = ()
    marginals: bool = True
    """Whether a run that writes a folder tells what its limits are worth."""

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        one_of("--aim", self.aim, AIMS)
        one_of("--money", self.money, MONEYS)
        one_of("--current", self.current, CURRENTS)
        _at_least(0, "--gap", self.gap)
        if self.gap >= 1:
            raise OptionError("cli.option.gap_share", value=self.gap)
        _at_least(0, "--carbon-price", self.carbon_price)
        _at_least(0, "--co2-cap", self.co2_cap)
        _at_least(1, "--threads", self.threads)
        _at_least(0, "--seed", self.seed)
        if self.time_limit is not None and not self.time_limit > 0:
            raise OptionError("cli.option.positive", option="--time-limit", value=self.time_limit)

    def resolved(self, info: CaseInfo) -> RunOptions:
        """The same with every None that the case answers filled in."""
        filled = replace(
            self,
            aim=self.aim or info.aim,
            money=self.money or info.money,
            current=self.current or info.current_completion,
            carbon_price=info.carbon_price if self.carbon_price is None else self.carbon_price,
            co2_cap=info.co2_cap if self.co2_cap is None else self.co2_cap,
        )
        if self.carbon_price and filled.aim != "priced":
            raise OptionError("cli.option.price_unused", aim=filled.aim)
        if filled.aim == "priced" and not filled.carbon_price:
            raise OptionError("cli.option.price_missing")
        if filled.aim == "cap" and filled.co2_cap is None:
            raise OptionError("cli.option.cap_missing")
        return filled

    def check_year(self, known: Sequence[int]) -> None:
        """Refuse a year to show that the case does not model, before anything is solved."""
        if self.year is not None and self.year not in known:
            raise OptionError("cli.option.year", year=self.year, known=list(known))

    def solver(self) -> SolverOptions:
        """The part that concerns the solver."""
        return SolverOptions(gap=self.gap, time_limit=self.time_limit, threads=self.threads, seed=self.seed)


def one_of(option: str, value: str | None, choices: Sequence[T]) -> T | None:
    """The choice that a text stands for, None where nothing was chosen."""
    if value is None:
        return None
    for choice in choices:
        if value == choice:
            return choice
    raise OptionError("cli.option.choice", option=option, value=value, choices=list(choices))


def _at_least(least: float, option: str, value: float | None) -> None:
    if value is not None and not value >= least:
        raise OptionError("cli.option.low", option=option, value=value, least=least)
