#! /usr/bin/env python3

# The programs and scripts that ns-3's test.py runs to see that they still work, each with
# (name and arguments, do_run, do_valgrind_run). It reads this file as Python and looks for it here.
cpp_examples = [
    ("custom-topology --connections=200 --out=custom-topology-out", "True", "True"),
    ("first-handshake --out=first-handshake-out", "True", "True"),
    ("own-trace", "True", "True"),
    ("synfin-record --out=synfin-record-out", "True", "True"),
    ("synfin-run --connections=200 --loss=0.1 --trace=none", "True", "True"),
    ("synfin-run --connections=200 --loss=0.1 --trace=none --path=ip", "True", "False"),
    ("synfin-run --connections=200 --stack=ns3 --trace=none", "True", "False"),
    ("synfin-walkthrough", "True", "True"),
    ("web-users --out=web-users-out", "True", "False"),
]

# (name and arguments, do_run)
python_examples = []
