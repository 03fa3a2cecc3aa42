"""What the template of a letter may do: put values in their places. Nothing else, whoever writes it one day.

No attribute of any object, no method, no call but of the sheet's own macros, no arithmetic, no built-in function, and
of the filters those alone that letters need. A template that tries stops the letter.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import Context, LoopContext, Macro, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS

_FILTERS = ("capitalize", "length")
_TESTS = ("none",)
_OF_A_LOOP = ("first", "last")


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """Placeholders, conditions, loops and the sheet's macros, over text, numbers, dates and rows of them."""

    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)

    def __init__(self, folder: Path, filters: Mapping[str, Callable[..., str]]) -> None:
        super().__init__(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.globals.clear()
        self.filters = {name: FILTERS[name] for name in _FILTERS} | dict(filters)
        self.tests = {name: TESTS[name] for name in _TESTS}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return the entry of a row by its name, or how far a loop is."""
        if isinstance(obj, LoopContext) and attribute in _OF_A_LOOP:
            return getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return the entry of a row; where it has none that is a mistake, and so is anything of another value."""
        if isinstance(obj, Undefined):
            return self.undefined(obj=obj, name=argument)
        if not isinstance(obj, dict | list | tuple):
            return self.unsafe_undefined(obj, str(argument))
        try:
            return obj[argument]
        except (LookupError, TypeError):
            return self.unsafe_undefined(obj, str(argument))

    def is_safe_callable(self, obj: Any) -> bool:
        """Tell whether it is a macro of the sheet."""
        return isinstance(obj, Macro)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Refuse to compute: a letter prints what was decided before."""
        raise SecurityError(f"a letter's template does not compute: {operator}")
