"""Suites: what an evaluation plays, with which protocol, and what others have published about it. All of it is data."""

from envs.suites.contract import Ability, Pay, Protocol, Published
from envs.suites.load import SuiteError, load_suite, suite_names
from envs.suites.suite import Entry, Suite, Unavailable

__all__ = [
    "Ability",
    "Entry",
    "Pay",
    "Protocol",
    "Published",
    "Suite",
    "SuiteError",
    "Unavailable",
    "load_suite",
    "suite_names",
]
