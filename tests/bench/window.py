#!/usr/bin/env python3
"""What the window costs: a Markdown table of its start, first token, streaming, idle time and size.

    window.py --fireside build/bin/fireside --probe build/tests/bench/libwindow_probe.so MODEL.gguf

The program runs on Qt's offscreen platform with an empty data folder, its files in the memory of the system, --rounds
times; cells are the median and the worst round. The start has no model; the rest has MODEL.gguf loaded.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

IDLE_SECONDS = 20
TICK = os.sysconf("SC_CLK_TCK")


def environment(folder, probe, **more):
    return dict(os.environ, FIRESIDE_DATA_DIR=folder, QT_QPA_PLATFORM="offscreen", LD_PRELOAD=probe, LC_ALL="C.UTF-8",
                FIRESIDE_PROBE_START=str(time.monotonic_ns() // 1_000_000), **more)


def resident_mb(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024


def processor_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def until(process, figures, name):
    while name not in figures:
        line = process.stdout.readline()
        if not line:
            raise SystemExit(f"the program ended before it said “{name}”")
        words = line.split()
        if len(words) == 2:
            figures[words[0]] = float(words[1])


def run(options, arguments, end, **more):
    """The probe's figures, with the memory and the processor time of IDLE_SECONDS behind them."""
    with tempfile.TemporaryDirectory() as folder:
        with subprocess.Popen([options.fireside, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True, env=environment(folder, os.path.abspath(options.probe), **more)) as process:
            try:
                figures = {}
                until(process, figures, end)
                figures["memory"] = resident_mb(process.pid)
                time.sleep(2)  # what is done once behind the start or an answer
                before = processor_seconds(process.pid)
                time.sleep(options.idle)
                figures["idle"] = (processor_seconds(process.pid) - before) / options.idle
            finally:
                process.kill()
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fireside", required=True)
    parser.add_argument("--probe", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--idle", type=int, default=IDLE_SECONDS, help="seconds")
    parser.add_argument("model")
    options = parser.parse_args()
    run(options, [], "typed", FIRESIDE_STARTER_MODEL="/nonexistent")  # brings the files into memory
    starts = [run(options, [], "typed", FIRESIDE_STARTER_MODEL="/nonexistent") for _ in range(options.rounds)]
    answers = [run(options, ["--model", options.model], "end", FIRESIDE_PROBE_ASKS="1500")
               for _ in range(options.rounds)]
    print("| what | median | worst |\n|---|---|---|")
    for title, rounds, name, scale, unit in (
            ("from the start to a typed letter, no model", starts, "typed", 1, "ms"),
            ("memory then", starts, "memory", 1, "MB"),
            ("idle, no model", starts, "idle", 100, "% of a core"),
            ("from Enter to the first text of the answer", answers, "first", 1, "ms"),
            ("longest turn of the window's thread while it streams, p99", answers, "gap_p99", 1, "ms"),
            ("the same, longest", answers, "gap_max", 1, "ms"),
            ("that thread's processor time while it streams", answers, "thread", 100, "% of a core"),
            ("idle behind the answer", answers, "idle", 100, "% of a core")):
        values = [figures[name] * scale for figures in rounds]
        print(f"| {title} | {statistics.median(values):.1f} {unit} | {max(values):.1f} {unit} |", flush=True)


if __name__ == "__main__":
    main()
