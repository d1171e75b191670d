"""Starts a server, waits for the address it prints, and runs a client script against it.

    run_client.py SCRIPT SERVER [ARGUMENT …]

The script is openai_clients.py, anthropic_clients.py, ollama_clients.py or openai_clients.mjs; it gets the base URL as its argument. The exit status is the
script's, 77 (skipped) where its client is not installed, and 1 where the server does not come up. An argument STARTER
stands for the starter model's path; without that model the test is skipped.
"""

import os
import pathlib
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

SKIPPED = 77
START_SECONDS = 60


def cache_folder():
    return pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "fireside"


def clients_folder():
    given = os.environ.get("FIRESIDE_TEST_CLIENTS")
    return pathlib.Path(given) if given else cache_folder() / "test-clients"


def starter_model():
    given = os.environ.get("FIRESIDE_STARTER_MODEL")
    return pathlib.Path(given) if given else cache_folder() / "models" / "SmolLM2-135M-Instruct.Q4_1.gguf"


def client_command(script, folder):
    """The interpreter for the script, or None where its client is not installed."""
    if script.endswith(".mjs"):
        return ["node", script] if (folder / "node_modules" / "openai").is_dir() else None
    python = folder / "venv" / "bin" / "python"
    return [str(python), script] if python.exists() else None


def wait_for_address(server):
    """The first http address on the server's standard output; the rest is read on, so that it never blocks."""
    found = []
    ready = threading.Event()

    def read():
        for line in server.stdout:
            match = re.search(r"http://[^\s\"']+", line)
            if match and not found:
                found.append(match.group(0).rstrip("/."))
                ready.set()
        ready.set()

    threading.Thread(target=read, daemon=True).start()
    ready.wait(START_SECONDS)
    return found[0].removesuffix("/v1") if found else None


def wait_for_model(address):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address + "/health", timeout=5)
            return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def main():
    script, server_command = sys.argv[1], sys.argv[2:]
    command = client_command(script, clients_folder())
    if command is None:
        print(f"skipped: the client for {os.path.basename(script)} is not installed; run packaging/test_clients.sh")
        return SKIPPED
    if "STARTER" in server_command and not starter_model().exists():
        print("skipped: needs the starter model; run packaging/fetch_starter_model.sh")
        return SKIPPED
    server_command = [str(starter_model()) if word == "STARTER" else word for word in server_command]
    server = subprocess.Popen(server_command, stdout=subprocess.PIPE, text=True)
    try:
        address = wait_for_address(server)
        if address is None or not wait_for_model(address):
            print(f"the server did not come up: {' '.join(server_command)}")
            return 1
        environment = dict(os.environ, FIRESIDE_TEST_CLIENTS=str(clients_folder()))
        return subprocess.run(command + [address + "/v1"], env=environment, timeout=240).returncode
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()


sys.exit(main())
