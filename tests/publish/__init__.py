"""Tests of the only room that writes to disk."""
