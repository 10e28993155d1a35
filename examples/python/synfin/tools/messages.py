# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What programs say about bad input: one line, whatever the input holds."""

import difflib

MOST = 200  # letters of a line


class BadInput(Exception):
    """The text names the option or file as it was typed, then what is accepted, then what was wrong."""


class BadArgument(BadInput, ValueError):
    """The same of an argument of a function, which Python's own functions call a ValueError."""


def printable(text):
    """@return a text with everything escaped that a terminal would not show as a letter."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else _escaped(letter) for letter in text)


def _escaped(letter):
    code = ord(letter)
    if 0xDC80 <= code <= 0xDCFF:  # an octet of an argument that is no UTF-8
        code -= 0xDC00
    return {9: "\\t", 10: "\\n", 13: "\\r"}.get(code) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")


def brief(text, most=60, share=2 / 3):
    """@return a text with its middle left out where it is long; that share of what is left is its beginning."""
    text = printable(str(text))
    if len(text) <= most:
        return text
    head = round((most - 3) * share)
    return text[:head] + "..." + text[head + 3 - most:]


def line(program, text):
    """@return one line, as short as it must be; what is cut out of a long one is its middle."""
    head = f"{program}: "
    return head + brief(text, MOST - len(head))


def nearest(word, known):
    """@return such as "did you mean loss?", or where nothing is near, an empty text."""
    names = {name.lstrip("-"): name for name in known}
    near = difflib.get_close_matches(word.lstrip("-"), list(names), 1, 0.6)
    return f"did you mean {names[near[0]]}?" if near else ""


def unknown(typed, word, known, accepted):
    """
    @param typed what the message begins with
    @param word what is not known
    @param known names
    @param accepted what to look into when nothing is near
    @return a text about a name that there is not: all names where they fit, or the nearest one
    """
    near = nearest(word, known)
    names = ", ".join(known)
    short = len(typed) + len(names) + len(near) < MOST - 50
    text = f"{typed}: accepted is " + (f"one of {names}" if short else accepted)
    return f"{text}; {near}" if near else text
