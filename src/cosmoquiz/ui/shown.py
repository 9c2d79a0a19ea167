"""Which questions were shown, as far as dealing fresh ones needs to know."""

from collections.abc import Mapping


class Shown:
    """What was shown: what the records knew when they were last asked, and what this game has shown since."""

    def __init__(self) -> None:
        self.known: Mapping[str, int] = {}
        """What the records know."""
        self._here: dict[str, None] = {}

    def add(self, key: str) -> None:
        """The question was put to the player."""
        self._here.pop(key, None)
        self._here[key] = None

    def last_seen(self) -> Mapping[str, int]:
        """As the records say; what was shown in this game comes after that."""
        newest = max(self.known.values(), default=0)
        return {**self.known, **{key: newest + place for place, key in enumerate(tuple(self._here), 1)}}
