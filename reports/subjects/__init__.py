"""The subjects of a report, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable

from reports.exhibit import Subject
from reports.subjects.assumptions import assumptions, defaults, inputs
from reports.subjects.capacity import capacity
from reports.subjects.carbon import carbon, carbon_kilns
from reports.subjects.flows import flows
from reports.subjects.hauls import hauls
from reports.subjects.incentives import incentives
from reports.subjects.lines import lines
from reports.subjects.mix import fuels, raw_materials, raw_mix
from reports.subjects.money import money, money_items
from reports.subjects.path import path
from reports.subjects.policy import policy
from reports.subjects.projects import projects
from reports.subjects.quality import limits, quality
from reports.subjects.recipes import ingredients, recipes
from reports.subjects.summary import summary
from reports.subjects.today import bridges, today, today_kilns
from reports.subjects.transport import links, transport
from reports.subjects.waste import sources, stocks, waste
from reports.subjects.worth import worth, worth_all
from reports.view import View

SUBJECTS: tuple[Callable[[View], Subject], ...] = (
    summary, path, policy, bridges, today, today_kilns, hauls, lines, projects, capacity, raw_mix,
    raw_materials, fuels, limits, quality, recipes, ingredients, waste, sources, stocks, transport, links,
    carbon, carbon_kilns, flows, money, money_items, incentives, worth, worth_all, assumptions, defaults,
    inputs,
)  # fmt: skip


def subjects(view: View) -> tuple[Subject, ...]:
    """Every subject that has something to show."""
    made = (subject(view) for subject in SUBJECTS)
    return tuple(subject for subject in made if subject.exhibits)
