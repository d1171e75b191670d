"""The official Python client of Anthropic's Messages API against a running endpoint.

    anthropic_clients.py http://127.0.0.1:8080/v1

Exit status: 0, 1 with what went wrong, 77 (skipped) where the package anthropic is not installed. Works with any model:
it asks for greedy answers and compares them with each other, not with known text.
"""

import importlib.metadata
import sys

try:
    import anthropic
except ImportError:
    print("skipped: the Python package anthropic is not installed; run packaging/test_clients.sh")
    sys.exit(77)

ASKED = {
    "model": "any",
    "max_tokens": 8,
    "system": "Answer in words.",
    "messages": [{"role": "user", "content": "Count from one to ten in words."}],
    "extra_body": {"temperature": 0},  # newer versions of the client no longer know it
}


def text_of(message):
    return "".join(block.text for block in message.content if block.type == "text")


def whole(client):
    message = client.messages.create(**ASKED)
    assert message.type == "message" and message.role == "assistant" and message.id.startswith("msg_")
    assert message.stop_reason in ("end_turn", "max_tokens"), message.stop_reason
    assert 0 < message.usage.output_tokens <= 8
    return message


def stream(client, message):
    with client.messages.stream(**ASKED) as events:
        text = "".join(events.text_stream)
        final = events.get_final_message()
    assert text == text_of(final) == text_of(message), f"whole {text_of(message)!r}, streamed {text!r}"
    assert final.stop_reason == message.stop_reason
    assert final.usage.output_tokens == message.usage.output_tokens


def counts(client, message):
    asked = {name: ASKED[name] for name in ("model", "system", "messages")}
    usage = message.usage
    counted = client.messages.count_tokens(**asked).input_tokens
    computed = usage.input_tokens + usage.cache_read_input_tokens
    # A model that is acted counts words.
    assert counted == computed or message.model.startswith("fake"), f"counted {counted}, then {usage}"


def blocks(client):
    asked = {
        "model": "any",
        "max_tokens": 8,
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": "Count on."}]},
            {"role": "assistant", "content": [{"type": "text", "text": "One, two, three"}]},
        ],
    }
    assert client.messages.create(**asked).usage.output_tokens > 0
    tools = [{"name": "weather", "description": "The weather", "input_schema": {"type": "object"}}]
    try:
        client.messages.create(**asked, tools=tools)
    except anthropic.BadRequestError as error:  # many small models were not trained to call them
        assert "tools" in error.message, error


def errors(client):
    for further, status in (({"tool_choice": {"type": "any"}}, 400), ({"messages": []}, 400)):
        try:
            client.messages.create(**{**ASKED, **further})
        except anthropic.APIStatusError as error:
            assert error.status_code == status and error.body["type"] == "error", error
            assert error.body["error"]["type"] == "invalid_request_error", error
        else:
            raise AssertionError(f"{further} was accepted")


def main():
    client = anthropic.Anthropic(base_url=sys.argv[1].removesuffix("/v1"), api_key="any", timeout=120)
    message = whole(client)
    stream(client, message)
    counts(client, message)
    blocks(client)
    errors(client)
    version = importlib.metadata.version("anthropic")
    print(f"anthropic {version} for Python: all well; {message.model} said {text_of(message)!r}")


main()
