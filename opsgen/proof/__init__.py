"""Worlds in which an alert must fire or stay silent, and a second opinion on what they give.

Independent of the lowering: values and conditions are evaluated from what they mean.
"""

from opsgen.proof.evaluate import Evaluator
from opsgen.proof.never import never
from opsgen.proof.reading import PROMETHEUS_2_42, PROMETHEUS_3, Reading
from opsgen.proof.samples import LabelSet, Sample, Samples, Track, label_set
from opsgen.proof.unproven import UnprovenError
from opsgen.proof.vectors import AmbiguousError, Figures, Vector
from opsgen.proof.world import Expectation, World
from opsgen.proof.worlds import Proof, prove

__all__ = [
    "PROMETHEUS_2_42",
    "PROMETHEUS_3",
    "AmbiguousError",
    "Evaluator",
    "Expectation",
    "Figures",
    "LabelSet",
    "Proof",
    "Reading",
    "Sample",
    "Samples",
    "Track",
    "UnprovenError",
    "Vector",
    "World",
    "label_set",
    "never",
    "prove",
]
