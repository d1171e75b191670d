"""The official Python client of Ollama's API against a running endpoint.

    ollama_clients.py http://127.0.0.1:8080/v1

Exit status: 0, 1 with what went wrong, 77 (skipped) where the package ollama is not installed. Works with any model:
it asks for greedy answers and compares them with each other, not with known text.
"""

import importlib.metadata
import sys

try:
    import ollama
except ImportError:
    print("skipped: the Python package ollama is not installed; run packaging/test_clients.sh")
    sys.exit(77)

MESSAGES = [{"role": "user", "content": "Count from one to ten in words."}]
OPTIONS = {"temperature": 0, "num_predict": 8, "num_ctx": 4096}


def models(client):
    names = [model.model for model in client.list().models]
    assert len(names) == 1 and names[0].endswith(":latest"), f"expected one model with its tag, found {names}"
    assert [model.name for model in client.ps().models] == names
    shown = client.show(names[0])
    assert "completion" in shown.capabilities
    assert shown.modelinfo["general.architecture"] == shown.details.family
    return names[0]


def chat(client, name):
    answer = client.chat(name, MESSAGES, options=OPTIONS)
    assert answer.model == name and answer.done and answer.done_reason in ("stop", "length")
    assert 0 < answer.eval_count <= 8 and answer.prompt_eval_count > 0 and answer.total_duration > 0
    parts = list(client.chat(name.removesuffix(":latest"), MESSAGES, options=OPTIONS, stream=True))
    assert "".join(part.message.content for part in parts) == answer.message.content
    assert [part.done for part in parts] == [False] * (len(parts) - 1) + [True]
    assert parts[-1].done_reason == answer.done_reason and parts[-1].eval_count == answer.eval_count
    return answer.message.content


def generate(client, name, text):
    answer = client.generate(name, MESSAGES[0]["content"], options=OPTIONS)
    assert answer.response == text, f"the chat said {text!r}, generate {answer.response!r}"
    parts = client.generate(name, "Once upon a time", raw=True, stream=True, options=OPTIONS)
    whole = client.generate(name, "Once upon a time", raw=True, options=OPTIONS)
    assert "".join(part.response for part in parts) == whole.response
    assert client.generate(name, keep_alive="5m").done_reason == "load"


def errors(client, name):
    for further in ({"options": {"temperature": -1}}, {"format": "json"}):
        try:
            client.chat(name, MESSAGES, **further)
        except ollama.ResponseError as error:
            assert error.status_code == 400 and list(further)[0] in error.error, error
        else:
            raise AssertionError(f"{further} was accepted")


def main():
    client = ollama.Client(host=sys.argv[1].removesuffix("/v1"), timeout=120)
    name = models(client)
    text = chat(client, name)
    generate(client, name, text)
    errors(client, name)
    print(f"ollama {importlib.metadata.version('ollama')} for Python: all well; {name} said {text!r}")


main()
