"""The plan in words for people: the same objects that become rules, said as Markdown."""
