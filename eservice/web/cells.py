"""Cells of a sheet that people open with a spreadsheet: what looks like a calculation stays text."""

import unicodedata

_FORMULA = frozenset("=+-@\u2212")
"""A cell that begins so is a calculation to a spreadsheet, whoever wrote it; in whatever width the sign is written."""
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
"""Kinds of characters that stand before a sign without being seen: blanks, tabs, marks of no width."""


def plain(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a calculation, or refuses for a character that controls a machine."""
    cell = "".join(one for one in cell if one in "\t\r\n" or unicodedata.category(one) != "Cc")
    seen = next((one for one in unicodedata.normalize("NFKC", cell) if unicodedata.category(one) not in _UNSEEN), "")
    starts_a_cell = cell[:1] in ("\t", "\r", "\n")
    return f"'{cell}" if seen in _FORMULA or starts_a_cell else cell
