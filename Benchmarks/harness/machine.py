"""What the harness asks the machine: cores, memory, how busy it is; and one benchmark at a time."""

import fcntl
import os
import platform
import re
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CORES = os.cpu_count() or 1


def say(*words):
    """Tells the person at the terminal; results go to standard output, this does not."""
    print("bench:", *words, file=sys.stderr, flush=True)


def data_folder():
    return os.environ.get("BENCH_DATA") or os.path.join(ROOT, ".build", "bench-data")


def environment_folder():
    return os.path.join(ROOT, ".build", "bench-venv")


def python():
    """The Python that has the peers: BENCH_PYTHON, that of `scripts/bench setup`, or this one."""
    own = os.path.join(environment_folder(), "bin", "python")
    return os.environ.get("BENCH_PYTHON") or (own if os.path.exists(own) else sys.executable)


class OneAtATime:
    """Holds the lock of all benchmarks of this user while it is open."""

    def __enter__(self):
        path = os.environ.get("BENCH_LOCK") or os.path.join(ROOT, ".build", "bench.lock")
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        self.file = open(path, "w")
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another benchmark is running; waiting for its end")
            fcntl.flock(self.file, fcntl.LOCK_EX)
        return self

    def __exit__(self, *_):
        self.file.close()


def free_memory():
    """Bytes that programs may still take; nothing where the system does not say."""
    try:
        with open("/proc/meminfo") as file:
            for line in file:
                if line.startswith("MemAvailable:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:
        pages = subprocess.run(["vm_stat"], capture_output=True, text=True).stdout
        size = int(re.search(r"page size of (\d+)", pages).group(1))
        kinds = re.findall(r"Pages (?:free|inactive|speculative):\s+(\d+)", pages)
        return size * sum(map(int, kinds))
    except (OSError, AttributeError):
        return None


def memory_of(process):
    """Bytes of memory a process holds and the most it ever held."""
    try:
        with open(f"/proc/{process}/status") as file:
            found = dict(re.findall(r"^(VmRSS|VmHWM):\s+(\d+)", file.read(), re.M))
        now = int(found.get("VmRSS", 0)) * 1024
        return now, int(found.get("VmHWM", 0)) * 1024
    except OSError:
        text = subprocess.run(["ps", "-o", "rss=", "-p", str(process)], capture_output=True, text=True)
        now = int(text.stdout.strip() or 0) * 1024
        return now, now


def forget_peak(process):
    """Lets the peak of `memory_of` begin anew, where the system can (Linux)."""
    try:
        with open(f"/proc/{process}/clear_refs", "w") as file:
            file.write("5")
    except OSError:
        pass


def seconds_of(process):
    """Seconds of processor time that a process has used."""
    try:
        with open(f"/proc/{process}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return 0.0


def busy_seconds():
    """Seconds that all cores together have worked since the start; nothing where unknown."""
    try:
        with open("/proc/stat") as file:
            fields = [int(field) for field in file.readline().split()[1:9]]
        idle = fields[3] + fields[4]
        return (sum(fields) - idle) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return None


class Disturbance:
    """What other processes take of the cores while something is measured."""

    def __init__(self):
        self.shares = []

    def during(self, work, processes):
        """Does the work of some processes and notes the share of the others."""
        own = sum(map(seconds_of, processes))
        busy, start = busy_seconds(), time.perf_counter()
        answer = work()
        seconds = time.perf_counter() - start
        if busy is not None and seconds > 0.05:
            others = busy_seconds() - busy - (sum(map(seconds_of, processes)) - own)
            self.shares.append(min(1.0, max(0.0, others / seconds / CORES)))
        return answer

    @property
    def typical(self):
        """The median share; nothing if nothing was noted."""
        return sorted(self.shares)[len(self.shares) // 2] if self.shares else None


def processor():
    try:
        with open("/proc/cpuinfo") as file:
            found = re.search(r"^model name\s*:\s*(.*)$", file.read(), re.M)
        return found.group(1) if found else platform.machine()
    except OSError:
        return platform.processor() or platform.machine()


def description():
    """One line about the machine."""
    free = free_memory()
    memory = f", {free / 1e9:.0f} GB of memory free" if free else ""
    return f"{processor()}, {CORES} cores{memory}, load average {os.getloadavg()[0]:.1f}"


def warn_if_busy():
    load = os.getloadavg()[0]
    if load > 0.3 * CORES:
        say(f"the machine is busy (load average {load:.1f}, {CORES} cores): figures will be too high")
