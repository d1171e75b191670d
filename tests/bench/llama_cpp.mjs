// How fast llama.cpp is on a model, for compare.py: the library that node-llama-cpp brings, on the processor alone.
//
//     npm install node-llama-cpp        in a folder of its own; run this file from there
//     node llama_cpp.mjs MODEL.gguf THREADS DEPTH PREFILL DECODE REPETITIONS
//
// Prints one JSON object: tokens per second, the median of the repetitions after one that warms up.
import {createRequire} from "node:module";
import {pathToFileURL} from "node:url";

const entry = createRequire(process.cwd() + "/").resolve("node-llama-cpp");
const {getLlama, LlamaLogLevel} = await import(pathToFileURL(entry).href);

const [modelPath, ...numbers] = process.argv.slice(2);
const [threads, depth, prefill, decode, repetitions] = numbers.map(Number);

const llama = await getLlama({gpu: false, build: "never", logLevel: LlamaLogLevel.error, maxThreads: threads});
const model = await llama.loadModel({modelPath});
const context = await model.createContext({contextSize: depth + prefill + decode + 64, threads, batchSize: 512});
const sequence = context.getSequence();

const tokens = (count) => Array.from({length: count}, (_, i) => 100 + ((i * 7919) % 1400));
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const seconds = (start) => (performance.now() - start) / 1000;

const prefillSpeeds = [];
const decodeSpeeds = [];
for (let repetition = -1; repetition < repetitions; ++repetition) {
    await sequence.clearHistory();
    if (depth > 0)
        await sequence.evaluateWithoutGeneratingNewTokens(tokens(depth));
    let start = performance.now();
    await sequence.evaluateWithoutGeneratingNewTokens(tokens(prefill));
    const prefillSpeed = prefill / seconds(start);
    await sequence.eraseContextTokenRanges([{start: depth, end: depth + prefill}]); // generates at the same depth
    let generated = 0;
    start = performance.now();
    for await (const _ of sequence.evaluate([100], {temperature: 0, yieldEogToken: true}))
        if (++generated === decode)
            break;
    if (repetition < 0)
        continue;
    prefillSpeeds.push(prefillSpeed);
    decodeSpeeds.push(generated / seconds(start));
}
console.log(JSON.stringify({release: llama.llamaCppRelease?.release, prefill_tps: median(prefillSpeeds),
                            decode_tps: median(decodeSpeeds)}));
process.exit(0);
