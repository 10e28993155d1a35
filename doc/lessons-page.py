#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""
Writes the playground's lessons as a page of the manual, from the texts that the playground itself shows:
doc/lessons-page.py en >doc/lessons.rst; doc/lessons-page.py zh >doc/zh/lessons.rst
"""

import json
import pathlib
import re
import shlex
import sys
import unicodedata

PLAYGROUND = pathlib.Path(__file__).resolve().parent.parent / "examples" / "playground"

WORDS = {
    "en": {
        "head": ".. Written by doc/lessons-page.py from the playground's lessons; do not edit.\n",
        "title": "Lessons",
        "intro": "The handshake and the close, who knows what at each step, and why it takes three segments, and four. These are the lessons of the "
                 "playground, a page for the browser in which the same TCP runs, and each exchange can be played, changed and asked. Here each has a "
                 "command that draws it in the terminal; ``--lang zh`` draws it in Chinese. RFC 9293 has the sections that are named.",
        "to try": "To try:",
        "answer": "One answer:",
        "hint": " A hint: ",
        "words": "Words",
        "colon": ": ",
    },
    "zh": {
        "head": ".. A full translation of doc/lessons.rst.\n\n.. Written by doc/lessons-page.py from the playground's lessons; do not edit.\n",
        "title": "课程",
        "intro": "三次握手和四次挥手，每一步谁知道了什么，为什么是三次，为什么是四次。这些就是演练场里的课程；演练场是一个网页，里面运行的是同一个 TCP，每个过程都可以播放、"
                 "改动和提问。这里给每个过程配了一条命令，在终端里画出来；加上 ``--lang zh`` 就用中文解说。文中的章节号是 RFC 9293 的。",
        "to try": "试一试：",
        "answer": "答案之一：",
        "hint": "提示：",
        "words": "术语",
        "colon": "：",
    },
}


def refuse(message):
    """Ends with one line that says what was wrong."""
    print(f"lessons-page.py: {message}", file=sys.stderr)
    sys.exit(2)


def heading(text, line):
    """@return a heading; a Chinese character is as wide as two others."""
    width = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    return f"{text}\n{line * width}\n"


def markup(text):
    """@return a text of the playground as reStructuredText: words of the glossary are words, code is code."""
    text = re.sub(r"\{\{([^{}|]+)(\|[^{}|]+)?\}\}", r"\1", text)
    return re.sub(r"`([^`]+)`", r"``\1``", text)


def paragraphs(text, indent=""):
    """@return the paragraphs of a text, the first one without indentation."""
    return f"\n\n{indent}".join(markup(text).split("\n\n"))


def command(situation):
    """@return a block with the command that draws a situation."""
    options = [f"--{option} {shlex.quote(value)}" for option, value in situation if (option, value) != ("scenario", "normal")]
    return "::\n\n    $ " + " ".join(["build/bin/synfin-walkthrough", *options]) + "\n"


def lesson_text(lesson, strings, words):
    """@return one lesson: each exchange, and what is said of it, then the questions."""
    name = f"lesson.{lesson['id']}"
    parts = [heading(strings[f"{name}.title"], "-"), command(lesson["situation"])]
    for step in lesson["steps"]:
        if "situation" in step:
            parts.append(command(step["situation"]))
        parts.append("- " + paragraphs(strings[step["text"]], "  ") + "\n")
    for number, question in enumerate(lesson["questions"]):
        said = "" if number else f"{words['to try']}\n\n"
        hint = f"{words['hint']}{markup(strings[question['hint']])}" if "hint" in question else ""
        parts.append(f"{said}#. {paragraphs(strings[question['text']], '   ')}{hint}\n\n   {words['answer']}\n\n   " +
                     command(question["answer"]).replace("\n    ", "\n       "))
    return "\n".join(parts)


def glossary(strings, words):
    """@return the words, each with what it means."""
    names = sorted(key for key in strings if re.fullmatch(r"glossary\..+\.name", key))
    return "\n".join(f"- **{strings[key]}**{words['colon']}{markup(strings[key.removesuffix('.name')])}" for key in names) + "\n"


def main():
    """Prints the page."""
    if len(sys.argv) != 2 or sys.argv[1] not in WORDS:
        refuse(f"accepted is one of {', '.join(WORDS)}")
    words = WORDS[sys.argv[1]]
    strings = json.loads((PLAYGROUND / "strings" / f"{sys.argv[1]}.json").read_text(encoding="utf-8"))
    lessons = json.loads((PLAYGROUND / "lessons.json").read_text(encoding="utf-8"))
    print(f".. SPDX-License-Identifier: GPL-2.0-only\n{words['head']}\n{heading(words['title'], '=')}\n{words['intro']}\n")
    print("\n".join(lesson_text(lesson, strings, words) for lesson in lessons))
    print(f"{heading(words['words'], '-')}\n{glossary(strings, words)}", end="")


if __name__ == "__main__":
    main()
