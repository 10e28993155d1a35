#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What is there in English and in Chinese is the same in both: the playground's strings, README.md and the pages of doc/zh.

A page of doc/zh says in its second line whether it is a full translation of the page of that name in doc, or its core.
"""

import json
import pathlib
import posixpath
import re
import sys

STRINGS = "examples/playground/strings"
LESSONS = "examples/playground/lessons.json"

# Values that are the same words in both languages.
SAME = set("2MSL JSON Mermaid SYN-ACK CLOSED LISTEN SYN_SENT SYN_RCVD ESTABLISHED FIN_WAIT_1 FIN_WAIT_2 CLOSE_WAIT CLOSING LAST_ACK "
           "TIME_WAIT".split()) | {"SYN cookie", "len {octets}", "{label}", "FIN_WAIT_2 {time}"}

# Pages that people who read Chinese are promised, by README.zh.md among others.
PAGES = {"index", "tutorial", "lessons", "workload", "profiles", "sweep", "plot"}

HAN = "\u4e00-\u9fff"
# Chinese sentences have marks of their own; within code and between numbers others are right.
NARROW = re.compile(f"[{HAN}][,;:!?](?![a-z_-]+`)|[,;!?] ?[{HAN}]|[{HAN}]\\(|\\)[{HAN}]")
CODE = re.compile(r"``.+?``|`[^`\n]+`|\]\([^)\s]+\)")
COMMENT = re.compile(r" +# .*$")


def load(path, wrong):
    """@return an object whose values are texts, and whose keys are sorted and come once each."""
    pairs = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=list)
    keys = [key for key, _ in pairs]
    wrong += [f"{path.name}: {after} stands behind {before}" for before, after in zip(keys, keys[1:]) if after <= before]
    wrong += [f"{path.name}: {key} is no text" for key, value in pairs if not isinstance(value, str) or not value.strip()]
    return dict(pairs)


def placeholders(text):
    """@return what a text leaves open, such as {count}."""
    return sorted(re.findall(r"(?<!\{)\{\w+\}(?!\})|%\d", text))


def terms(text):
    """@return the keys of the glossary's texts to which a text leads: {{SYN}}, {{that segment|syn}}."""
    return {"glossary." + term.split("|")[-1].lower().replace(" ", "-") for term in re.findall(r"\{\{([^{}]+)\}\}", text)}


def check_text(where, text, wrong):
    """A Chinese text has Chinese marks."""
    found = NARROW.search(CODE.sub("``", text))
    if found:
        wrong.append(f"{where}: '{found[0]}' has a mark that is not Chinese")


def check_strings(root, wrong):
    """The playground's strings: the same keys, what is left open, words of the glossary and pieces of code; all translated."""
    folder = root / STRINGS
    if not folder.exists():
        wrong.append(f"{STRINGS}: there is no such folder")
        return 0
    english, chinese = (load(folder / f"{language}.json", wrong) for language in ("en", "zh"))
    wrong += [f"en.json: {key} has no counterpart in zh.json" for key in sorted(set(english) - set(chinese))]
    wrong += [f"zh.json: {key} has no counterpart in en.json" for key in sorted(set(chinese) - set(english))]
    for key in sorted(set(english) & set(chinese)):
        one, other = english[key], chinese[key]
        for what, of in (("leaves open", placeholders), ("leads to", terms), ("has as code", lambda text: sorted(set(re.findall("`[^`]+`", text))))):
            if of(one) != of(other):
                wrong.append(f"zh.json: {key} {what} {of(other)}, and en.json {of(one)}")
        wrong += [f"en.json: {key} leads to {term}, which is not there" for term in sorted(terms(one) - set(english))]
        if one == other and one not in SAME:
            wrong.append(f"zh.json: {key} is in English: '{one}'")
        check_text(f"zh.json: {key}", other, wrong)
    return len(english) + check_lessons(root, set(english), wrong)


def check_lessons(root, keys, wrong):
    """Each text of a lesson is there, and no text is of none."""
    lessons = json.loads((root / LESSONS).read_text(encoding="utf-8"))
    named = set()
    for lesson in lessons:
        named.add(f"lesson.{lesson['id']}.title")
        named |= {step["text"] for step in lesson["steps"]}
        named |= {question[part] for question in lesson["questions"] for part in ("text", "hint") if part in question}
    wrong += [f"lessons.json: {key} is no text" for key in sorted(named - keys)]
    wrong += [f"en.json: {key} is of no lesson" for key in sorted(keys - named) if re.match(r"lesson\.[a-z0-9-]+\.(\d|ask|hint|title)", key)]
    return len(lessons)


def parts_of(text):
    """@return the blocks of code of a page, as lists of lines without comments, and its other lines with their numbers."""
    blocks, prose, indent = [], [], None
    for number, line in enumerate(text.splitlines(), 1):
        depth = len(line) - len(line.lstrip())
        if indent is not None and (not line.strip() or depth > indent):
            blocks[-1] += [COMMENT.sub("", line.strip())] if line.strip() else []
            continue
        indent = depth if line.endswith("::") and not line.startswith(".. ") else None
        blocks += [[]] if indent is not None else []
        prose.append((number, line))
    return blocks, prose


def literals(text):
    """@return the names between double backticks, those of code blocks aside."""
    return {" ".join(literal.split()) for literal in re.findall(r"``(.+?)``", text, re.S)}


def headings(text):
    """@return the kind of each heading's line, in their order."""
    return re.findall(r"(?m)^(?!\.\.|[ =]*$)\S.*\n([=*~-])\1+$", text)


def insertions(text, folder):
    """@return the directives of a page of a folder with what they insert: pictures, files, tables."""
    found = re.findall(r"(?m)^\.\. (image|literalinclude|csv-table):: ?(.*)$", text)
    return [(kind, posixpath.normpath(f"{folder}/{name}")) for kind, name in found if kind != "csv-table"] + [kind for kind, _ in found]


def is_within(few, many):
    """@return true when the few are among the many, in their order."""
    rest = iter(many)
    return all(one in rest for one in few)


def check_page(page, root, wrong):
    """A page of doc/zh against its English source."""
    name = f"doc/zh/{page.name}"
    source = root / "doc" / page.name
    text = page.read_text(encoding="utf-8")
    blocks, prose = parts_of(text)
    for number, line in prose:
        check_text(f"{name}:{number}", line, wrong)
    if page.stem == "index":
        return
    said = re.match(rf"\.\. SPDX-License-Identifier: GPL-2\.0-only\n\.\. (A full translation|The core) of doc/{page.name}\.\n", text)
    if not source.exists() or not said:
        wrong.append(f"{name}: no '.. A full translation of doc/PAGE.' or '.. The core of doc/PAGE.' in its second line, or no such page")
        return
    english = source.read_text(encoding="utf-8")
    theirs = parts_of(english)[0]
    if said[1] == "The core":
        if not is_within(blocks, theirs):
            wrong.append(f"{name}: a block of code that doc/{page.name} has not, or elsewhere")
    else:
        compare(name, {"blocks of code": blocks, "headings": headings(text), "insertions": insertions(text, "doc/zh")},
                f"doc/{page.name}", {"blocks of code": theirs, "headings": headings(english), "insertions": insertions(english, "doc")}, wrong)
    words = " ".join(english.split())
    unknown = [literal for literal in sorted(literals(text)) if not re.search(rf"(?<!\w){re.escape(literal)}(?!\w)", words)]
    wrong += [f"{name}: doc/{page.name} has no ``{literal}``" for literal in unknown]


def compare(name, mine, source, theirs, wrong):
    """Finds the first difference of each kind of part of two pages."""
    for kind, parts in theirs.items():
        if mine[kind] != parts:
            place = next((number for number, (one, other) in enumerate(zip(mine[kind], parts)) if one != other), min(len(mine[kind]), len(parts)))
            one, other = ([*those, "nothing"][place] for those in (mine[kind], parts))
            wrong.append(f"{name}: its {kind} are not those of {source}: {one} instead of {other}")


def readme(path):
    """@return what README.md and README.zh.md must share: commands, folders, pictures, links, names of things."""
    text = path.read_text(encoding="utf-8")
    return {
        "commands": [COMMENT.sub("", line[4:]) for line in text.splitlines() if line.startswith("    ")],
        "folders": re.findall(r"(?m)^((?:├── |└── )?[a-z]+/) ", text),
        "headings": re.findall("(?m)^#+ ", text),
        "pictures": re.findall('<img src="([^"]+)"', text),
        "links": [target.replace("doc/zh/", "doc/") for target in re.findall(r"\]\(([^)]+)\)", text) if "README" not in target],
    }


def check_readme(root, wrong):
    """README.zh.md is README.md in Chinese, and each leads to the other."""
    one, other = root / "README.md", root / "README.zh.md"
    for page, target in ((one, other), (other, one)):
        if f"]({target.name})" not in "".join(page.read_text(encoding="utf-8").splitlines(keepends=True)[:8]):
            wrong.append(f"{page.name}: no link to {target.name} at its top")
    compare(other.name, readme(other), one.name, readme(one), wrong)
    inside = False
    for number, line in enumerate(other.read_text(encoding="utf-8").splitlines(), 1):
        inside ^= line.startswith("```")
        if not inside and not line.startswith("    "):
            check_text(f"README.zh.md:{number}", line, wrong)


def main():
    """Looks at all of it, and prints what is wrong."""
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    wrong = []
    strings = check_strings(root, wrong)
    pages = sorted((root / "doc" / "zh").glob("*.rst"))
    wrong += [f"doc/zh/{name}.rst: not there" for name in sorted(PAGES - {page.stem for page in pages})]
    wrong += [f"doc/zh/{page.name}: not in the list of pages of test/check/languages.py" for page in pages if page.stem not in PAGES]
    for page in pages:
        check_page(page, root, wrong)
    check_readme(root, wrong)
    print("\n".join([*wrong, f"{strings} strings and lessons, {len(pages)} pages, {len(wrong)} to mend"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
