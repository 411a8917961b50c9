"""The peers, and how each is run. Their programs are in `peers/`."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass

import measuring
import settle

FOLDER = os.path.join(settle.ROOT, "Benchmarks")
ENVIRONMENT = os.path.join(FOLDER, ".venv")
REQUIREMENTS = os.path.join(FOLDER, "requirements.txt")
DUCKDB_FORMS = ("window", "distinct_on", "least_struct", "load_then_delete")


@dataclass(frozen=True)
class Peer:
    name: str
    program: str  # in `peers/`
    reads: str  # `raw` or `cleaned` log
    persists: bool
    remark: str
    module: str | None = None  # the module that its program imports; None: not a Python program
    form: str | None = None

    def run(self, log, folder):
        """Runs the peer once on a log; `groups(folder)` then has its groups, `size(folder)` what it stored."""
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        program = os.path.join(FOLDER, "peers", self.program)
        database = os.path.join(folder, "database")
        result = os.path.join(folder, "groups.csv")
        if self.module is None:
            script = os.path.join(folder, "script.sql")
            with open(program) as template, open(script, "w") as out:
                out.write(template.read().replace("{log}", log))
            return measuring.run(["sqlite3", database], stdin=script, stdout=result)
        command = [python(), program] + ([self.form] if self.form else []) + [log]
        return measuring.run(command + ([database] if self.persists else []), stdout=result)

    def start(self, folder):
        """Measures its process without any work."""
        command = ["sqlite3", ":memory:"] if self.module is None else [python(), "-c", f"import {self.module}"]
        return measuring.run(command, directory=folder)


ALL = [
    Peer("DuckDB", "duckdb_forms.py", "cleaned", True, "can't take a body that is a JSON string: such a line is lost",
         "duckdb", "load_then_delete"),
    Peer("chdb (ClickHouse)", "chdb_table.py", "cleaned", True, "loses good lines beside malformed ones", "chdb"),
    Peer("Polars", "polars_lazy.py", "cleaned", False, "aborts at malformed lines; nothing persisted", "polars"),
    Peer("Python, orjson", "orjson_dict.py", "raw", False, "nothing persisted", "orjson"),
    Peer("pandas", "pandas_frame.py", "raw", False, "read by orjson, since `read_json` aborts at malformed lines and "
         "makes floats of amounts; nothing persisted", "pandas"),
    Peer("sqlite3 shell", "sqlite3.sql", "cleaned", True, "its JSON functions accept bytes that are not UTF-8, "
         "repeated keys and 65 levels"),
]


def python():
    return os.path.join(ENVIRONMENT, "bin", "python")


def install():
    """Makes the virtual environment, unless it already has these requirements."""
    stamp = os.path.join(ENVIRONMENT, "installed.txt")
    with open(REQUIREMENTS) as file:
        wanted = file.read()
    if os.path.exists(stamp):
        with open(stamp) as file:
            if file.read() == wanted:
                return
    measuring.note("installing the peers into Benchmarks/.venv")
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    try:
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
        subprocess.run([python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement",
                        REQUIREMENTS], check=True)
    except subprocess.CalledProcessError as error:
        measuring.note(f"the peers can't be installed ({error}); --only settle does without them. "
                       "On Debian, venv is in the package python3-venv.")
        raise SystemExit(69) from None  # EX_UNAVAILABLE
    with open(stamp, "w") as file:
        file.write(wanted)


def groups(folder):
    """The file with the groups that a peer found."""
    return os.path.join(folder, "groups.csv")


def size(folder):
    """The bytes that a peer stored; a database may be a folder with several files."""
    path = os.path.join(folder, "database")
    if not os.path.isdir(path):
        return os.path.getsize(path)
    return sum(os.path.getsize(os.path.join(base, name)) for base, _, names in os.walk(path) for name in names)
