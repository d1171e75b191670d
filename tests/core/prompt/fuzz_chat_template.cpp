// libFuzzer entry: any bytes as a chat template, parsed and rendered over a small conversation with
// tools. Looks for crashes, undefined behaviour and renders that outlive their limits.
#include "core/prompt/chat_template.h"

#include <cstddef>
#include <cstdint>

namespace {

nlohmann::ordered_json conversation()
{
    return nlohmann::ordered_json::parse(R"({
        "bos_token": "<s>", "eos_token": "</s>", "add_generation_prompt": true,
        "messages": [
            {"role": "system", "content": "Be kind."},
            {"role": "user", "content": "H\u00e9llo <b> \ud83d\ude42"},
            {"role": "assistant", "content": null, "tool_calls": [
                {"id": "a1", "function": {"name": "f", "arguments": {"x": [1, -2.5, true]}}}]},
            {"role": "tool", "content": "18 C"}],
        "tools": [{"type": "function", "function": {"name": "f", "parameters": {}}}]})");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const auto variables = conversation();
    const auto parsed = core::ChatTemplate::parse({reinterpret_cast<const char*>(data), size});
    if (!parsed)
        return 0;
    const core::RenderClock noon{2026, 1, 15, 12, 0, 0};
    (void)parsed->render(variables,
                         noon,
                         {.steps = 20'000,
                          .outputBytes = 64 * 1024,
                          .depth = 100,
                          .time = std::chrono::milliseconds(100)});
    return 0;
}
