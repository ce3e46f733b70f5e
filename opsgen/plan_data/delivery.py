"""How a change reaches production, and whether the data still fits, as plain data."""

from __future__ import annotations

from opsgen.plan.drift import Drift
from opsgen.plan.rollout import Rollback, Rollout, Stage, Step
from opsgen.plan.telemetry import Logging, Tracing
from opsgen.plan_data.measured import Measured
from opsgen.plan_data.shape import (
    DriftData,
    LoggingData,
    RollbackData,
    RolloutData,
    StageData,
    StepData,
    TracingData,
)
from opsgen.plan_data.words import condition_text, decimals


def rollout_data(rollout: Rollout, measured: Measured) -> RolloutData:
    back = rollout.rollback
    return {
        "stages": [_stage(stage) for stage in rollout.stages],
        "rollback": None if back is None else _rollback(back, measured),
    }


def _stage(stage: Stage) -> StageData:
    return {
        "name": stage.name,
        "strategy": stage.strategy,
        "needs": list(stage.needs),
        "environment": stage.environment,
        "timeout": stage.timeout,
        "steps": [_step(step) for step in stage.steps],
    }


def _step(step: Step) -> StepData:
    """Not its environment, whose values are its own matter."""
    return {
        "name": step.name,
        "action": step.action,
        "command": step.command,
        "amount": step.amount,
        "secrets": list(step.secrets),
        "timeout": step.timeout,
    }


def _rollback(rollback: Rollback, measured: Measured) -> RollbackData:
    trigger = rollback.trigger
    return {
        "automatic": rollback.automatic,
        "command": rollback.command,
        "trigger": None if trigger is None else measured.condition(trigger),
        "text": None if trigger is None else condition_text(trigger),
    }


def drift_data(drift: Drift) -> DriftData:
    return {
        "reference": [{"name": name, "value": value} for name, value in drift.reference],
        "window": drift.window,
        "slide": drift.slide,
        "schedule": drift.schedule,
        "tests": [
            {
                "name": test.name,
                "type": test.type,
                "threshold": decimals(test.threshold),
                "feature": test.feature,
                "column": test.column,
                "correction": test.correction,
                "min_samples": test.min_samples,
            }
            for test in drift.tests
        ],
        "actions": [{"name": verb, "value": what} for verb, what in drift.actions],
        "channels": list(drift.channels),
    }


def logging_data(logging: Logging) -> LoggingData:
    return {
        "level": logging.level,
        "sample_rate": decimals(logging.sample_rate),
        "include_prompt": logging.include_prompt,
        "include_response": logging.include_response,
    }


def tracing_data(tracing: Tracing) -> TracingData:
    return {"enabled": tracing.enabled, "sample_rate": decimals(tracing.sample_rate)}
