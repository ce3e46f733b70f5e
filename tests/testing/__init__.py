"""The public contract tests."""
