#!/usr/bin/env python3
"""Fireside's speed beside llama.cpp's on the same files: a Markdown table of tokens per second and ratios.

    compare.py --fireside build/bin/fireside-cli --llama-bench LLAMA_BENCH --peer FOLDER MODEL.gguf ...

Two peers can be given, llama.cpp's own program llama-bench, with and without its flash attention, and a FOLDER whose
node_modules hold node-llama-cpp. All programs run in turn, --rounds times, with the same number of threads; a cell is
the median over the rounds, and of llama.cpp the best of what was run. With --busy another process keeps one core
busy meanwhile. With --batch N the table is that of N sequences decoded together, all their tokens counted, beside
llama.cpp's llama-batched-bench. node-llama-cpp is driven from JavaScript, which costs it some milliseconds for every token it
generates; llama-bench has no such cost.
"""
import argparse
import contextlib
import json
import os
import pathlib
import statistics
import subprocess
import sys
import threading

HERE = pathlib.Path(__file__).resolve().parent


def run(command, folder=None):
    """The JSON objects that the command prints, one a line, and the most memory it had, in MB."""
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        errors = []
        reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))
        reader.start()
        output = process.stdout.read()
        reader.join()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[0]} failed: {errors[0].strip() or output.strip() or f'status {process.returncode}'}")
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")], usage.ru_maxrss / 1024


def fireside(options, model, depth, decode):
    [result], _ = run([options.fireside, "bench", "-m", model, "-t", str(options.threads), "--depth", str(depth),
                       "-p", str(options.prefill), "-n", str(decode), "-r", str(options.repetitions), "--json"])
    # Its own figure of memory: that of the process holds the buffer by which bandwidth is measured.
    return {"prefill": result["prefill_tps"]["median"], "decode": result["decode_tps"]["median"],
            "bandwidth": result["bandwidth_share"], "memory": result["peak_memory_mb"]}


def llama_bench(options, model, depth, decode):
    tests, memory = run([options.llama_bench, "-m", model, "-t", str(options.threads), "-d", str(depth), "-p",
                         str(options.prefill), "-n", str(decode), "-r", str(options.repetitions), "-fa", "0,1", "-o",
                         "jsonl"])
    fastest = lambda key: max(statistics.median(test["samples_ts"]) for test in tests if test[key] > 0)
    return {"prefill": fastest("n_prompt"), "decode": fastest("n_gen"), "memory": memory}


def node_llama_cpp(options, model, depth, decode):
    [result], memory = run(["node", str(HERE / "llama_cpp.mjs"), model, str(options.threads), str(depth),
                            str(options.prefill), str(decode), str(options.repetitions)], folder=options.peer)
    return {"prefill": result["prefill_tps"], "decode": result["decode_tps"], "memory": memory}


def fireside_batch(options, model, sequences):
    [result], _ = run([options.fireside, "bench", "-m", model, "-t", str(options.threads), "-p", "16", "-n",
                       str(options.decode), "--batch", str(sequences), "-r", str(options.repetitions), "--json"])
    return result["decode_tps"]["median"]


def llama_batch(options, model, sequences):
    [result], _ = run([options.llama_batched_bench, "-m", model, "-t", str(options.threads), "-c", "4096", "-npp", "16",
                       "-ntg", str(options.decode), "-npl", str(sequences), "--output-format", "jsonl"])
    return result["speed_tg"]


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


def row(cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def head(*titles):
    row(titles)
    print("|---" * len(titles) + "|", flush=True)


def measure(options, model, depth, decode):
    peers = [peer for peer, given in ((llama_bench, options.llama_bench), (node_llama_cpp, options.peer)) if given]
    ours, theirs = [], {peer: [] for peer in peers}
    for _ in range(options.rounds):
        ours.append(fireside(options, model, depth, decode))
        for peer in peers:
            theirs[peer].append(peer(options, model, depth, decode))
    median = lambda runs, key: statistics.median(run[key] for run in runs)
    cells = [pathlib.Path(model).stem, str(depth)]
    for phase in ("prefill", "decode"):
        a, b = median(ours, phase), max(median(runs, phase) for runs in theirs.values())
        cells += [f"{a:.1f}", f"{b:.1f}", f"{a / b:.2f}"]
    memory = [median(ours, "memory"), min(median(runs, "memory") for runs in theirs.values())]
    return cells + [f"{100 * median(ours, 'bandwidth'):.0f} %"] + [f"{mb:.0f}" for mb in memory]


def measure_batch(options, model):
    rounds = [(fireside_batch(options, model, 1), fireside_batch(options, model, options.batch),
               llama_batch(options, model, options.batch)) for _ in range(options.rounds)]
    alone, together, theirs = (statistics.median(column) for column in zip(*rounds))
    return [pathlib.Path(model).stem, str(options.batch), f"{alone:.1f}", f"{together:.1f}", f"{together / alone:.2f}",
            f"{theirs:.1f}", f"{together / theirs:.2f}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", metavar="MODEL.gguf")
    parser.add_argument("--fireside", required=True, help="the program fireside-cli")
    parser.add_argument("--llama-bench", help="the program llama-bench of llama.cpp")
    parser.add_argument("--peer", help="folder with node_modules/node-llama-cpp")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--prefill", type=int, default=512)
    parser.add_argument("--decode", type=int, default=64)
    parser.add_argument("--depths", type=int, nargs="+", default=[0], help="tokens in the context before")
    parser.add_argument("--repetitions", type=int, default=3, help="within a run, after one that warms up")
    parser.add_argument("--rounds", type=int, default=3, help="of both programs in turn")
    parser.add_argument("--batch", type=int, metavar="N", help="sequences decoded together")
    parser.add_argument("--llama-batched-bench", help="the program llama-batched-bench of llama.cpp, for --batch")
    parser.add_argument("--busy", action="store_true", help="beside a process that keeps one core busy")
    options = parser.parse_args()
    if options.batch and not options.llama_batched_bench:
        parser.error("--batch compares with llama-batched-bench: give --llama-batched-bench")
    if not options.batch and not options.llama_bench and not options.peer:
        parser.error("nothing to compare with: give --llama-bench, --peer or both")
    options.fireside = os.path.abspath(options.fireside)

    with neighbour(options.busy):
        if options.batch:
            head("model", "sequences", "Fireside: one", "together", "ratio", "llama.cpp: together", "ratio")
            for model in options.models:
                row(measure_batch(options, os.path.abspath(model)))
            return
        head("model", "depth", "prefill: Fireside", "llama.cpp", "ratio", "decode: Fireside", "llama.cpp", "ratio",
             "of read bandwidth", "peak MB: Fireside", "llama.cpp")
        for model in options.models:
            for depth in options.depths:
                row(measure(options, os.path.abspath(model), depth, options.decode))


if __name__ == "__main__":
    main()
