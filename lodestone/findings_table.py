"""Findings as a table."""

from collections.abc import Sequence

from rich.table import Table

from lodestone.finding import Finding


def findings_table(findings: Sequence[Finding]) -> Table:
    """Return what was found, each with what to do about it."""
    table = Table(box=None, show_header=False)
    for finding in findings:
        table.add_row("✓" if finding.ok else "✗", finding.name, finding.detail)
        if finding.advice:
            table.add_row("", "", f"→ {finding.advice}")
    return table
