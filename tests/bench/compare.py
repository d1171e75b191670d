#!/usr/bin/env python3
"""Fireside's speed beside llama.cpp's on the same files: Markdown tables of tokens per second and ratios.

    compare.py --fireside build/bin/fireside-cli --llama FOLDER --peer FOLDER MODEL.gguf ...

Two peers can be given, the FOLDER with llama.cpp's own programs (llama-bench, with and without its flash attention,
llama-batched-bench and llama-completion), and a FOLDER whose node_modules hold node-llama-cpp. All programs run in turn,
--rounds times, with the same number of threads; a cell is the median over the rounds, and of llama.cpp the best of what
was run. node-llama-cpp is driven from JavaScript, which costs it some milliseconds for every token it generates;
llama-bench has no such cost.

--tables picks what is measured:
    alone   prompt and answer on an otherwise idle machine
    deep    the same behind --depth tokens
    busy    the same beside a process that keeps one core busy
    batch   --sequences decoded together, all their tokens counted
    first   from the program's start to its first token, the model's file in the memory of the system
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
import time

HERE = pathlib.Path(__file__).resolve().parent


TABLES = ("alone", "deep", "busy", "batch", "first")
FIRST_PROMPT = "The quick brown fox jumps over the lazy dog and"


def run(command, folder=None):
    """The JSON objects that the command prints, one a line, and the most memory it had, in MB."""
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, errors="replace") as process:
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


def seconds(command):
    start = time.monotonic()
    run(command)
    return time.monotonic() - start


def fireside(options, model, depth):
    [result], _ = run([options.fireside, "bench", "-m", model, "-t", options.threads, "--depth", str(depth), "-p",
                       options.prefill, "-n", options.decode, "-r", options.repetitions, "--json"])
    # Its own figure of memory: that of the process holds the buffer by which bandwidth is measured.
    return {"prefill": result["prefill_tps"]["median"], "decode": result["decode_tps"]["median"],
            "bandwidth": result["bandwidth_share"], "memory": result["peak_memory_mb"]}


def llama_bench(options, model, depth):
    tests, memory = run([f"{options.llama}/llama-bench", "-m", model, "-t", options.threads, "-d", str(depth), "-p",
                         options.prefill, "-n", options.decode, "-r", options.repetitions, "-fa", "0,1", "-o", "jsonl"])
    fastest = lambda key: max(statistics.median(test["samples_ts"]) for test in tests if test[key] > 0)
    return {"prefill": fastest("n_prompt"), "decode": fastest("n_gen"), "memory": memory}


def node_llama_cpp(options, model, depth):
    [result], memory = run(["node", str(HERE / "llama_cpp.mjs"), model, options.threads, str(depth), options.prefill,
                            options.decode, options.repetitions], folder=options.peer)
    return {"prefill": result["prefill_tps"], "decode": result["decode_tps"], "memory": memory}


def fireside_batch(options, model, sequences):
    [result], _ = run([options.fireside, "bench", "-m", model, "-t", options.threads, "--depth", "16", "-p", "16", "-n",
                       options.decode, "--batch", str(sequences), "-r", options.repetitions, "--json"])
    return result["decode_tps"]["median"]


def llama_batch(options, model, sequences):
    [result], _ = run([f"{options.llama}/llama-batched-bench", "-m", model, "-t", options.threads, "-c", "4096", "-npp",
                       "16", "-ntg", options.decode, "-npl", str(sequences), "--output-format", "jsonl"])
    return result["speed_tg"]


def fireside_first(options, model):
    return seconds([options.fireside, "generate", "-m", model, "-t", options.threads, "-p", FIRST_PROMPT, "-n", "1",
                    "--temp", "0", "--raw"])


def llama_first(options, model):
    return seconds([f"{options.llama}/llama-completion", "-m", model, "-t", options.threads, "-p", FIRST_PROMPT, "-n",
                    "1", "--temp", "0", "-no-cnv", "--no-warmup"])


@contextlib.contextmanager
def neighbour():
    """A process that computes without end on one core."""
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        busy.kill()
        busy.wait()


def row(cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def head(*titles):
    print()
    row(titles)
    print("|---" * len(titles) + "|", flush=True)


def medians(rounds):
    """One value for each column of the rounds."""
    return [statistics.median(column) for column in zip(*rounds)]


def measure(options, model, depth):
    """(Fireside's figures, llama.cpp's best ones), medians over the rounds."""
    peers = [peer for peer, given in ((llama_bench, options.llama), (node_llama_cpp, options.peer)) if given]
    ours, theirs = [], {peer: [] for peer in peers}
    for _ in range(options.rounds):
        ours.append(fireside(options, model, depth))
        for peer in peers:
            theirs[peer].append(peer(options, model, depth))
    middle = lambda runs: {key: statistics.median(run[key] for run in runs) for key in runs[0]}
    best = [middle(runs) for runs in theirs.values()]
    return middle(ours), {"prefill": max(peer["prefill"] for peer in best),
                          "decode": max(peer["decode"] for peer in best),
                          "memory": min(peer["memory"] for peer in best)}


def speed_table(options, name, alone):
    """The tables alone, deep and busy. alone: Fireside's figures without a neighbour, by model, where known."""
    compared = name == "busy" and alone
    head(f"{name}, model", "prefill: Fireside", "llama.cpp", "ratio", "decode: Fireside", "llama.cpp", "ratio",
         *(["of the own when alone"] if compared else ["of read bandwidth", "peak MB: Fireside", "llama.cpp"]))
    figures = {}
    for model in options.models:
        ours, theirs = measure(options, model, options.depth if name == "deep" else 0)
        figures[model] = ours
        cells = [pathlib.Path(model).stem]
        for phase in ("prefill", "decode"):
            cells += [f"{ours[phase]:.1f}", f"{theirs[phase]:.1f}", f"{ours[phase] / theirs[phase]:.2f}"]
        if compared:
            cells += [f"{100 * ours['prefill'] / alone[model]['prefill']:.0f} %, "
                      f"{100 * ours['decode'] / alone[model]['decode']:.0f} %"]
        else:
            cells += [f"{100 * ours['bandwidth']:.0f} %", f"{ours['memory']:.0f}", f"{theirs['memory']:.0f}"]
        row(cells)
    return figures


def batch_table(options):
    head("batch, model", "Fireside: one", f"{options.sequences} together", "ratio", "llama.cpp: together", "ratio")
    for model in options.models:
        alone, together, theirs = medians(
            [(fireside_batch(options, model, 1), fireside_batch(options, model, options.sequences),
              llama_batch(options, model, options.sequences)) for _ in range(options.rounds)])
        row([pathlib.Path(model).stem, f"{alone:.1f}", f"{together:.1f}", f"{together / alone:.2f}", f"{theirs:.1f}",
             f"{together / theirs:.2f}"])


def first_table(options):
    head("first token, model", "Fireside: ms", "llama.cpp", "ratio")
    for model in options.models:
        fireside_first(options, model)  # the file is in memory from here on
        ours, theirs = medians([(fireside_first(options, model), llama_first(options, model))
                                for _ in range(max(options.rounds, 3))])
        row([pathlib.Path(model).stem, f"{1000 * ours:.0f}", f"{1000 * theirs:.0f}", f"{ours / theirs:.2f}"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", metavar="MODEL.gguf", type=os.path.abspath)
    parser.add_argument("--fireside", required=True, type=os.path.abspath, help="the program fireside-cli")
    parser.add_argument("--llama", metavar="FOLDER", type=os.path.abspath, help="with llama.cpp's programs")
    parser.add_argument("--peer", metavar="FOLDER", help="with node_modules/node-llama-cpp")
    parser.add_argument("--tables", nargs="+", choices=TABLES, default=["alone"])
    parser.add_argument("--threads", default="2")
    parser.add_argument("--prefill", default="512", help="tokens of a prompt")
    parser.add_argument("--decode", default="64", help="tokens to generate")
    parser.add_argument("--depth", type=int, default=4096, help="tokens in the context before, for deep")
    parser.add_argument("--sequences", type=int, default=8, help="for batch")
    parser.add_argument("--repetitions", default="3", help="within a run, after one that warms up")
    parser.add_argument("--rounds", type=int, default=3, help="of all programs in turn")
    options = parser.parse_args()
    if not options.llama and (not options.peer or {"batch", "first"} & set(options.tables)):
        parser.error("nothing to compare with: give --llama (batch and first need it), or --peer")

    alone = {}
    for name in (table for table in TABLES if table in options.tables):
        if name == "batch":
            batch_table(options)
        elif name == "first":
            first_table(options)
        else:
            with neighbour() if name == "busy" else contextlib.nullcontext():
                figures = speed_table(options, name, alone)
            if name == "alone":
                alone = figures


if __name__ == "__main__":
    main()
