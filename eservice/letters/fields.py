"""The places in a file where officials sign: tagged, named for screen readers, laid before the first signature."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

PRINTED_AND_LOCKED = 132
"""Annotation flags: print (4) and locked (128). Source: ISO 32000-1, table 165."""


def field_name(place: int) -> str:
    """Return the name of the signature field of a signing place, counted from 0."""
    return f"TTE{place + 1}"


def place_fields(pdf: bytes, labels: Sequence[str]) -> bytes:
    """Return the file with one empty signature field per label, the last one locking the document.

    What people see of a signature is drawn with the letter, so that it is tagged; the fields have no area.
    """
    with pikepdf.open(BytesIO(pdf)) as file:
        page = file.pages[-1]
        tree = file.Root.StructTreeRoot
        document = tree.K[0] if isinstance(tree.K, Array) else tree.K
        widgets = []
        for place, label in enumerate(labels):
            widget = _widget(file, page, field_name(place), label)
            if len(labels) > 1 and place == len(labels) - 1:
                widget.Lock = file.make_indirect(Dictionary(Type=Name.SigFieldLock, Action=Name.All, P=1))
            _tag(file, page, document, widget, label)
            widgets.append(widget)
        page.obj.Annots = Array([*page.obj.get("/Annots", []), *widgets])
        page.obj.Tabs = Name.S
        file.Root.AcroForm = file.make_indirect(Dictionary(Fields=Array(widgets), SigFlags=1))
        out = BytesIO()
        file.save(out, deterministic_id=True)
    return out.getvalue()


def _widget(file: pikepdf.Pdf, page: Any, name: str, label: str) -> Any:
    return file.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String(name),
            TU=String(label),
            Contents=String(label),
            Rect=Array([0, 0, 0, 0]),
            F=PRINTED_AND_LOCKED,
            P=page.obj,
        )
    )


def _tag(file: pikepdf.Pdf, page: Any, document: Any, widget: Any, label: str) -> None:
    """Give the widget its element in the structure tree."""
    tree = file.Root.StructTreeRoot
    form = file.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Form, P=document, Alt=String(label), Pg=page.obj))
    form.K = Dictionary(Type=Name.OBJR, Obj=widget, Pg=page.obj)
    kids = document.get("/K", Array())
    document.K = Array([*(kids if isinstance(kids, Array) else [kids]), form])
    numbers = tree.ParentTree.Nums
    used: list[Any] = list(numbers)[::2]
    key = max([int(tree.get("/ParentTreeNextKey", 0)), *(int(number) + 1 for number in used)])
    widget.StructParent = key
    numbers.append(key)
    numbers.append(form)
    tree.ParentTreeNextKey = key + 1
