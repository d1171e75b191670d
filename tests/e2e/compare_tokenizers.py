"""Random Unicode texts through our tokenizers and through Hugging Face's own implementation: no difference.

    compare_tokenizers.py FIRESIDE_TOKENIZE_LINES FOLDER

FOLDER holds one folder a model, each with tokenizer.json; kinds that none of them has are trained here, on a text of the
tests. The starter model's GGUF file, where it is there, against what Hugging Face makes of its tokens and merges. Exit
status 77 (skipped) where FOLDER holds none.
"""

import json
import os
import pathlib
import random
import struct
import subprocess
import sys
import tempfile

import tokenizers
from tokenizers import decoders, models, normalizers, pre_tokenizers, trainers
from tokenizers.pre_tokenizers import Metaspace

SKIPPED = 77
TEXTS = 10_000
SEED = 1
SHOWN = 3
CORPUS = (pathlib.Path(__file__).parent.parent / "data/english_and_code.txt").read_text().split("\n")
SPECIAL = ["<unk>", "<s>", "</s>"]
BYTES = [f"<0x{byte:02X}>" for byte in range(256)]

# Latin first, since most text is; then scripts with marks, without spaces, with surrogate pairs, and what is unassigned.
RANGES = [(0x20, 0x7E)] * 6 + [
    (0x00, 0x1F), (0x7F, 0x24F), (0x300, 0x36F), (0x370, 0x4FF), (0x590, 0x6FF), (0x900, 0xD7F), (0xE00, 0xE7F),
    (0x1100, 0x11FF), (0x1E00, 0x1FFF), (0x2000, 0x2BFF), (0x3000, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3),
    (0xF900, 0xFDFF), (0xFE00, 0xFFEF), (0x10000, 0x1FFFF), (0x1F300, 0x1FAFF), (0x20000, 0x2A6DF), (0xE0000, 0xE01EF),
]  # fmt: skip
WORDS = [
    "Hello", "the", "don't", "I'LL", "we've", " world", "  ", "\n", "\n\n", "\t", "\r\n", "123", "4567890", "3.14",
    "foo_bar", "CamelCase", "ſ", "été", "e\u0301", "日本語", "中文", "한국어", "مرحبا", "👩‍👩‍👧", "🇫🇷", "...", "!!!", "▁", "Ġ",
    "<0x0A>", "https://a.b/c?d=e", "\u00a0", "\u200b", "\u3000", "\ufeff", "İ", "ﬁ", "Ⅷ", "²",
]  # fmt: skip


def random_texts(special):
    chance = random.Random(SEED)

    def character():
        return chr(chance.randint(*chance.choice(RANGES)))

    def run():  # of one character, then a word
        return character() * chance.randint(1, 60) + chance.choice(WORDS)

    def words():
        return "".join(chance.choice(WORDS) + chance.choice(["", " "]) for _ in range(chance.randint(1, 20)))

    def characters():
        return "".join(character() for _ in range(chance.randint(0, 40)))

    def mixture():
        kinds = [lambda: chance.choice(WORDS), character, lambda: chance.choice(special)]
        return "".join(chance.choice(kinds)() for _ in range(chance.randint(1, 40)))

    return [chance.choice([run, words, characters, mixture])() for _ in range(TEXTS)]


def compare(program, folder):
    """How many texts come out otherwise."""
    # tokenizer_config.json can ask for more tokens around a text, of which the reference knows nothing.
    with tempfile.TemporaryDirectory() as alone:
        (pathlib.Path(alone) / "tokenizer.json").symlink_to(folder / "tokenizer.json")
        reference = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        return compare_with(reference, program, alone, folder.name)


def compare_with(reference, program, model, name):
    special = [token.content for token in reference.get_added_tokens_decoder().values()] or [" "]
    texts = random_texts(special)
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    ours = subprocess.run([program, model], input=lines, capture_output=True, text=True, check=True).stdout
    different = 0
    for text, line in zip(texts, ours.rstrip("\n").split("\n"), strict=True):
        answer = json.loads(line)
        ids = reference.encode(text).ids
        decoded = reference.decode(ids, skip_special_tokens=False)
        if answer != {"ids": ids, "text": decoded}:
            different += 1
            if different <= SHOWN:
                print(f"{name}: {text!a}\n  expected {ids} {decoded!a}\n  found    {answer!a}")
    print(f"{name}: {len(texts)} texts, {different} different", flush=True)
    return different


def gguf_metadata(path):
    """The key-value pairs of a GGUF file, as its specification lays them out."""
    data = memoryview(path.read_bytes())
    at = 8  # behind the magic and the version

    def number(form):
        nonlocal at
        (value,) = struct.unpack_from("<" + form, data, at)
        at += struct.calcsize(form)
        return value

    def text():
        nonlocal at
        length = number("Q")
        at += length
        return str(data[at - length : at], "utf-8")

    def value(kind):
        if kind == 8:
            return text()
        if kind == 9:
            kind, count = number("I"), number("Q")
            return [value(kind) for _ in range(count)]
        return number("BbHhIif?__Qqd"[kind])

    number("Q")  # tensors
    return {text(): value(number("I")) for _ in range(number("Q"))}


def tokenizer_of_gguf(path):
    """The starter model's own, as its tokenizer.json describes it: digits apart, then GPT-2's words and bytes."""
    metadata = gguf_metadata(path)
    tokens = metadata["tokenizer.ggml.tokens"]
    merges = [tuple(merge.split(" ")) for merge in metadata["tokenizer.ggml.merges"]]
    tokenizer = tokenizers.Tokenizer(models.BPE({token: i for i, token in enumerate(tokens)}, merges))
    words = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), words])
    tokenizer.decoder = decoders.ByteLevel()
    control = [token for token, kind in zip(tokens, metadata["tokenizer.ggml.token_type"], strict=True) if kind == 3]
    tokenizer.add_special_tokens(control)
    return tokenizer


def starter_model():
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    usual = pathlib.Path(cache) / "fireside/models/SmolLM2-135M-Instruct.Q4_1.gguf"
    return pathlib.Path(os.environ.get("FIRESIDE_STARTER_MODEL") or usual)


def trained_unigram(normalizer, byte_fallback=False, prepend="always", split=True):
    tokenizer = tokenizers.Tokenizer(models.Unigram())
    if normalizer:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = Metaspace(prepend_scheme=prepend, split=split)
    tokenizer.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Metaspace(prepend_scheme=prepend)])
    trainer = trainers.UnigramTrainer(vocab_size=800, special_tokens=SPECIAL, unk_token="<unk>", show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    description = json.loads(tokenizer.to_str())
    # The reference reads longer numbers with an error in the last place, which decides between equal segmentations.
    description["model"]["vocab"] = [[token, round(score, 6)] for token, score in description["model"]["vocab"]]
    if byte_fallback:
        description["model"]["byte_fallback"] = True
        description["model"]["vocab"] += [[token, -20 - i / 1000] for i, token in enumerate(BYTES)]
    return description


def trained_bpe():
    tokenizer = tokenizers.Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    trainer = trainers.BpeTrainer(vocab_size=1200, special_tokens=SPECIAL + BYTES, show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    description = json.loads(tokenizer.to_str())
    description["added_tokens"] = description["added_tokens"][: len(SPECIAL)]
    return description


def trained():
    """Descriptions by name."""
    caseless = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    return {
        "unigram": trained_unigram(None),
        "caseless unigram": trained_unigram(caseless),
        "unigram over bytes": trained_unigram(None, byte_fallback=True, prepend="first"),
        "unigram of whole texts": trained_unigram(None, byte_fallback=True, prepend="never", split=False),
        "BPE over bytes": trained_bpe(),
    }


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    installed = sorted(path.parent for path in folder.glob("*/tokenizer.json"))
    if not installed:
        print("skipped: no tokenizer is installed; run packaging/test_clients.sh")
        return SKIPPED
    different = sum(compare(program, model) for model in installed)
    with tempfile.TemporaryDirectory() as made:
        for name, description in trained().items():
            model = pathlib.Path(made) / name
            model.mkdir()
            (model / "tokenizer.json").write_text(json.dumps(description))
            different += compare(program, model)
    if starter_model().exists():
        different += compare_with(tokenizer_of_gguf(starter_model()), program, starter_model(), "starter model")
    return 1 if different else 0


sys.exit(main())
