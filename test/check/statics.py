#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""The library shares no mutable state by the process: simulations in several threads, or one after the other, would
meet in it.

Looks at what the linker put into writable sections (nm). Allowed are what ns-3's own macros and TypeIds register, and
what a source declares const: that is only written once, by its initialization. A lock is allowed, too: what it guards is
looked at by itself.
"""

import pathlib
import re
import subprocess
import sys

WRITABLE = "bBdDuV"  # sections .bss and .data, unique and weak objects
REGISTRATION = re.compile(r"""
    ^guard\ variable\ for\        # of a function-local static, which is named itself
    | GetTypeId\(\)::tid$         # the TypeId of a class
    | ::g_log(\[abi:.*\])?$        # NS_LOG_COMPONENT_DEFINE
    | RegistrationVariable$       # NS_OBJECT_ENSURE_REGISTERED
    | ^(ns3::(?!synfin::)|std::|boost::|nlohmann::)  # of their headers
    | ^(vtable|typeinfo(\ name)?|VTT|construction\ vtable)\ for\b
    | ^(_|DW\.ref\.|completed\.)   # the toolchain's
    | ^C\.\d+\.\d+$               # a constant array behind an initializer list, as GCC 14 calls it
    """, re.X)


LOCK = re.compile(r"^\s*static std::mutex (\w+);", re.M)
CONSTANT = re.compile(r"""
    (?:^|\bstatic\s+)const(?:expr)?\b  # at namespace scope, that is, not indented; or static
    [^;=(){}]*?[\s&*:](\w+)(?:\[[^\]]*\])?\s*(?:=|;|\{)
    """, re.X | re.M)
MUTABLE = re.compile(r"^\s*(?:static|thread_local)\s+(?!const|thread_local\s+const)[^()=;{}]*[\s&*>](\w+)\s*(?:[={].*)?;", re.M)


def declarations(root):
    """@return the names of all variables declared const, and a line for each static one that is not."""
    constants, mutable = set(), []
    for folder in ("model", "helper"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".cc", ".h"):
                text = path.read_text(encoding="utf-8")
                constants.update(CONSTANT.findall(text))
                constants.update(LOCK.findall(text))
                mutable += [f"{path.relative_to(root)}: {name}" for name in MUTABLE.findall(LOCK.sub("", text)) if name != "tid"]
    return constants, mutable


def main(root, library):
    """Prints what is mutable. @return how much is."""
    names, found = declarations(root)
    listing = subprocess.run(["nm", "--demangle", "--defined-only", library], capture_output=True, text=True,
                             check=True).stdout
    checked = 0
    for line in listing.splitlines():
        match = re.match(r"^[0-9a-f]+ (\w) (.*)$", line)
        if not match or match.group(1) not in WRITABLE:
            continue
        checked += 1
        symbol = match.group(2)
        name = re.sub(r"\[abi:\w+\]", "", symbol).split("::")[-1]
        if not REGISTRATION.search(symbol) and name not in names:
            found.append(symbol)
    for symbol in found:
        print(f"{symbol}: mutable and shared by the whole process")
    print(f"{checked} symbols in writable sections, {len(found)} of them mutable")
    return 1 if found or checked == 0 else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), sys.argv[2]))
