#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""No Doxygen warning over model/ and helper/, and every header is in the group of its room.

Doxygen runs twice: by doc/doxygen.conf, and with what ns-3 3.48's own file extracts besides (everything, private
members and unnamed namespaces too), so that the module's comments are right in a tree as well. The headers of the
installed ns-3 are read along, for what overrides inherits their comments; warnings about them are theirs.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

# Of ns-3, whatever something here overrides.
BASES = ("attribute", "channel", "chunk", "header", "heap-scheduler", "ip-l4-protocol", "net-device", "object",
         "object-base", "scheduler", "socket", "socket-factory", "tag", "tcp-congestion-ops", "tcp-socket",
         "tcp-socket-base", "tcp-socket-factory", "trace-helper", "trailer")

AS_IN_NS3 = ("EXTRACT_ALL=YES", "EXTRACT_PRIVATE=YES", "EXTRACT_ANON_NSPACES=YES", "WARN_NO_PARAMDOC=YES")


def ns3_headers(library):
    """@return the folder of ns-3's headers that the library was compiled with"""
    commands = library.parent.parent / "compile_commands.json"
    folders = []
    if commands.exists():
        for entry in json.loads(commands.read_text(encoding="utf-8"))[:1]:
            folders = re.findall(r"-(?:I|isystem) ?(\S+)", entry["command"])
    for folder in [*folders, "/usr/include", "/usr/local/include"]:
        if (pathlib.Path(folder) / "ns3/net-device.h").exists():
            return pathlib.Path(folder) / "ns3"
    raise SystemExit("ns-3's headers are missing")


def warnings(root, headers, settings):
    """@return what Doxygen has to say about files below the root"""
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / "warnings"
        more = [
            "INPUT += " + " ".join(str(headers / (base + ".h")) for base in BASES),
            f"OUTPUT_DIRECTORY={folder}",
            f"GENERATE_TAGFILE={folder}/tags",  # the least that it can be made to write
            "GENERATE_HTML=NO",
            "GENERATE_XML=NO",
            f"WARN_LOGFILE={log}",
            *settings,
        ]
        text = (root / "doc/doxygen.conf").read_text(encoding="utf-8") + "\n".join(more) + "\n"
        subprocess.run(["doxygen", "-"], input=text, text=True, cwd=root, check=True, stderr=subprocess.DEVNULL)
        lines = log.read_text(encoding="utf-8").splitlines()
    ours = []
    mine = False
    for line in lines:
        if re.match(r"/|<|warning|error", line):  # others go on with what the one before them says
            mine = line.startswith((f"{root}/", "warning", "error")) and "No output formats selected" not in line
        if mine and line.strip():
            ours.append(line.removeprefix(f"{root}/"))
    return ours


def ungrouped(root):
    """@return the headers that do not say that they belong to their room"""
    for path in sorted([*root.glob("model/*/*.h"), *root.glob("helper/*.h"), *root.glob("helper/*/*.h")]):
        text = path.read_text(encoding="utf-8")
        room = f"synfin-{path.parent.name}"
        if f"@addtogroup {room}\n" not in text or text.count("/// @{") != text.count("/// @}"):
            yield f"{path.relative_to(root)}: is to be between '@addtogroup {room}', '@{{' and '@}}'"


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    headers = ns3_headers(pathlib.Path(sys.argv[2]).resolve())
    wrong = [*warnings(root, headers, ()), *warnings(root, headers, AS_IN_NS3)]
    wrong = [*dict.fromkeys(wrong), *ungrouped(root)]
    print("\n".join([*wrong, f"{len(wrong)} Doxygen warnings"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
