"""The places where opsgen is used in delivery: hooks, the GitHub action, recipes of the docs."""
