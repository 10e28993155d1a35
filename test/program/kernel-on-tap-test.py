#!/usr/bin/env python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""examples/kernel-on-tap.cc, run as it says, in a network namespace of its own; what it says where it may not make a TAP device."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True
from example_scripts import BIN, ScriptTest, call, rows, typed  # noqa: E402

NAME = "kernel-on-tap"
PATIENCE = 60  # s
DROP = "setpriv --bounding-set=-all --inh-caps=-all " if os.geteuid() == 0 else ""


def skip(reason):
    """Ends the test program as skipped."""
    print(f"SKIPPED: {NAME}: {reason}")
    sys.exit(77)


class KernelOnTap(ScriptTest):
    """With a TAP device."""

    NAME = NAME

    def test_the_ladder(self):
        serve, *lines = typed(NAME).splitlines()
        self.assertRegex(serve, r"^python3 -m http\.server \d+ & sleep 1$")
        port = re.search(r"\d+", serve.split("server")[1])[0]
        with subprocess.Popen([sys.executable, "-m", "http.server", port], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
            self.addCleanup(server.kill)
            self.wait_for(int(port))
            printed = self.run_lines("\n".join(lines))
            server.kill()
        self.assertIn(f"10.7.0.1:{port}: closed\n", printed)
        self.is_picture("out/kernel/figures/ladder.png")
        table = rows("out/kernel/figures/ladder.csv")
        self.assertEqual(self.states(table), {"client": ["SYN_SENT", "ESTABLISHED", "CLOSE_WAIT", "LAST_ACK"], "server": []})
        segments = [row for row in table if row["kind"] == "segment"]
        self.assertEqual([(row["end"], row["name"].split(" seq")[0]) for row in segments[:3]],
                         [("client", "SYN"), ("server", "SYN, ACK"), ("client", "ACK")])
        self.assertIn("server", {row["end"] for row in segments if "FIN" in row["name"]})
        for row in segments:
            self.assertGreaterEqual(float(row["end_s"]) - float(row["begin_s"]), 0.05)

    def wait_for(self, port):
        """Waits until the server listens."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                return
            except ConnectionRefusedError:
                self.assertLess(time.monotonic(), end, "the server never listens")
                time.sleep(0.02)

    def test_nobody_listens(self):
        self.assertEqual(self.run_lines(f"{NAME} --out=out"), "10.7.0.1:8000: refused\n")


class WithoutTheRight(unittest.TestCase):
    def test_one_line_and_status_2(self):
        done = call(f"{DROP}{NAME} --out=none")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertRegex(done.stderr, rf"\A{NAME}: .*TAP.*root.*\n\Z")
        self.assertFalse(os.path.exists("none"))


def main():
    """Runs WithoutTheRight here, the rest in namespaces that end with it."""
    if not (BIN / NAME).exists():
        skip("it is not built (ns-3 without fd-net-device)")
    if len(sys.argv) > 1:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        unittest.main()
    if not unittest.main(argv=[sys.argv[0], "WithoutTheRight"], exit=False).result.wasSuccessful():
        sys.exit(1)
    if os.geteuid() != 0:
        skip("this is not root")
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    for tool in ("unshare", "ip"):
        if not shutil.which(tool):
            skip(f"there is no {tool} (examples/install.sh test)")
    isolated = ["unshare", "--net", "--pid", "--mount-proc", "--fork", "--kill-child"]
    trial = subprocess.run([*isolated, "ip", "tuntap", "add", "mode", "tap", "name", "trial"], capture_output=True, text=True, check=False)
    if trial.returncode:
        skip("no network namespace with a TAP device: " + trial.stderr.strip())
    sys.exit(subprocess.run([*isolated, sys.executable, sys.argv[0], "KernelOnTap"], check=False).returncode)


if __name__ == "__main__":
    main()
