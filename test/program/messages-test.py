#!/usr/bin/python3
# Copyright (c) 2026 The synfin authors
#
# SPDX-License-Identifier: GPL-2.0-only

"""What programs say about bad input: the option as it was typed, what is accepted, what was wrong, in one line."""

import os
import pathlib
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
BIN = pathlib.Path(os.environ["SYNFIN_BIN"])

# A command line, and the whole of the line; {here} is the working directory.
MESSAGES = [
    (["synfin-run", "--los", "1"],
     "synfin-run: --los: accepted are the options that --help lists; did you mean --loss?"),
    (["synfin-run", "--frobnicate", "3"],
     "synfin-run: --frobnicate: accepted are the options that --help lists"),
    (["synfin-run", "-x"],
     "synfin-run: -x: accepted are the options that --help lists"),
    (["synfin-run", "extra"],
     "synfin-run: extra: accepted are the options that --help lists"),
    (["synfin-run", "a\tb\x1b[1m\n"],
     "synfin-run: a\\tb\\x1b[1m\\n: accepted are the options that --help lists"),
    (["synfin-run", "--loss"],
     "synfin-run: --loss: accepted is none, P[,CORRELATION], gemodel:P,R,1-H,1-K, "
     "gilbert:GOOD,BAD,1-H,1-K, state:P13,P31,P32,P23,P14 or file:PATH; P is 0 to 1 or 0% to 100%; a value is missing"),
    (["synfin-run", "--nat=", "--force=1"],
     "synfin-run: --nat: accepted is true or false; a value is missing"),
    (["synfin-run", "--check"],
     "synfin-run: --check: accepted is --check FILE (check sets of options without running them, a line NAME=VALUE<tab>... "
     "each, and end: FILE, or - for the standard input); a value is missing"),
    (["synfin-run", "--version=3"],
     "synfin-run: --version: accepted is --version without a value"),
    (["synfin-run", "--loss", "1", "--loss", "2"],
     "synfin-run: --loss 2: accepted is one --loss, not several"),
    (["synfin-run", "--loss", "1.5"],
     "synfin-run: --loss 1.5: accepted is none, P[,CORRELATION], gemodel:P,R,1-H,1-K, "
     "gilbert:GOOD,BAD,1-H,1-K, state:P13,P31,P32,P23,P14 or file:PATH; P is 0 to 1 or 0% to 100%"),
    (["synfin-run", "--loss", "\u2028\u202e\x85"],
     "synfin-run: --loss \\u2028\\u202e\\x85: accepted is none, P[,CORRELATION], gemodel:P,R,1-H,1-K, "
     "gilbert:GOOD,BAD,1-H,1-K, state:P13,P31,P32,P23,P14 or file:PATH; P is 0 to 1 or 0% to 100%"),
    (["synfin-run", "--loss-forward", "x" * 5000],
     "synfin-run: --loss-forward xxxxxxxxxxxxxx...xxxxxxx: accepted is none, P[,CORRELATION], "
     "gemodel:P,R,1-H,1-K, gilbert:GOOD,BAD,1-H,1-K, state:P13,P31,P32,P23,P14 or file:PATH; P is 0 to 1 or 0% to 100%"),
    (["synfin-run", "--jitter", "x" * 5000],
     "synfin-run: --jitter xxxxxxxxxxxxxxxx...xxxxxxxxx: accepted is none or "
     "TIME[,DISTRIBUTION][,CORRELATION], such as 10ms,normal,25%, with uniform, normal, pareto, "
     "paretonormal or table=PATH"),
    (["synfin-run", "--connections", "many"],
     "synfin-run: --connections many: accepted is an integer from 1 to 100000000"),
    (["synfin-run", "--connections", ""],
     "synfin-run: --connections '': accepted is an integer from 1 to 100000000"),
    (["synfin-run", "--rate", "nan"],
     "synfin-run: --rate nan: accepted is a number from 0.000001 to 1000000000"),
    (["synfin-run", "--arrivals", "sometimes"],
     "synfin-run: --arrivals sometimes: accepted is poisson, constant, burst, closed or file:PATH"),
    (["synfin-run", "--delay", "50"],
     "synfin-run: --delay 50: accepted is a time from 0s to 1d, such as 50ms, or trace:FILE"),
    (["synfin-run", "--bandwidth", "quick"],
     "synfin-run: --bandwidth quick: accepted is none, 0 (frames wait), a rate of at least 1bps, such as 10Mbps, or trace:FILE"),
    (["synfin-run", "--queue", "10"],
     "synfin-run: --queue 10: accepted is packets or bytes from 1 to 1000000000, such as 1000p, 64kB or "
     "64KiB"),
    (["synfin-run", "--reorder", "7"],
     "synfin-run: --reorder 7: accepted is P[,CORRELATION][,gap=N], such as 25%,50%,gap=5: from 0 to 1 or "
     "0% to 100%, and 1 to 1000000"),
    (["synfin-run", "--reorder", "5%", "--delay", "0s"],
     "synfin-run: --reorder 5%: accepted is a reorder only with a delay, which a frame skips to overtake "
     "others; at 0s there is none"),
    (["synfin-run", "--reorder-reverse", "5%", "--delay", "0s"],
     "synfin-run: --reorder-reverse 5%: accepted is a reorder only with a delay, which a frame skips to "
     "overtake others; at 0s there is none"),
    (["synfin-run", "--duplicate", "2"],
     "synfin-run: --duplicate 2: accepted is P or P,CORRELATION, each from 0 to 1 or from 0% to 100%"),
    (["synfin-run", "--corrupt", "2"],
     "synfin-run: --corrupt 2: accepted is a probability from 0 to 1, or from 0% to 100%"),
    (["synfin-run", "--schedule", "help"],
     "synfin-run: --schedule help: accepted is none, or changes such as '10s loss=1; 12s loss=0': a time "
     "and NAME=VALUE, times ascending; 'help' is no time"),
    (["synfin-run", "--schedule", ""],
     "synfin-run: --schedule '': accepted is none, or changes such as '10s loss=1; 12s loss=0': a time "
     "and NAME=VALUE, times ascending"),
    (["synfin-run", "--schedule", "10s loss=2"],
     "synfin-run: --schedule 10s loss=2: accepted is none, P[,CORRELATION], gemodel:P,R,1-H,1-K, "
     "gilbert:GOOD,BAD,1-H,1-K, state:P13,P31,P32,P23,P14 or file:PATH; P is 0 to 1 or 0% to 100%; in loss=2"),
    (["synfin-run", "--schedule", "10s colour=red"],
     "synfin-run: --schedule 10s colour=red: accepted is one of the settings delay, jitter, "
     "jitter-reorders, bandwidth, queue, ecn-threshold, loss, duplicate, reorder, corrupt; in colour=red"),
    (["synfin-run", "--schedule", "12s loss=1; 10s loss=0"],
     "synfin-run: --schedule 12s loss=1; 10s loss=0: accepted is none, or changes such as '10s loss=1; "
     "12s loss=0': a time and NAME=VALUE, times ascending; 10s does not come after 12s"),
    (["synfin-run", "--lose", "nothing"],
     "synfin-run: --lose nothing: accepted is none, or a list such as synack,ack2:2 of syn, synack, ack, "
     "fin1, ack1, fin2, ack2, data, each with :N (1 to 1000) for its N-th copy"),
    (["synfin-run", "--loss", "file:/no/such"],
     "synfin-run: --loss file:/no/such: accepted is a file that can be read; No such file or directory"),
    (["synfin-run", "--loss", "file:bad.loss"],
     "synfin-run: --loss file:bad.loss: accepted is a file with 0 (arrived) or 1 (lost) for each frame; "
     "{here}/bad.loss:2: '2' is neither"),
    (["synfin-run", "--jitter", "1ms,table=bad.dist"],
     "synfin-run: --jitter 1ms,table=bad.dist: accepted is a file of numbers that ascend; "
     "{here}/bad.dist:2: 'x' is none"),
    (["synfin-run", "--profile", "minix"],
     "synfin-run: --profile minix: accepted is rfc9293, linux, linux-6.18, linux-4.9, linux-4, freebsd, macos, windows or ns3"),
    (["synfin-run", "--msl", "-1s"],
     "synfin-run: --msl -1s: accepted is a time from 0 to 1000000 s, such as 500ms"),
    (["synfin-run", "--set", "syn_retries"],
     "synfin-run: --set syn_retries: accepted is KEY=VALUE with a field of the profile"),
    (["synfin-run", "--set", "syn_retires=3"],
     "synfin-run: --set syn_retires=3: accepted is a field of the profile, as --help lists them; did you "
     "mean syn_retries?"),
    (["synfin-run", "--set", "tcp_syn_retries=lots"],
     "synfin-run: --set tcp_syn_retries=lots: accepted is an integer from 0 to 127 (retransmissions)"),
    (["synfin-run", "--set", "tcp_syn_retries=1", "--set", "syn_retries=2"],
     "synfin-run: --set syn_retries=2: accepted is one --set syn_retries, not several"),
    (["synfin-run", "--set", "x" * 3000 + "=1"],
     "synfin-run: --set xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...xxxxxxxxxxxxxxxxx=1: accepted is a field "
     "of the profile, as --help lists them"),
    (["synfin-run", "--set", "rto_min=300s"],
     "synfin-run: --set rto_min=300s: accepted is values that agree: rto_min must not exceed rto_max; "
     "rto_min=5min rto_max=2min"),
    (["synfin-run", "--set", "retries1=20", "--set", "mss=1000"],
     "synfin-run: --set retries1=20: accepted is values that agree: retries1 must not exceed retries2; "
     "retries1=20 retries2=15"),
    (["synfin-run", "--sample", "1000"],
     "synfin-run: --sample 1000: accepted is 1/N with N from 1 to 1000000000"),
    (["synfin-run", "--compress", "gzip"],
     "synfin-run: --compress gzip: accepted is none or zstd"),
    (["synfin-run", "--seed", "0"],
     "synfin-run: --seed 0: accepted is an integer from 1 to 4294944442"),
    (["synfin-run", "--trace", "some"],
     "synfin-run: --trace some: accepted is all, none, connections or segments"),
    (["synfin-run", "--progress", "maybe"],
     "synfin-run: --progress maybe: accepted is auto, on or off"),
    (["synfin-run", "--out", ""],
     "synfin-run: --out '': accepted is the name of a directory"),
    (["synfin-run", "--out", "bad.dist"],
     "synfin-run: --out bad.dist: accepted is a directory, and this is a file"),
    (["synfin-run", "--out", "/proc/no"],
     "synfin-run: --out /proc/no: accepted is a directory that can be written (No such file or directory)"),
    (["synfin-run", "--pcap", "bad.dist/such/x"],
     "synfin-run: --pcap bad.dist/such/x: accepted is a name of files that can be written; {here}/bad.dist/such: "
     "Not a directory"),
    (["synfin-run", "--config", "no.ini"],
     "synfin-run: --config no.ini: accepted is a file that can be read; No such file or directory"),
    (["synfin-run", "--config", "bad.ini"],
     "synfin-run: bad.ini: conections = 5: accepted is one of the parameters that --help lists; did you "
     "mean connections?"),
    (["synfin-run", "--check", "no.txt"],
     "synfin-run: --check no.txt: accepted is - or a file that can be read; No such file or directory"),
    (["synfin-run", "--requests-per-connection", "2"],
     "synfin-run: --requests-per-connection 2: accepted is 1 unless --request and --response are both at "
     "least 1: they tell where a request ends"),
    (["synfin-run", "--connections", "1000000", "--rate", "0.000001"],
     "synfin-run: --rate 0.000001: accepted is a rate that begins all connections within 100000000 s"),
    (["synfin-run", "--close-by", "rst", "--stack", "ns3"],
     "synfin-run: --close-by rst: accepted is fin with --stack ns3, whose sockets have no SO_LINGER"),
    (["synfin-run", "--set", "ecn=3", "--stack", "ns3"],
     "synfin-run: --set ecn=3: accepted is ecn from 0 to 2 with --stack ns3, which has no AccECN"),
    (["synfin-run", "--nat", "--stack", "ns3"],
     "synfin-run: --nat true: accepted is false with --stack ns3, whose connections are known by their addresses"),
    (["synfin-run", "--congestion", "reno"],
     "synfin-run: --congestion reno: accepted is one of ns-3's that --help lists; did you mean newreno, or linuxreno, which is "
     "Linux's reno?"),
    (["synfin-run", "--set", "server:congestion_control=reno"],
     "synfin-run: --set server:congestion_control=reno: accepted is one of ns-3's that --help lists; did you mean newreno, or "
     "linuxreno, which is Linux's reno?"),
    (["synfin-run", "--congestion", "west"],
     "synfin-run: --congestion west: accepted is one of ns-3's that --help lists; did you mean westwood?"),
    (["synfin-run", "--congestion", "cubic", "--set", "tcp_congestion_control=bbr"],
     "synfin-run: --set tcp_congestion_control=bbr: accepted is what --congestion cubic says, too, or one of the two alone"),
    (["synfin-run", "--congestion", "bic", "--set", "client:congestion_control=bbr", "--set", "server:congestion_control=bic"],
     "synfin-run: --congestion bic: accepted is nothing beside --set client:congestion_control=bbr and --set "
     "server:congestion_control=bic, which leave it no effect"),
    (["synfin-run", "--msl", "3s", "--set", "time_wait=5s"],
     "synfin-run: --set time_wait=5s: accepted is what --msl 3s says, too, or one of the two alone"),
    (["synfin-run", "--loss-reverse", "3%", "--loss", "1%", "--loss-forward", "2%"],
     "synfin-run: --loss 1%: accepted is nothing beside --loss-forward 2% and --loss-reverse 3%, which leave it no effect"),
    (["synfin-run", "--ecn-threshold", "2000p"],
     "synfin-run: --ecn-threshold 2000p: accepted is none, or less than the queue, here 1000p: what finds so much waiting is "
     "dropped, not marked"),
    (["synfin-run", "--ecn-threshold-reverse", "20kB", "--queue-reverse", "20kB"],
     "synfin-run: --ecn-threshold-reverse 20kB: accepted is none, or less than the queue, here 20000B: what finds so much "
     "waiting is dropped, not marked"),
    (["synfin-run", "--ecn-threshold-forward", "1000p", "--ecn-threshold", "none"],
     "synfin-run: --ecn-threshold-forward 1000p: accepted is none, or less than the queue, here 1000p: what finds so much "
     "waiting is dropped, not marked"),
    (["synfin-run", "--config", "field.ini"],
     "synfin-run: field.ini: [profile] client:mss = 3: accepted is an integer from 64 to 65495 (octets)"),
    (["synfin-run", "--config", "pair.ini"],
     "synfin-run: pair.ini: [profile] congestion_control = bbr: accepted is what congestion = cubic says, too, or one of the two "
     "alone"),
    (["synfin-run", "--config", "values.ini"],
     "synfin-run: values.ini: [profile] rto_min = 300s: accepted is values that agree: rto_min must not exceed rto_max; "
     "rto_min=5min rto_max=2min"),
    (["synfin-run", "--config", "link.ini"],
     "synfin-run: link.ini: ecn-threshold = 9p: accepted is none, or less than the queue, here 9p: what finds so much waiting is "
     "dropped, not marked"),
    (["synfin-run", "--help=1"],
     "synfin-run: --help: accepted is --help without a value"),
    (["synfin-walkthrough", "--scenario", "half-closed"],
     "synfin-walkthrough: --scenario half-closed: accepted is one of normal, simultaneous-open, simultaneous-close, half-close, "
     "refused, reset, ...-assassination, syn-flood, manual; did you mean half-close?"),
    (["synfin-walkthrough", "--scenario", "x" * 500],
     "synfin-walkthrough: --scenario xxxxxxxxxxxxxx...xxxxxxx: accepted is one of normal, simultaneous-open, simultaneous-close, "
     "half-close, ref...time-wait-reuse, time-wait-assassination, syn-flood, manual"),
    (["synfin-walkthrough", "--scenari", "refused"],
     "synfin-walkthrough: --scenari: accepted are the options that --help lists; did you mean --scenario?"),
    (["synfin-walkthrough", "--lose", "fin3"],
     "synfin-walkthrough: --lose fin3: accepted is syn, synack, ack, fin1, ack1, fin2, ack2, data, each "
     "with :N (1 to 1000) for its N-th copy, or client.N, server.N: the N-th that it sends"),
    (["synfin-walkthrough", "--lang", "de"],
     "synfin-walkthrough: --lang de: accepted is en or zh"),
    (["synfin-walkthrough", "--set", "syn_retires=1"],
     "synfin-walkthrough: --set syn_retires=1: accepted is a field of the profile, as --help lists them; "
     "did you mean syn_retries?"),
    (["synfin-walkthrough", "--set", "x"],
     "synfin-walkthrough: --set x: accepted is FIELD=VALUE"),
    (["synfin-walkthrough", "--delay", "soon"],
     "synfin-walkthrough: --delay soon: accepted is a time from 0 to 1000s, such as 50ms"),
    (["synfin-walkthrough", "--lose", "ack2:9"],
     "synfin-walkthrough: --lose ack2:9: accepted is what the ladder of this scenario shows; it is never "
     "sent"),
    (["synfin-walkthrough", "--ascii=1"],
     "synfin-walkthrough: --ascii: accepted is --ascii without a value"),
    (["synfin-walkthrough", "extra"],
     "synfin-walkthrough: extra: accepted are the options that --help lists"),
    (["synfin-walkthrough", "--lang"],
     "synfin-walkthrough: --lang: accepted is --lang VALUE (language of what is printed: en or zh; unless told, that of LC_ALL, LC_MESSAGES or LANG); a value is missing"),
    (["synfin-merge"],
     "synfin-merge: --ranks is missing: accepted is --ranks FOLDER"),
    (["synfin-merge", "--ranks", "none"],
     "synfin-merge: --out is missing: accepted is --out FOLDER"),
    (["synfin-merge", "--ranks", "none", "--out", "new"],
     "synfin-merge: --ranks none: No such file or directory"),
    (["synfin-bench", "--stacks", "linux"],
     "synfin-bench: --stacks linux: accepted is a list with commas of synfin-ip, synfin-direct, "
     "synfin-burst, ns3, kernel"),
    (["synfin-bench", "--time-wait", "0"],
     "synfin-bench: --time-wait 0: accepted is a number from 1 to 20000000"),
    (["synfin-bench", "--loss", "2"],
     "synfin-bench: --loss 2: accepted is a number from 0 to 0.5"),
    (["synfin-bench", "--delay", "1"],
     "synfin-bench: --delay 1: accepted is a time from 0s to 10s"),
    (["synfin-bench", "--csv", "/proc/none/x"],
     "synfin-bench: --csv /proc/none/x: accepted is a name of files that can be written; /proc/none: No "
     "such file or directory"),
    (["synfin-bench", "--facto", "2"],
     "synfin-bench: --facto: accepted are the options that --help lists; did you mean --factor?"),
    (["synfin-bench", "extra"],
     "synfin-bench: extra: accepted are the options that --help lists"),
    (["synfin-bench", "--rate"],
     "synfin-bench: --rate: accepted is --rate VALUE (connections per second); a value is missing"),
    (["synfin-emulate"],
     "synfin-emulate: nothing to do: accepted is --serve PORT/SERVICE, --connect ADDRESS:PORT/SERVICE, or "
     "both"),
    (["synfin-emulate", "--serve", "80/nothing"],
     "synfin-emulate: --serve 80/nothing: accepted is PORT/SERVICE with a service of echo, discard, "
     "source, close, reset, http"),
    (["synfin-emulate", "--servee", "1"],
     "synfin-emulate: --servee: accepted are the options that --help lists; did you mean --serve?"),
    (["synfin-emulate", "--serve", "80/http", "--tap", "a b"],
     "synfin-emulate: --tap a b: accepted is the name of a network device, up to 15 characters"),
    (["synfin-emulate", "--serve", "80/http", "--set", "syn_retires=1"],
     "synfin-emulate: --set syn_retires=1: accepted is a field of the profile, as --help lists them; did "
     "you mean syn_retries?"),
    (["synfin-emulate", "--serve", "80/http", "--print=1"],
     "synfin-emulate: --print: accepted is --print without a value"),
    (["synfin-emulate", "--serve", "80/http", "--address", "1.2.3.4"],
     "synfin-emulate: --address 1.2.3.4: accepted is another address in the subnet of --tap-address"),
    (["synfin-emulate", "--connect", "x"],
     "synfin-emulate: --connect x: accepted is IPv4 address:PORT/SERVICE with a service of echo, discard, "
     "source, close, reset, http"),
    (["synfin-emulate", "extra"],
     "synfin-emulate: extra: accepted are the options that --help lists"),
]
FILES = {"bad.loss": "0 1\n2\n", "bad.dist": "1\nx\n", "bad.ini": "conections = 5\n",
         "field.ini": "[profile]\nclient:mss = 3\n", "values.ini": "[profile]\nrto_min = 300s\n",
         "pair.ini": "congestion = cubic\n[profile]\ncongestion_control = bbr\n", "link.ini": "queue = 9p\necn-threshold = 9p\n"}


class Messages(unittest.TestCase):
    """The table above."""

    @classmethod
    def setUpClass(cls):
        for name, text in FILES.items():
            pathlib.Path(name).write_text(text, encoding="utf-8")

    def test_each(self):
        before = sorted(os.listdir())
        for command, expected in MESSAGES:
            program = BIN / command[0]
            if command[0] == "synfin-emulate" and not program.exists():
                continue  # this system has no TAP devices
            with self.subTest(command):
                done = subprocess.run([str(program), *command[1:]], stdin=subprocess.DEVNULL, capture_output=True,
                                      encoding="utf-8", timeout=60, check=False)
                self.assertEqual(done.stderr, expected.replace("{here}", os.getcwd()) + "\n")
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertLessEqual(len(expected), 200)
        self.assertEqual(sorted(os.listdir()), before)

    def test_what_is_no_utf_8(self):
        for program in ("synfin-run", "synfin-walkthrough", "synfin-bench"):
            done = subprocess.run([str(BIN / program).encode(), b"--delay", b"\xff\xc0\x80"], capture_output=True,
                                  encoding="utf-8", timeout=60, check=False)
            self.assertTrue(done.stderr.startswith(f"{program}: --delay \\xff\\xc0\\x80: accepted is "), done.stderr)

    def test_a_sysctl_has_its_own_name_too(self):
        for name in ("syn_retries", "tcp_syn_retries", "net.ipv4.tcp_syn_retries"):
            pathlib.Path("sysctl.ini").write_text(f"[profile]\n{name} = 1\n", encoding="utf-8")
            for options in (["--set", f"{name}=1"], ["--config", "sysctl.ini"]):
                done = subprocess.run([str(BIN / "synfin-run"), "--connections", "5", "--loss", "1", *options],
                                      capture_output=True, text=True, timeout=60, check=True)
                self.assertRegex(done.stdout, r"(?m)^retransmitted SYN +25$")  # 4 at a constant timeout
            subprocess.run([str(BIN / "synfin-walkthrough"), "--set", f"{name}=1"], stdout=subprocess.DEVNULL,
                           timeout=60, check=True)
        pathlib.Path("sysctl.ini").unlink()

    def test_help_prints_no_complaint(self):
        text = " ".join(subprocess.run([str(BIN / "synfin-run"), "--help"], capture_output=True, text=True, timeout=60,
                                       check=True).stdout.split())
        self.assertIn('"10s loss=1; 12s loss=0": none, or changes such as', text)
        for complaint in ("is no time", "accepted:", "accepted is", "''"):
            self.assertNotIn(complaint, text)


if __name__ == "__main__":
    unittest.main()
