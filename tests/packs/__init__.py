"""Packs: folders of templates as targets."""
