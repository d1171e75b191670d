"""The official Python client of the OpenAI API against a running endpoint.

    openai_clients.py http://127.0.0.1:8080/v1

Exit status: 0, 1 with what went wrong, 77 (skipped) where the package openai is not installed. Works with any model:
it asks for greedy answers and compares them with each other, not with known text.
"""

import sys
import threading
import time

try:
    import openai
except ImportError:
    print("skipped: the Python package openai is not installed; run packaging/test_clients.sh")
    sys.exit(77)

MESSAGES = [{"role": "user", "content": "Count from one to ten in words."}]
LIMIT = 8


def models(client):
    names = [model.id for model in client.models.list()]
    assert len(names) == 1, f"expected one model, found {names}"
    assert client.models.retrieve(names[0]).id == names[0]
    return names[0]


def greedy(client, **further):
    arguments = {"model": "any", "messages": MESSAGES, "temperature": 0, "max_tokens": LIMIT, **further}
    return client.chat.completions.create(**arguments)


def whole(client, name):
    answer = greedy(client)
    assert answer.model == name, f"expected the model's real name {name}, found {answer.model}"
    assert answer.choices[0].message.role == "assistant"
    assert answer.choices[0].finish_reason in ("stop", "length")
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens
    assert 0 < answer.usage.completion_tokens <= LIMIT
    return answer.choices[0].message.content


def streamed(client, text):
    chunks = list(greedy(client, stream=True))
    assert len({chunk.id for chunk in chunks}) == 1
    assert all(chunk.usage is None and len(chunk.choices) == 1 for chunk in chunks)
    assert [chunk.choices[0].delta.role for chunk in chunks].count("assistant") == 1
    found = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert found == text, f"streamed {found!r}, whole {text!r}"
    assert [chunk.choices[0].finish_reason for chunk in chunks][:-1] == [None] * (len(chunks) - 1)
    assert chunks[-1].choices[0].finish_reason in ("stop", "length")


def usage_on_request(client):
    chunks = list(greedy(client, stream=True, stream_options={"include_usage": True}))
    assert chunks[-1].choices == [] and chunks[-1].usage.total_tokens > 0
    assert all(chunk.usage is None for chunk in chunks[:-1])


def shapes_of_messages(client, text):
    answer = greedy(client, messages=[{"role": "user", "content": [{"type": "text", "text": MESSAGES[0]["content"]}]}])
    assert answer.choices[0].message.content == text
    greedy(client, messages=[{"role": "developer", "content": "Be brief."}, *MESSAGES], stop=["zzz", "yyy"], seed=1,
           user="someone", top_p=0.9, presence_penalty=0.0, n=1, extra_body={"top_k": 5, "unknown_field": [1]})


def text_completion(client):
    answer = client.completions.create(model="any", prompt="Once upon a time", max_tokens=LIMIT, temperature=0)
    chunks = client.completions.create(model="any", prompt="Once upon a time", max_tokens=LIMIT, temperature=0, stream=True)
    assert "".join(chunk.choices[0].text for chunk in chunks) == answer.choices[0].text


def several_choices(client, text):
    answer = greedy(client, n=3)
    assert [choice.index for choice in answer.choices] == [0, 1, 2]
    assert [choice.message.content for choice in answer.choices] == [text] * 3


def errors(client):
    for arguments, param in (({"temperature": -1}, "temperature"), ({"messages": []}, "messages"), ({"n": 99}, "n")):
        try:
            greedy(client, **arguments)
        except openai.BadRequestError as error:
            assert error.param == param, f"expected param {param}, found {error.param}"
        else:
            raise AssertionError(f"{arguments} was accepted")
    try:
        client.models.retrieve("no/such model")
    except openai.NotFoundError as error:
        assert error.code == "model_not_found"
    else:
        raise AssertionError("an unknown model was found")


def leaving(client):
    """A client that leaves in the middle must not hold up the next one."""
    for _ in range(5):
        with greedy(client, stream=True, max_tokens=500) as stream:
            for _ in stream:
                break
    try:
        greedy(client.with_options(timeout=0.05, max_retries=0), max_tokens=500)
    except openai.APITimeoutError:
        pass
    begin = time.monotonic()
    greedy(client, max_tokens=1)
    assert time.monotonic() - begin < 20


def side_by_side(client, text):
    found = []

    def ask(stream):
        if stream:
            found.append("".join(chunk.choices[0].delta.content or "" for chunk in greedy(client, stream=True)))
        else:
            found.append(greedy(client).choices[0].message.content)

    threads = [threading.Thread(target=ask, args=(index % 2 == 0,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [text] * 4, f"expected four times {text!r}, found {found}"


def responses(client, text):
    """The same answers under the newer protocol."""
    asked = {"model": "any", "input": MESSAGES, "temperature": 0, "max_output_tokens": LIMIT}
    answer = client.responses.create(**asked)
    assert answer.output_text == text, f"the chat said {text!r}, the response {answer.output_text!r}"
    assert answer.status in ("completed", "incomplete") and answer.usage.output_tokens <= LIMIT
    with client.responses.stream(**asked) as events:
        streamed = "".join(event.delta for event in events if event.type == "response.output_text.delta")
        if answer.status == "completed":  # the client has no final response of one that is cut
            assert events.get_final_response().output_text == text
    assert streamed == text, f"whole {text!r}, streamed {streamed!r}"
    try:
        client.responses.create(**asked, previous_response_id="resp_1")
    except openai.BadRequestError as error:
        assert error.param == "previous_response_id", error.body
    else:
        raise AssertionError("previous_response_id was accepted")


def main():
    client = openai.OpenAI(base_url=sys.argv[1], api_key="unused", max_retries=0, timeout=120)
    name = models(client)
    text = whole(client, name)
    streamed(client, text)
    usage_on_request(client)
    shapes_of_messages(client, text)
    text_completion(client)
    several_choices(client, text)
    errors(client)
    leaving(client)
    side_by_side(client, text)
    responses(client, text)
    print(f"openai {openai.__version__} for Python: all well; {name} said {text!r}")


main()
