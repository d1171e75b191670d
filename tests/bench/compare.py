#!/usr/bin/env python3
"""Fireside's speed beside llama.cpp's on the same files: a Markdown table of tokens per second and ratios.

    compare.py --fireside build/bin/fireside-cli --peer FOLDER MODEL.gguf ...

FOLDER holds node_modules with node-llama-cpp. Both programs run in turn, --rounds times, with the same number of
threads; a cell is the median over the rounds. With --busy another process keeps one core busy meanwhile. llama.cpp is
driven from JavaScript, which costs it some milliseconds for every token it generates: on models of 100 million
parameters its decode column is too low by that, on larger ones it hardly shows.
"""
import argparse
import contextlib
import json
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


def run(command, folder=None):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed: {done.stderr.strip() or done.stdout.strip()}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def fireside(options, model, depth, decode):
    result = run([options.fireside, "bench", "-m", model, "-t", str(options.threads), "--depth", str(depth),
                  "-p", str(options.prefill), "-n", str(decode), "-r", str(options.repetitions), "--json"])
    return {"prefill": result["prefill_tps"]["median"], "decode": result["decode_tps"]["median"],
            "bandwidth": result["bandwidth_share"], "memory": result["peak_memory_mb"]}


def llama_cpp(options, model, depth, decode):
    result = run(["node", str(HERE / "llama_cpp.mjs"), model, str(options.threads), str(depth), str(options.prefill),
                  str(decode), str(options.repetitions)], folder=options.peer)
    return {"prefill": result["prefill_tps"], "decode": result["decode_tps"]}


@contextlib.contextmanager
def neighbour(is_wanted):
    """A process that computes without end on one core."""
    if not is_wanted:
        yield
        return
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        busy.kill()
        busy.wait()


def measure(options, model, depth, decode):
    ours, theirs = [], []
    for _ in range(options.rounds):
        ours.append(fireside(options, model, depth, decode))
        theirs.append(llama_cpp(options, model, depth, decode))
    median = lambda runs, key: statistics.median(run[key] for run in runs)
    cells = [pathlib.Path(model).stem, str(depth)]
    for phase in ("prefill", "decode"):
        a, b = median(ours, phase), median(theirs, phase)
        cells += [f"{a:.1f}", f"{b:.1f}", f"{a / b:.2f}"]
    return cells + [f"{100 * median(ours, 'bandwidth'):.0f} %", f"{median(ours, 'memory'):.0f}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", metavar="MODEL.gguf")
    parser.add_argument("--fireside", required=True, help="the program fireside-cli")
    parser.add_argument("--peer", required=True, help="folder with node_modules/node-llama-cpp")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--prefill", type=int, default=512)
    parser.add_argument("--decode", type=int, default=64)
    parser.add_argument("--depths", type=int, nargs="+", default=[0], help="tokens in the context before")
    parser.add_argument("--repetitions", type=int, default=3, help="within a run, after one that warms up")
    parser.add_argument("--rounds", type=int, default=3, help="of both programs in turn")
    parser.add_argument("--busy", action="store_true", help="beside a process that keeps one core busy")
    options = parser.parse_args()
    options.fireside = os.path.abspath(options.fireside)

    print("| model | depth | prefill: Fireside | llama.cpp | ratio | decode: Fireside | llama.cpp | ratio "
          "| of read bandwidth | peak MB |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    with neighbour(options.busy):
        for model in options.models:
            for depth in options.depths:
                print("| " + " | ".join(measure(options, os.path.abspath(model), depth, options.decode)) + " |",
                      flush=True)


if __name__ == "__main__":
    main()
