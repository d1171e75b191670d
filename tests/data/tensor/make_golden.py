#!/usr/bin/env python3
"""Writes TYPE.golden beside itself for every quantised type: stored blocks of random bytes, then the float32 values
that the reference implementation of the format makes of them. Needs the package `gguf` from PyPI (tried with 0.19)."""

import pathlib

import numpy
from gguf import quants
from gguf.constants import GGML_QUANT_SIZES, GGMLQuantizationType

TYPES = """Q4_0 Q4_1 Q5_0 Q5_1 Q8_0 Q2_K Q3_K Q4_K Q5_K Q6_K IQ4_NL IQ4_XS MXFP4
           IQ2_XXS IQ2_XS IQ2_S IQ3_XXS IQ3_S IQ1_S IQ1_M TQ1_0 TQ2_0""".split()
ELEMENTS = 1024


def finite_block(random, dtype, block_bytes):
    while True:
        block = random.integers(0, 256, block_bytes, dtype=numpy.uint8)
        with numpy.errstate(all="ignore"):
            if numpy.isfinite(quants.dequantize(block, dtype)).all():
                return block


for name in TYPES:
    random = numpy.random.default_rng(sum(name.encode()))
    dtype = GGMLQuantizationType[name]
    block_elements, block_bytes = GGML_QUANT_SIZES[dtype]
    count = ELEMENTS // block_elements
    blocks = numpy.concatenate([finite_block(random, dtype, block_bytes) for _ in range(count)])
    values = quants.dequantize(blocks, dtype).astype("<f4")
    assert values.size == ELEMENTS
    pathlib.Path(__file__).with_name(name + ".golden").write_bytes(blocks.tobytes() + values.tobytes())
