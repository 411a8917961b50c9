"""The measured sections of README.md, each between two comments."""

import datetime
import os
import re
import subprocess

FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# Read at the start: the commit that is measured, and the load of the machine before the measurement.
COMMIT = subprocess.run(
    ["git", "-C", FOLDER, "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
LOAD = os.getloadavg()[0]
TODAY = datetime.date.today()


def whereabouts():
    """The day, commit, machine and previous load of a measurement."""
    with open("/proc/cpuinfo") as file:
        cpu = re.search(r"^model name\s*:\s*(.*)$", file.read(), re.MULTILINE)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (f"Measured on {TODAY} at {COMMIT or 'an unknown commit'}: "
            f"{cpu[1] if cpu else 'unknown CPU'}, {os.cpu_count()} cores, {memory:.0f} GiB; "
            f"a load of {LOAD:.1f} before")


def section(name, lines):
    """The text of a section, with the comments around it."""
    text = "\n".join([f"<!-- begin {name} -->", *lines, f"<!-- end {name} -->"])
    return re.sub(r"\n{3,}", "\n\n", text)


def publish(name, text):
    """Replaces the section of this name in README.md."""
    path = os.path.join(FOLDER, "README.md")
    with open(path) as file:
        page = file.read()
    place = re.compile(f"<!-- begin {name} -->.*<!-- end {name} -->", re.DOTALL)
    if not place.search(page):
        raise SystemExit(f"README.md has no section {name}")
    with open(path, "w") as file:
        file.write(place.sub(lambda _: text, page))
