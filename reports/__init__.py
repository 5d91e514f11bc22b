"""The answer told: tables, pages and workbooks made from a run folder, without a solve."""

from reports.write import write_reports

__all__ = ["write_reports"]
