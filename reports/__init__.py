"""The answer told: tables, pages and workbooks made from a run folder, without a solve."""
