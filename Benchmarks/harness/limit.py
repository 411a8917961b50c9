"""The limit: work that no program can avoid if it reads a log, vouches for it and stores each of its calls.

The work is one pass of SHA-256, a parse that checks every byte, and the inserts of exactly the rows that settle
stores. Two cores can't finish before the digest of the one file is done, nor before SQLite's one writer is done, nor
in less than half of the total CPU time.
"""

import os
import shutil
import subprocess
import sys

import measuring
import settle

FOLDER = os.path.join(settle.ROOT, "Benchmarks", "limit")
CORES = 2
PARTS = {
    "SHA-256": "one pass of SHA-256 (`openssl dgst`)",
    "parse": "a validating parse (simdjson's DOM, two threads)",
    "inserts": "the bare inserts of the same rows into the same tables (`INSERT … SELECT` from a finished ledger)",
}


def contenders(bench, log, ledger):
    """The three parts of the limit, for `measuring.in_turn`."""
    parser = _parser(bench)

    def inserts():
        new = bench.path("inserts.db")
        if os.path.exists(new):
            os.unlink(new)
        return measuring.run([sys.executable, os.path.join(FOLDER, "inserts.py"), ledger.path, new],
                             directory=bench.folder)

    return {
        "SHA-256": lambda: measuring.run(["openssl", "dgst", "-sha256", log.path], directory=bench.folder),
        "parse": lambda: measuring.run([parser, log.path, str(CORES)], directory=bench.folder),
        "inserts": inserts,
    }


def of(turn):
    """The limit in seconds, in one round."""
    together = sum(turn[part].cpu for part in PARTS)
    return max(turn["SHA-256"].wall, turn["inserts"].wall, together / CORES)


def _parser(bench):
    """The parsing program, built if missing."""
    source, binary = os.path.join(FOLDER, "parse.cpp"), bench.path("parse")
    if not os.path.exists(binary) or os.path.getmtime(binary) < os.path.getmtime(source):
        measuring.note("building the parser of the limit")
        compiler = shutil.which("clang++") or "g++"
        subprocess.run([compiler, "-O3", "-std=c++17", "-o", binary, source, "-lsimdjson", "-pthread"], check=True)
    return binary
