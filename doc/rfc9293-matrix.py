#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""Which requirement of RFC 9293 is met where, and tested where: doc/rfc9293.rst.

usage: doc/rfc9293-matrix.py [--check]

The requirements are those of RFC 9293's Appendix B and the sections of its 3.10, listed below with a reason where
one does not apply. Where each is met and tested is read from the labels in comments (MUST-13, 3.10.7.4): in
model/ and helper/ the function in whose body the label stands, or in whose comment right above its definition (not
where it is only declared, nor at a member or a type: there nothing is done); in test/ the test in or above which it
stands. Without --check the document is
written. With --check nothing is written: an applicable requirement without an implementation or a test, a label
that no row has, or a document that is out of date is an error.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "examples" / "python"))
from synfin.tools import console  # noqa: E402
from synfin.tools.messages import BadInput, brief  # noqa: E402

DOCUMENT = ROOT / "doc" / "rfc9293.rst"

PUSH = "no PUSH parameter: every SEND pushes, so there is nothing to aggregate, to collapse or to pass on"
URGENT = "not modelled: urgent data is delivered in line, and its mark changes no state, no timer and no segment's fate"
IP_OPTIONS = "ns-3's IPv4 has no options"

# Per group: (label, what it asks in a few words, why it does not apply, "open: ..." what is missing, or "").
REQUIREMENTS = {
    "Event processing (the unnumbered rules of 3.10)": [
        ("3.10.1", "OPEN", ""),
        ("3.10.2", "SEND", ""),
        ("3.10.3", "RECEIVE", ""),
        ("3.10.4", "CLOSE", ""),
        ("3.10.5", "ABORT", ""),
        ("3.10.6", "STATUS", ""),
        ("3.10.7.1", "a segment arrives in CLOSED", ""),
        ("3.10.7.2", "a segment arrives in LISTEN", ""),
        ("3.10.7.3", "a segment arrives in SYN-SENT", ""),
        ("3.10.7.4", "a segment arrives in any other state", ""),
        ("3.10.8", "timeouts", ""),
    ],
    "PUSH": [
        ("MAY-16", "aggregate data that is not pushed", PUSH),
        ("SHLD-27", "the sender collapses successive PSH bits", PUSH),
        ("MAY-15", "SEND may specify PUSH", PUSH),
        ("MUST-60", "without it: do not buffer indefinitely", ""),
        ("MUST-61", "without it: PSH on the last segment", ""),
        ("MAY-17", "tell the receiving user of PSH", PUSH),
        ("SHLD-28", "send segments of maximum size when possible", ""),
    ],
    "Window": [
        ("MUST-1", "treat it as an unsigned number", ""),
        ("REC-1", "handle it as a 32-bit number", ""),
        ("SHLD-14", "do not shrink it from the right", ""),
        ("SHLD-15", "no new data when the peer's shrinks", ""),
        ("SHLD-16", "then retransmit the old data", ""),
        ("SHLD-17", "then do not time out for data past the edge", ""),
        ("MUST-34", "be robust against a window that shrinks", ""),
        ("MAY-8", "keep the own window closed indefinitely", ""),
        ("MUST-35", "probe a window that shrank to zero", ""),
        ("MUST-36", "probe a zero window", ""),
        ("SHLD-29", "first probe after RTO", ""),
        ("SHLD-30", "then exponentially", ""),
        ("MUST-37", "let it stay closed while probes are answered", ""),
        ("MAY-7", "retransmit old data beyond the window", "a permission; data within the window suffices"),
        ("MUST-66", "process RST and URG at a zero window", ""),
    ],
    "Urgent data": [
        ("MUST-30", "support the urgent pointer", URGENT),
        ("MUST-62", "it indicates the first octet that is not urgent", URGENT),
        ("MUST-31", "urgent data of any length", URGENT),
        ("MUST-32", "tell the user of urgent data", URGENT),
        ("MUST-33", "how much urgent data is queued", URGENT),
        ("SHLD-13", "applications should not use it", "a rule for applications"),
    ],
    "Options and header": [
        ("MUST-4", "end of options, no-operation, MSS", ""),
        ("MUST-5", "options in any segment", ""),
        ("MUST-6", "ignore unknown options", ""),
        ("MUST-68", "options have a length", ""),
        ("MUST-7", "cope with illegal lengths", ""),
        ("MUST-64", "options at any octet", ""),
        ("MUST-14", "send and receive the MSS option", ""),
        ("SHLD-5", "send it unless the MSS is the default", ""),
        ("MAY-3", "send it always", ""),
        ("MUST-15", "without it 536 (IPv4) or 1220 (IPv6)", ""),
        ("MUST-16", "the effective send MSS", ""),
        ("SHLD-6", "it follows a varying MTU", "the device's MTU is asked when a connection opens; no path MTU discovery is modelled"),
        ("MUST-65", "MSS option on SYN only", ""),
        ("MUST-67", "its value comes from MMS_R", ""),
        ("MUST-69", "pad the header with zeros", "the options are aligned by no-operations: nothing is left to pad"),
        ("MUST-2", "compute the checksum", ""),
        ("MUST-3", "check the checksum", ""),
    ],
    "Opening": [
        ("MUST-8", "a clock-driven ISN", ""),
        ("SHLD-1", "with a pseudo-random function", ""),
        ("MUST-9", "that cannot be computed from outside", ""),
        ("MUST-10", "simultaneous open", ""),
        ("MUST-11", "SYN-RECEIVED remembers where it came from", ""),
        ("MUST-41", "a passive OPEN leaves others alone", ""),
        ("MUST-42", "LISTEN beside connections of the same port", ""),
        ("MUST-43", "a local address as a parameter of OPEN", ""),
        ("MUST-44", "else ask IP for it", ""),
        ("MUST-45", "and use it for all segments", ""),
        ("MUST-46", "no OPEN to broadcast or multicast", ""),
        ("MUST-63", "no SYN from an invalid address", ""),
        ("MUST-57", "no SYN to broadcast or multicast", ""),
    ],
    "Closing": [
        ("SHLD-2", "a RST may contain data", ""),
        ("MUST-12", "tell an abort from an orderly close", ""),
        ("MAY-1", "half-duplex close", ""),
        ("SHLD-3", "then RST when data is lost", ""),
        ("MUST-13", "TIME-WAIT for 2 MSL", ""),
        ("MAY-2", "a SYN may reopen it", ""),
        ("SHLD-4", "timestamps help with that (RFC 6191)", ""),
    ],
    "Retransmission and failure": [
        ("MUST-18", "RTO of RFC 6298, with Karn's algorithm", ""),
        ("MUST-19", "backoff, slow start, congestion avoidance", ""),
        ("MAY-4", "the same IP identification again", "a permission; the model's IP numbers every packet"),
        ("MUST-20", "R1: advise, R2: close", ""),
        ("MUST-21", "the user can set R2", ""),
        ("SHLD-9", "tell the user between R1 and R2", ""),
        ("SHLD-10", "R1 is at least 3 retransmissions", ""),
        ("SHLD-11", "R2 is at least 100 s", ""),
        ("MUST-22", "the same for SYNs", ""),
        ("MUST-23", "with R2 of at least 3 minutes", ""),
    ],
    "Keep-alive": [
        ("MAY-5", "keep-alive", ""),
        ("MUST-24", "a switch of each connection", ""),
        ("MUST-25", "off by default", ""),
        ("MUST-26", "only when idle", ""),
        ("MUST-27", "the interval can be configured", ""),
        ("MUST-28", "at least two hours by default", ""),
        ("MUST-29", "one lost probe proves nothing", ""),
        ("SHLD-12", "probes without data", ""),
        ("MAY-6", "or with a garbage octet", "a permission that is not used; such a probe is answered"),
    ],
    "Acknowledging and sending": [
        ("MUST-58", "aggregate ACKs", ""),
        ("MUST-59", "process all that is queued before the ACK", ""),
        ("SHLD-31", "hold what is out of order", ""),
        ("MAY-13", "acknowledge what is out of order", ""),
        ("SHLD-18", "delay ACKs", ""),
        ("MUST-40", "by less than 0.5 s", ""),
        ("SHLD-19", "one for every second segment", ""),
        ("MUST-39", "the receiver avoids silly windows", ""),
        ("MUST-38", "the sender avoids silly windows", ""),
        ("SHLD-7", "Nagle's algorithm", ""),
        ("MUST-17", "that the user can switch off", ""),
        ("MAY-12", "the ACK range of RFC 5961", ""),
        ("SHLD-8", "ECN", ""),
        ("MAY-18", "other conforming congestion control", ""),
    ],
    "IP and ICMP": [
        ("MUST-50", "ignore unknown IP options", IP_OPTIONS),
        ("MAY-10", "the timestamp option of IP", IP_OPTIONS),
        ("MAY-11", "the record route option of IP", IP_OPTIONS),
        ("MUST-51", "the user can give a source route", IP_OPTIONS),
        ("MUST-52", "it overrides that of the datagram", IP_OPTIONS),
        ("MUST-53", "build the return route from it", IP_OPTIONS),
        ("SHLD-24", "a later one overrides", IP_OPTIONS),
        ("MUST-54", "act on ICMP errors", ""),
        ("SHLD-25", "tell the user of soft errors", ""),
        ("MUST-56", "do not abort for soft errors", ""),
        ("SHLD-26", "abort for hard errors", ""),
        ("MUST-55", "discard source quench", ""),
    ],
    "User interface": [
        ("MUST-47", "report soft errors", ""),
        ("SHLD-20", "which the user can disable", "notifications are a list; who does not want one passes over it"),
        ("MUST-48", "the user can set the Diffserv field", ""),
        ("SHLD-22", "it is passed to IP unchanged", ""),
        ("SHLD-21", "it can change during the connection", ""),
        ("SHLD-23", "which applications should not do", "a rule for applications"),
        ("MAY-9", "pass the received one to the user", "a permission that is not used"),
        ("MUST-49", "the TTL can be configured", ""),
        ("MAY-14", "FLUSH", "a permission that is not used"),
    ],
}

# What a reader looks for by its name in model/core/, and the function where it is.
PLACES = {
    "3.10.2": "Connection::Send",
    "MUST-13": "TimeWaitTable::Append",
    "simultaneous open": "Connection::ArrivesInSynSent",
    "simultaneous close": "Connection::ReceiveFin",
    "zero window": "Connection::TakeAckOfRefused",
}

DEPARTURES = """\
Where the model keeps to Linux rather than to the letter
--------------------------------------------------------

- In SYN-RECEIVED the peer's SYN again is answered by the SYN-ACK again, not by an ACK: it heals a lost SYN-ACK at once.
- An empty ACK at RCV.NXT + RCV.WND is valid, although Table 6 ends one number before: it comes from who filled the
  window, and two such ends would otherwise answer each other without end.
- In TIME-WAIT nothing can follow the peer's FIN, so RCV.WND counts as zero: whatever has an ACK and is not at RCV.NXT is
  acknowledged. The acknowledgment number is not looked at there. Without an ACK the window counts that was advertised
  (fifth check; ``tw_ackless``).
- In TIME-WAIT a SYN at RCV.NXT itself reopens nothing; MAY-2 would allow it, one above the old FIN.
- A second FIN behind the first, which no correct peer sends, is ignored like text.
"""

LABEL = re.compile(r"\b((?:MUST|SHLD|MAY|REC)-\d+|3\.10\.\d(?:\.\d)?)\b")
COMMENT = re.compile(r"\s*(//|/\*|\*)")
SCOPE = re.compile(r"(?:class|struct)\s+(\w+)")
NAME = re.compile(r"([~\w]+(?:::~?[\w]+)*)\s*\(")
TEST = re.compile(r"^TEST(?:_[FP])?\((\w+), (\w+)\)")


def comment_of(line):
    """The part of a line that is a comment, or a string of the table of fields."""
    for mark in ("//", "/*", "*"):
        at = line.find(mark)
        if at >= 0 and (mark != "*" or line.lstrip().startswith("*")):
            return line[at:]
    return ""


def header_before(lines, number):
    """The lines right above line `number` that are no comment: what a brace there opens; and where they begin."""
    first = number
    while first > 0 and lines[first - 1].strip() and not COMMENT.match(lines[first - 1]) \
            and not lines[first - 1].rstrip().endswith((";", "}", "{", ":")) and not lines[first - 1].startswith("#"):
        first -= 1
    return " ".join(line.strip() for line in lines[first:number]), first


def function_name(header):
    """The name of the function that a header begins, or None."""
    if re.match(r"(?:template\s*<[^>]*>\s*)?(?:class|struct|enum|union|namespace|extern)\b", header) or "(" not in header:
        return None
    match = NAME.search(header.replace("operator()", "operator_call"))
    return match[1] if match else None


def functions(lines):
    """line number -> the function in whose body it is, or whose comment it is right above the definition.

    The format of the sources is a known one: a body opens and closes with a brace alone in its line, at the indentation of
    its header.
    """
    where = {}
    scopes = []  # (indentation, name) of the classes around
    inside = None  # (indentation, name) of the function around
    for number, line in enumerate(lines):
        text = line.strip()
        indentation = len(line) - len(line.lstrip())
        if inside:
            where[number] = inside[1]
            if text.startswith("}") and indentation == inside[0]:
                inside = None
            continue
        if text.startswith("}"):
            while scopes and scopes[-1][0] >= indentation and text.startswith("};"):
                scopes.pop()
            continue
        if text != "{":
            continue
        header, first = header_before(lines, number)
        name = function_name(header)
        if name:
            name = "::".join([scope for _, scope in scopes] + [name])
            inside = (indentation, name)
            while first > 0 and COMMENT.match(lines[first - 1]):
                first -= 1
            where.update({above: name for above in range(first, number + 1)})
        elif SCOPE.search(header):
            scopes.append((indentation, SCOPE.search(header)[1]))
    return where


def implementations():
    """label -> the functions of the model, "file: Class::Function", in whose body or comment it stands"""
    found = {}
    for folder in ("model", "helper"):
        for path in sorted((ROOT / folder).rglob("*.[ch]*")):
            lines = path.read_text(encoding="utf-8").splitlines()
            where = functions(lines)
            for number, line in enumerate(lines):
                # The source of a profile's field is a string.
                text = line if path.name == "synfin-profile-fields.cc" else comment_of(line)
                for label in LABEL.findall(text) if number in where else ():
                    found.setdefault(label, set()).add(f"{path.name}: {where[number]}")
    return found


def misplaced():
    """The PLACES where a search would not find what it should, one line each."""
    found = {}
    for path in sorted((ROOT / "model" / "core").glob("*.cc")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, name in functions(lines).items():
            for words in PLACES:
                if re.search(rf"\b{re.escape(words)}\b", comment_of(lines[number]), re.IGNORECASE):
                    found.setdefault(words, set()).add(name)
    return [f"{words}: no comment in {name} says so" for words, name in PLACES.items() if name not in found.get(words, ())]


def tests():
    """label -> the tests, "file: Suite.Name", in or above which it stands"""
    found = {}
    for path in sorted((ROOT / "test").rglob("*.cc")):
        waiting = set()
        current = None
        for line in path.read_text(encoding="utf-8").splitlines():
            start = TEST.match(line)
            if start:
                current = f"{path.relative_to(ROOT / 'test')}: {start[1]}.{start[2]}"
                for label in waiting:
                    found.setdefault(label, set()).add(current)
                waiting = set()
            for label in LABEL.findall(comment_of(line)):
                if current:
                    found.setdefault(label, set()).add(current)
                else:
                    waiting.add(label)
            if line == "}":
                current = None
                if not start:
                    waiting = set()  # it was about a helper
    return found


def check(code, tested):
    """The rows that are not as they should be, one line each."""
    rows = [row for group in REQUIREMENTS.values() for row in group]
    known = {label for label, _, _ in rows}
    wrong = []
    for label, words, reason in rows:
        if not reason and label not in code:
            wrong.append(f"{label} ({words}): no function of the model names it")
        if not reason and label not in tested:
            wrong.append(f"{label} ({words}): no test names it")
    for label in sorted((set(code) | set(tested)) - known):
        if not label.startswith("3.10."):
            wrong.append(f"{label}: a label that RFC 9293 does not have")
    return wrong


def document(code, tested):
    """doc/rfc9293.rst"""
    rows = [row for group in REQUIREMENTS.values() for row in group]
    opened = sum(1 for row in rows if row[2].startswith("open:"))
    outside = sum(1 for row in rows if row[2]) - opened
    out = [
        ".. SPDX-License-Identifier: GPL-2.0-only",
        "",
        ".. Written by doc/rfc9293-matrix.py from labels in code and tests; do not edit.",
        "",
        "RFC 9293, requirement by requirement",
        "====================================",
        "",
        f"{len(rows)} rows: the requirements of RFC 9293's Appendix B, and the sections of its 3.10. "
        f"{len(rows) - outside - opened} are met and tested, {outside} do not apply or are not modelled, for the reason "
        f"given, {opened} {'is' if opened == 1 else 'are'} open.",
        "``test/core/synfin-grid-test.cc`` tries each kind of segment, at each place of the window, in each state "
        "against 3.10.7.",
        "",
    ]
    for group, requirements in REQUIREMENTS.items():
        out += [group, "-" * len(group), "", ".. list-table::", "   :header-rows: 1", "   :widths: 10 25 30 35", ""]
        out += ["   * - Label", "     - What it asks", "     - Where it is met", "     - Where it is tested"]
        for label, words, reason in requirements:
            met = ", ".join(f"``{name}``" for name in sorted(code.get(label, ())))
            where = ", ".join(f"``{name}``" for name in sorted(tested.get(label, ())))
            if reason:
                met = f"*{reason}*"
                where = where or "--"
            out += [f"   * - {label}", f"     - {words}", f"     - {met}", f"     - {where}"]
        out.append("")
    return "\n".join(out) + "\n" + DEPARTURES


def main():
    """0 when all is well."""
    if sys.argv[1:] not in ([], ["--check"]):
        raise BadInput(f"{brief(' '.join(sys.argv[1:]))}: accepted is --check, or nothing")
    code, tested = implementations(), tests()
    wrong = check(code, tested) + misplaced()
    text = document(code, tested)
    if not sys.argv[1:]:
        DOCUMENT.write_text(text, encoding="utf-8")
    elif not DOCUMENT.exists() or DOCUMENT.read_text(encoding="utf-8") != text:
        wrong.append("doc/rfc9293.rst is out of date: run doc/rfc9293-matrix.py")
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    console.run("rfc9293-matrix.py", main)
