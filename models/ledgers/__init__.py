"""Ledgers: supply, energy, CO2, money and quality of a plan, one subject a file."""
