"""Native charts: bars, the steps of a bridge, points; drawn from the table above them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from openpyxl.chart import BarChart, Reference, ScatterChart, Series
from openpyxl.chart.legend import Legend
from openpyxl.chart.marker import Marker
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports.exhibit import Exhibit, heading_of
from reports.shown import cells
from reports.steps import axis_start, steps
from reports.words import Words

WIDE, LEAST_HIGH, HEAD, BAR = 24, 9.0, 3.0, 0.55
"""Size of a chart in cm: its width, its least height, title with axis, and one lying bar."""
SCATTER_HIGH = 11.0
MARKERS: Sequence[Literal["circle", "dash", "diamond"]] = ("circle", "dash", "diamond")
"""Of the values of a scatter in their order: a line through the first, the others by themselves."""
ROW = 0.53
"""Height of a row of the sheet, cm."""
COLOURS = ("1F6F8B", "E0A030", "9AA5AB", "7A5C99", "5B8C5A")
STEP_COLOURS = {"steps_end": "1F3A4D", "steps_less": "5B8C5A", "steps_more": "C0504D"}


def rows_of_chart(exhibit: Exhibit) -> int:
    """Rows of the sheet that the chart covers, with blank ones below."""
    return int(_height(exhibit) / ROW) + 3


def _height(exhibit: Exhibit) -> float:
    spec = exhibit.chart
    if spec is not None and spec.kind == "scatter":
        return SCATTER_HIGH
    if spec is None or spec.kind == "steps":
        return LEAST_HIGH
    return max(LEAST_HIGH, HEAD + BAR * min(len(exhibit.frame), spec.most))


def add_chart(sheet: Worksheet, words: Words, exhibit: Exhibit, *, top: int, anchor: int) -> None:
    """Draw the exhibit's chart at row `anchor` from the table whose heading is row `top`."""
    spec, columns = exhibit.chart, list(exhibit.frame.columns)
    if spec is None:
        return
    if spec.kind == "scatter":
        _add_scatter(sheet, words, exhibit, top=top, anchor=anchor)
        return
    values = ("steps_base", *STEP_COLOURS) if spec.kind == "steps" else spec.values
    bottom = top + min(len(exhibit.frame), spec.most) - (1 if exhibit.bold and spec.kind != "steps" else 0)
    chart = BarChart()
    chart.type, chart.style = ("col" if spec.kind == "steps" else "bar"), 10
    chart.grouping = "clustered" if spec.kind == "bars" else "stacked"
    chart.overlap = None if spec.kind == "bars" else 100
    chart.gapWidth = 40
    chart.title = words.text(f"{exhibit.key}.title")
    for place, value in enumerate(values):
        column = columns.index(value) + 1
        chart.add_data(Reference(sheet, min_col=column, min_row=top, max_row=bottom), titles_from_data=True)
        _fill(chart, place, value)
    labels = columns.index(spec.label) + 1
    chart.set_categories(Reference(sheet, min_col=labels, min_row=top + 1, max_row=bottom))
    _axes(chart, words, exhibit, values[0])
    chart.width, chart.height = WIDE, _height(exhibit)
    sheet.add_chart(chart, f"A{anchor}")


def _add_scatter(sheet: Worksheet, words: Words, exhibit: Exhibit, *, top: int, anchor: int) -> None:
    spec, columns = exhibit.chart, list(exhibit.frame.columns)
    assert spec is not None
    bottom, along = top + len(exhibit.frame), columns.index(spec.label) + 1
    chart = ScatterChart()
    chart.style, chart.scatterStyle = 10, "lineMarker"
    chart.title = words.text(f"{exhibit.key}.title")
    across = Reference(sheet, min_col=along, min_row=top + 1, max_row=bottom)
    for place, value in enumerate(spec.values):
        column = columns.index(value) + 1
        series = Series(
            Reference(sheet, min_col=column, min_row=top, max_row=bottom), across, title_from_data=True
        )
        series.marker = Marker(symbol=MARKERS[place], size=5 + 2 * place)
        series.marker.graphicalProperties = GraphicalProperties(solidFill=COLOURS[place])
        series.graphicalProperties = GraphicalProperties()
        if place:
            series.graphicalProperties.line.noFill = True
        else:
            series.graphicalProperties.line.solidFill = COLOURS[place]
        series.smooth = False
        chart.series.append(series)
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.title, chart.y_axis.title = (
        heading_of(exhibit, column, words) for column in (spec.label, spec.values[0])
    )
    chart.x_axis.number_format = chart.y_axis.number_format = "#,##0"
    chart.x_axis.scaling.min = _floor(exhibit, words, [spec.label])
    chart.y_axis.scaling.min = _floor(exhibit, words, spec.values)
    chart.legend = Legend(legendPos="b")
    chart.width, chart.height = WIDE, SCATTER_HIGH
    sheet.add_chart(chart, f"A{anchor}")


def _floor(exhibit: Exhibit, words: Words, columns: Sequence[str]) -> float | None:
    """A round figure below the lowest shown; None where all are one, for the spreadsheet to choose."""
    shown = [cell.value for column in columns for cell in cells(exhibit, column, words)]
    values = [value for value in shown if isinstance(value, float | int)]
    span = max(values, default=0.0) - min(values, default=0.0)
    if not span:
        return None
    step = 10.0 ** math.floor(math.log10(span))
    return math.floor(min(values) / step) * step


def _fill(chart: BarChart, place: int, value: str) -> None:
    properties = chart.series[place].graphicalProperties or GraphicalProperties()
    if value == "steps_base":
        properties.noFill = True
        properties.line.noFill = True
    else:
        properties.solidFill = STEP_COLOURS.get(value, COLOURS[place % len(COLOURS)])
    chart.series[place].graphicalProperties = properties


def _axes(chart: BarChart, words: Words, exhibit: Exhibit, value: str) -> None:
    """Axes shown, rows from the top down, the unit's digits; a bridge begins just below its lowest bar."""
    chart.x_axis.delete = chart.y_axis.delete = False
    unit = next((shown.unit for shown in cells(exhibit, value, words) if shown.unit), None)
    chart.y_axis.number_format = "#,##0"
    chart.y_axis.title = unit.text if unit else None
    if chart.type == "bar":
        chart.x_axis.scaling.orientation = "maxMin"
        chart.y_axis.crosses = "max"
    if exhibit.chart is not None and exhibit.chart.kind == "steps" and unit:
        bars = steps([unit.value(amount) / unit.factor for amount in exhibit.frame[exhibit.chart.values[0]]])
        chart.y_axis.scaling.min = axis_start(bars) * unit.factor
        chart.legend = None
    elif len(chart.series) == 1:
        chart.legend = None
