"""The plan as plain data, versioned and with a published schema: what a pack's templates read."""

from opsgen.plan_data.schema import plan_schema
from opsgen.plan_data.shape import VERSION, PlanData
from opsgen.plan_data.whole import to_data

__all__ = ["VERSION", "PlanData", "plan_schema", "to_data"]
