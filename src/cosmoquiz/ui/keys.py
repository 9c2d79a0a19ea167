"""Which keys do what: one table for the bindings, the help and the documentation."""

from typing import Final

from textual.binding import Binding

TWINS: Final = dict(zip("abcdefghijklmnopqrstuvwxyz", "фисвуапршолдьтщзйкыегмцчня", strict=True))
"""The letter that the same key gives on the Russian layout."""

_SIGN_TWINS: Final = {"comma": ("б", "Б"), "question_mark": ("full_stop",)}
"""On the Russian layout the comma's key gives б; ? stands on 7, and the key of / and ? gives a full stop."""

_NAMES: Final = {
    "comma": ",",
    "question_mark": "?",
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "tab": "Tab",
    "f1": "F1",
    "ctrl+c": "Ctrl-C",
    "ctrl+q": "Ctrl-Q",
    "ctrl+p": "Ctrl-P",
    "plus": "+",
    "minus": "-",
}


def on_all_layouts(key: str) -> list[str]:
    """The key with its capital and its twins on the Russian layout."""
    if key in TWINS:
        return [key, key.upper(), TWINS[key], TWINS[key].upper()]
    return [key, *_SIGN_TWINS.get(key, ())]


def name_of(key: str) -> str:
    """The key as it is printed on keyboards."""
    return _NAMES.get(key, key)


def bind(keys: str, action: str, short: str, help: str, *, show: bool = False, label: str = "") -> Binding:  # noqa: A002
    """A binding for keys separated by blanks.

    `short` stands in the footer when `show` says so; `help` is a sentence for the help and the palette. `label` says
    which keys these are, where several bindings belong together; else the footer names the first key, the help all.
    """
    expanded = [twin for key in keys.split() for twin in on_all_layouts(key)]
    shown = label or name_of(keys.split()[0])
    return Binding(",".join(expanded), action, short, show=show, key_display=shown, tooltip=help)


def bind_everywhere(keys: str, action: str, help: str) -> Binding:  # noqa: A002
    """A binding that comes before those of the screens and of whatever is typed into; keys as Textual names them."""
    named = name_of(keys.split()[0])
    return Binding(
        ",".join(keys.split()), action, named, show=False, priority=True, system=True, key_display=named, tooltip=help
    )


def help_rows(bindings: list[Binding]) -> list[tuple[str, str]]:
    """Keys and help of the bindings that have a help, in their order; twins are left out."""
    rows: list[tuple[str, str]] = []
    for binding in bindings:
        if not binding.tooltip:
            continue
        kept = [name_of(key) for key in binding.key.split(",") if not _is_twin(key)]
        labelled = binding.key_display not in (None, kept[0])
        rows.append((binding.key_display or "" if labelled else " ".join(kept), binding.tooltip))
    return rows


def _is_twin(key: str) -> bool:
    return (len(key) == 1 and key.isupper()) or not key.isascii() or key == "full_stop"
