"""What the tests of banks share."""

import pytest


@pytest.fixture(params=[False, True], ids=["libyaml", "pure"])
def pure(request: pytest.FixtureRequest) -> bool:
    """Whether banks are read without libyaml; every verdict is the same."""
    return bool(request.param)
