"""The guard against held keys."""

from game import Hand

from cosmoquiz.ui.guard import REPEAT, SETTLE, Guard


def test_a_first_press_counts() -> None:
    assert Guard(Hand()).passes("1")


def test_a_held_key_counts_once_however_long_it_is_held() -> None:
    clock = Hand()
    guard = Guard(clock)
    counted = [guard.passes("1")]
    for _ in range(200):
        clock.move(0.033)
        counted.append(guard.passes("1"))
    assert counted.count(True) == 1


def test_a_key_counts_again_after_a_pause() -> None:
    clock = Hand()
    guard = Guard(clock)
    assert guard.passes("1")
    clock.move(REPEAT + 0.001)
    assert guard.passes("1")


def test_another_key_is_no_repeat() -> None:
    clock = Hand()
    guard = Guard(clock)
    assert guard.passes("1")
    clock.move(0.01)
    assert guard.passes("2")


def test_nothing_counts_in_the_first_moments_of_a_question() -> None:
    clock = Hand()
    guard = Guard(clock)
    guard.settle()
    clock.move(SETTLE - 0.01)
    assert not guard.passes("1")
    assert not guard.passes_click()
    clock.move(SETTLE)
    assert guard.passes("1")
    assert guard.passes_click()


def test_a_key_held_since_before_the_question_does_not_answer_it() -> None:
    clock = Hand()
    guard = Guard(clock)
    guard.passes("1")
    guard.settle()
    for _ in range(60):
        clock.move(0.03)
        assert not guard.passes("1")
