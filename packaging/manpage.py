# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Man pages in man(7)."""

import re
import textwrap


def escape(text):
    """@return text that roff prints as it is."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga").replace("^", "\\(ha")
    return text.replace("~", "\\(ti")


def filled(text):
    """@return a paragraph in short lines, a sentence on lines of its own."""
    lines = []
    for sentence in re.split(r"(?<=[.!?]) +(?=[A-Z])", " ".join(text.split())):
        lines += textwrap.wrap(sentence, 60, break_long_words=False, break_on_hyphens=False)
    return "".join(("\\&" if line[0] in ".'" else "") + escape(line) + "\n" for line in lines)


def tagged(tag, text):
    """@return an item of a list."""
    return f".TP\n{tag}\n{filled(text) if text else ''}"


def preformatted(lines):
    """@return lines that keep their breaks."""
    body = "".join(escape(line.strip()) + "\n" for line in lines if line.strip())
    return f".nf\n{body}.fi\n"


def option(item):
    """@return an option with what it means."""
    gap = "" if item.metavar.startswith("[") else " "
    value = f"{gap}\\fI{escape(item.metavar)}\\fR" if item.metavar else ""
    return tagged(f"\\fB{escape(item.name)}\\fR{value}", item.help)


def of_run(schema):
    """@return the sections that only synfin-run has: a file's sections, the profile's fields, and what a run leaves behind."""
    text = ".SH SECTIONS\n" + filled("What a scenario file says in sections, on the command line:")
    for section in schema["sections"]:
        name, title = section["name"], section["title"]
        text += tagged(f"\\fB{escape(f'--{name}.{title}.KEY')}\\fR", f"{section['help']}: KEY in [{name} {title}], one of "
                       + ", ".join(section["keys"]))
    text += ".SH PROFILE\n" + filled("Fields of the profile, each for --set FIELD=VALUE.")
    for field in schema["profile"]["fields"]:
        unit = f" ({field['unit']})" if field["unit"] else ""
        sysctl = f", sysctl {field['sysctl']}" if field["sysctl"] else ""
        accepted = f": {field['accepted']}" if field["accepted"] else ""
        presets = ", ".join(f"{name} {value}" for name, value in field["presets"].items())
        text += tagged(f"\\fB{escape(field['name'])}\\fR", f"{field['help']}{unit}{sysctl}{accepted}; {presets}")
    text += ".SH FILES\n" + filled("In the directory that --out names:")
    for table in schema["tables"]:
        text += tagged(f"\\fI{escape(table['file'])}\\fR", f"{table['rows']}: "
                       + ", ".join(column["name"] for column in table["columns"]))
    text += tagged("\\fIsummary.json\\fR", "totals: outcomes, latency, retransmissions, closes, TIME_WAIT, the run itself")
    text += tagged("\\fIparams.ini\\fR", "every parameter; --config params.ini repeats the run")
    return text + tagged("\\fIprovenance.json\\fR", "version, ns-3's version, host, time and command")


def write(name, summary, page, more, others, edition):
    """
    @param more sections after the options
    @param others the other programs
    @param edition the date and the version
    @return the man page of one program
    """
    date, version = edition
    usage = page.usage or f"{name} [options]"
    text = f'.\\" Made of what {name} says of itself.\n'
    text += f'.TH {name.upper()} 1 {date} "synfin {version}"\n'
    text += f".SH NAME\n{name} \\- {escape(summary)}\n"
    text += f".SH SYNOPSIS\n.B {name}\n{filled(usage.removeprefix(name).strip())}"
    about = page.about[0].upper() + page.about[1:]
    text += ".SH DESCRIPTION\n" + filled(about + ("" if about.endswith(".") else "."))
    text += "".join(tagged(f"\\fI{operand}\\fR", about) for operand, about in page.operands.items())
    text += ".SH OPTIONS\n"
    for title, options in page.groups.items():
        if len(page.groups) > 1:
            text += f".SS {escape(title)}\n"
        text += "".join(option(item) for item in options)
    text += more
    for title, lines in page.tables.items():
        text += f".SH {title.upper()}\n{preformatted(lines)}"
    text += ".SH EXIT STATUS\n" + tagged("0", "It did what was asked for.")
    text += tagged("1", "It could not.") + tagged("2", "What was asked for makes no sense; one line says what is accepted.")
    return text + ".SH SEE ALSO\n" + ",\n".join(f".BR {other} (1)" for other in others) + "\n"
