"""What a report has to know of a suite, from the suite."""

from envs.suites import load_suite
from lodestone.report.suite import EntryFacts, Published, SuiteFacts


def facts_of(name: str) -> SuiteFacts:
    """Return what a report has to know of a suite.

    Raises:
        SuiteError, UnknownNameError: There is no such suite, or it is no good.
    """
    suite = load_suite(name)
    entries = {
        entry.id: EntryFacts(
            group=entry.group,
            abilities=tuple(map(str, entry.abilities)),
            order=entry.task.prompt,
            limit=entry.task.max_steps or 0,
        )
        for entry in suite.entries
    }
    published = tuple(
        Published(one.method, one.success, one.source, one.differs, group=one.group or None, entry=one.task or None)
        for one in suite.published
    )
    return SuiteFacts(suite.name, suite.version, suite.about, entries, published)
