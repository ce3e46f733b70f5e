"""opsgen: a compiler for operations."""

__version__ = "0.1.0"
