"""Every rule has its page and every page its rule."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from opsgen.diagnostics import Rule, catalogue

STAGES = "01234579"
PAGES = {
    each.name.removesuffix(".md"): each.read_text(encoding="utf-8")
    for each in (resources.files("opsgen.diagnostics") / "pages").iterdir()
    if each.name.endswith(".md")
}

# Not `rules()`: two rules at odds shall fail the one test that is about it.
EACH_RULE = pytest.mark.parametrize("rule", catalogue.gather(), ids=lambda rule: rule.code)


def test_rules_come_by_code_and_none_shares_a_code_or_slug() -> None:
    codes = [rule.code for rule in catalogue.rules()]
    assert codes == sorted(set(codes))
    assert "OPS900" in codes


@pytest.mark.parametrize("twin", [Rule("OPS100", "other", "error"), Rule("OPS199", "one", "error")])
def test_a_second_claim_to_a_code_or_slug_is_refused(twin: Rule) -> None:
    one = Rule("OPS100", "one", "error")
    assert catalogue.distinct([one, one]) == (one,)
    with pytest.raises(AssertionError, match="two rules claim"):
        catalogue.distinct([one, twin])


@EACH_RULE
def test_a_rule_is_well_formed(rule: Rule) -> None:
    assert re.fullmatch(r"OPS\d{3}", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.slug)
    assert rule.code[3] in STAGES
    assert rule.exit in (1, 3, 4, 5)


def test_rules_and_pages_are_the_same_set() -> None:
    assert sorted(PAGES) == sorted(rule.code for rule in catalogue.gather())


@EACH_RULE
def test_a_page_has_title_description_and_examples(rule: Rule) -> None:
    page = catalogue.page(rule)
    assert page.splitlines()[0] == f"# {rule.code} {rule.slug}"
    assert len(catalogue.description(page)) > 40
    headings = re.findall(r"^## (.*)$", page, re.MULTILINE)
    if catalogue.examples(page) is None:
        assert headings == ["Example"]
        assert re.search(r"^## Example\n\n```console\n\$ .+?^```$", page, re.M | re.S)
        assert rule.code in page.split("## Example")[1]
    else:
        assert headings == ["Bad", "Good"]
    assert page.endswith("```\n")
    assert page.count("```") == 2 * len(headings)


def test_find_takes_code_or_slug_in_any_case() -> None:
    rule = catalogue.find("OPS901")
    assert rule is not None
    assert rule.slug == "plugin-crashed"
    for spelling in ("ops901", "plugin-crashed", "Plugin-Crashed"):
        assert catalogue.find(spelling) is rule
    assert catalogue.find("plugin") is None


def test_nearest_names_slips_and_words_of_slugs() -> None:
    assert catalogue.nearest("plugin-crashd")[0] == "plugin-crashed"
    assert "plugin-crashed" in catalogue.nearest("crashed")
    assert "OPS900" in catalogue.nearest("OPS90")
    assert catalogue.nearest("wholly-unlike-anything") == []


def test_a_page_is_taken_apart() -> None:
    bad, good = "## Bad\n\n```yaml\na: 1\n```\n", "## Good\n\n```yaml\nb: 2\n```\n"
    page = f"# OPS1 x\n\nWhat.\nMore.\n\n{bad}\n{good}"
    assert catalogue.description(page) == "What.\nMore."
    assert catalogue.examples(page) == ("a: 1\n", "b: 2\n")
    assert catalogue.examples("# OPS1 x\n\nWhat.\n\n## Example\n\n```console\n$ x\n```\n") is None


def test_a_strangers_rule_has_no_page() -> None:
    with pytest.raises(FileNotFoundError):
        catalogue.page(Rule("XYZ001", "strange", "error"))
