"""What can go wrong with keeping things, in words fit to show."""


class RecordsError(Exception):
    """Something cannot be kept or read; `str()` is a sentence with the reason and the path.

    The class itself stands for trouble with the storage, which may pass; its subclasses for what will not.
    """


class PlayedElsewhere(RecordsError):  # noqa: N818 - it is a fact about the round, not a fault
    """Another window has gone on with the same round."""


class UnknownRound(RecordsError):  # noqa: N818
    """There is no round of that id."""


class Unstorable(RecordsError):  # noqa: N818
    """A value that the records do not take, however often it is tried."""


class PlacesError(RecordsError):
    """There is no folder of the player's own to keep anything in."""
