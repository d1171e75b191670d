// The official Node client of the OpenAI API against a running endpoint.
//
//     FIRESIDE_TEST_CLIENTS=FOLDER node openai_clients.mjs http://127.0.0.1:8080/v1
//
// FOLDER holds node_modules/openai. Exit status: 0, 1 with what went wrong, 77 (skipped) where the package is absent.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";

const folder = process.env.FIRESIDE_TEST_CLIENTS ?? join(process.env.HOME ?? "", ".cache/fireside/test-clients");
let OpenAI;
try {
    const module = createRequire(join(folder, "package.json"))("openai");
    OpenAI = module.OpenAI ?? module.default;
} catch {
    console.log("skipped: the Node package openai is not installed; run packaging/test_clients.sh");
    process.exit(77);
}

const client = new OpenAI({ baseURL: process.argv[2], apiKey: "unused", maxRetries: 0, timeout: 120_000 });
const messages = [{ role: "user", content: "Count from one to ten in words." }];
const greedy = (further = {}, options = {}) =>
    client.chat.completions.create({ model: "any", messages, temperature: 0, max_tokens: 8, ...further }, options);

async function joined(stream) {
    let text = "";
    for await (const chunk of stream) text += chunk.choices[0]?.delta?.content ?? "";
    return text;
}

const models = (await client.models.list()).data;
assert.equal(models.length, 1);
assert.equal((await client.models.retrieve(models[0].id)).id, models[0].id);

const whole = await greedy();
const text = whole.choices[0].message.content;
assert.equal(whole.model, models[0].id);
assert.ok(["stop", "length"].includes(whole.choices[0].finish_reason));
assert.equal(whole.usage.total_tokens, whole.usage.prompt_tokens + whole.usage.completion_tokens);

assert.equal(await joined(await greedy({ stream: true })), text);

let last;
for await (const chunk of await greedy({ stream: true, stream_options: { include_usage: true } })) last = chunk;
assert.deepEqual(last.choices, []);
assert.ok(last.usage.total_tokens > 0);

// The accumulating helper of the client is strict about chunks.
const runner = client.chat.completions.stream({ model: "any", messages, temperature: 0, max_tokens: 8 });
assert.equal((await runner.finalChatCompletion()).choices[0].message.content, text);

await assert.rejects(greedy({ temperature: -1 }), (error) => error.status === 400 && error.param === "temperature");
await assert.rejects(client.models.retrieve("none"), (error) => error.status === 404 && error.code === "model_not_found");

// Clients that leave: by breaking out, by aborting, before the first token.
for await (const chunk of await greedy({ stream: true, max_tokens: 500 })) {
    if (chunk.choices[0]?.delta?.content) break;
}
const aborter = new AbortController();
const aborted = await greedy({ stream: true, max_tokens: 500 }, { signal: aborter.signal });
for await (const _ of aborted) aborter.abort();
const early = new AbortController();
setTimeout(() => early.abort(), 30);
await assert.rejects(greedy({ max_tokens: 500 }, { signal: early.signal }));

const answers = await Promise.all([0, 1, 2, 3].map(async (index) =>
    index % 2 ? (await greedy()).choices[0].message.content : joined(await greedy({ stream: true }))));
assert.deepEqual(answers, [text, text, text, text]);

console.log(`openai for Node: all well; ${models[0].id} said ${JSON.stringify(text)}`);
