"""What a library learns from the record of an episode."""

import hashlib

from lodestone.record import CUT_OFF, INTERRUPTED, EpisodeRecord
from planner.goal import describe
from skills.library.contract import EpisodeOutcome, RunOutcome


def outcome_of(record: EpisodeRecord) -> EpisodeOutcome:
    """Return what there is to learn from an episode; skills that the episode's end cut off are left out."""
    runs = [
        RunOutcome(
            skill=run.skill,
            version=run.version,
            executor=run.executor,
            asked=run.count,
            success=run.success,
            cause=run.cause,
            ticks=run.steps,
            biome=run.biome,
            night=run.night,
            tool=run.tool,
        )
        for run in record.skills
        if run.detail not in (CUT_OFF, INTERRUPTED)
    ]
    begun = record.begun.isoformat()
    return EpisodeOutcome(
        id=hashlib.sha256(f"{begun} {record.actions_sha256}".encode()).hexdigest(),
        order=record.order,
        goal=record.goal,
        meaning=describe(record.goal),
        crew=record.config.skills,
        seed=record.seed,
        success=record.success,
        steps=record.steps,
        begun=begun,
        runs=runs,
    )
