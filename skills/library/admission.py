"""When a version of a skill may serve: after a test on seeds has shown that it works, and no worse than what serves."""

from collections.abc import Sequence

from skills.library.contract import LibraryError, SkillTest, SkillVersion

LEAST_EPISODES = 20
LEAST_RATE = 0.25
"""Success rate that a test has to show: the lower end of its 95 % interval. Planners retry, and weigh skills by their
success, so that half a chance is of use; none is not."""


def check_admission(
    new: SkillVersion,
    tests: Sequence[SkillTest],
    current: SkillVersion | None,
    current_tests: Sequence[SkillTest],
    least: float = LEAST_RATE,
) -> None:
    """Check that a version may take the place of another.

    Args:
        new: What is to serve.
        tests: Of it, the latest last.
        current: What serves now; None if nothing does.
        current_tests: Of that.
        least: Success rate that has to be shown.

    Raises:
        LibraryError: It may not; the message says what is missing.
    """
    if not tests:
        raise LibraryError(f"{new} has not been tested: lodestone skills test {new}")
    test = tests[-1]
    if len(test.steps) < LEAST_EPISODES:
        raise LibraryError(f"{new} was tested with {len(test.steps)} episodes; at least {LEAST_EPISODES} are needed")
    if test.rate.interval[0] < least:
        raise LibraryError(f"{new} succeeds in {test.rate} of {test.task}, and at least {least:.0%} has to be shown")
    if current is None:
        return
    same = [other for other in current_tests if other.is_as(test)]
    if not same:
        how = f"--task {test.task} --seeds {test.seeds} --texture {test.texture}"
        raise LibraryError(
            f"{current} serves, and was not tested in the same worlds: lodestone skills test {current} {how}"
        )
    if test.rate.value < same[-1].rate.value:
        raise LibraryError(
            f"{new} succeeds in {test.rate} of {test.task}, and {current}, which serves, in {same[-1].rate}"
        )
