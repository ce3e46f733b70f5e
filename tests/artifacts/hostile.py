"""Strings that have broken a reader somewhere, and random mixtures of their pieces."""

from __future__ import annotations

import random

# YAML's numbers, dates, words and signs; templates, shells and escapes; RE2 and PromQL; Markdown,
# HTML and chats; addresses.
_WORDS = r"""
1e3 -.5 08 0o10 0x1F 1_000 22:22 1:20:30 .inf -.INF .nan 2024-99-99 2001-12-14t21:59:43.1 +1 0b11
yes No on OFF y n true False null Null ~ = << !!python/name:os !secret &a *a #x @x %x -- --- ... ? :
|- >+ {{ }} {{.}} {{$labels.x}} {{"{"}} {{/* {%x%} {feature} ${HOME} ${{secrets.X}} {0} %s %d
$labels $1 $$ $(id) `id` ;id &&id ||id !! \n \x41 \u0041 \ \\ \1 \'
.* .+ a|b ^a$ (?i)a [a-z] a{2} a? \d+ \pL \Q..\E (a)(b) [[:alpha:]] x{a="b"} a.b
# ## * - + > 1. 1) === | a\|b _a_ __a__ **a** ~~a~~ `a` ``a`b`` [a](b) [a]: ![a](b) (a)[b]
[^1] $x^2$ <b> </b> <br/> <script>alert(1)</script> <!-- --> <!channel> <@U1> @here &amp; &lt; &#64;
&copy :x: https://example.com
www.example.com WWW.example.com a@example.com http://[::1]/ javascript:alert(1)
"""
WORDS = _WORDS.split()
CHARACTERS = (
    " ", "\t", "\n", "\r", "\r\n", "\x00", "\x01", "\x07", "\x0b", "\x0c", "\x1b", "\x1c", "\x7f",
    "\x80", "\x85", "\xa0", "\xad", "é", "ß", "İ", "Ω", "\u2028", "\u2029", "\u200b", "\u202e",
    "\u2066", "\ufeff", "\ufffd", "\ufffe", "\uffff", "\ud7ff", "\ue000", "漢", "😀", "👩\u200d🚀",
    "\U0010ffff", "'", '"', "''", '""', "\\", "/", ",", "{", "}", "[", "]", "(", ")", "<", ">", "`",
    "|", "$", "#", "&", "*", "!", "%", "@", ":", "-", "+", "=", "?", "^", "~", "_", ".", "0", "a",
)  # fmt: skip


def hostile(count: int, seed: int) -> list[str]:
    """`count` different strings, the fixed ones first; the same ones for the same seed."""
    fixed = [
        "",
        *WORDS,
        *CHARACTERS,
        *(f"{word} " for word in WORDS),
        *(f" {word}" for word in WORDS),
    ]
    strings = dict.fromkeys(fixed)
    rng = random.Random(seed)
    pieces = (*WORDS, *CHARACTERS, *CHARACTERS)
    while len(strings) < count:
        strings["".join(rng.choices(pieces, k=rng.randint(2, 8)))] = None
    return list(strings)[:count]
