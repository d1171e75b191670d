// A model's chat template: a Jinja program that turns a conversation into the prompt text the model
// was trained on.
//
// The interpreter is a sandbox by construction: it has no file, network, clock (but `now`) or
// import, and every render is bounded in steps, output and depth. Parsed once, immutable,
// thread-safe. Dialect: Jinja2 as Hugging Face transformers sets it up (trim_blocks, lstrip_blocks,
// loop controls, tojson, raise_exception, strftime_now, generation blocks).
#pragma once

#include "core/base/result.h"
#include "core/prompt/chat_message.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace core {

struct RenderLimits
{
    std::size_t steps = 2'000'000;         // expressions and statements evaluated
    std::size_t outputBytes = 1024 * 1024; // also the most any intermediate string may hold
    std::size_t depth = 200;               // nesting of expressions, blocks and macro calls
    std::chrono::milliseconds time{100};
};

// Local calendar time that strftime_now formats.
struct RenderClock
{
    int year = 1970, month = 1, day = 1, hour = 0, minute = 0,
        second = 0; // month and day count from 1

    static RenderClock now();
};

class ChatTemplate
{
public:
    // Fails with Malformed, saying line and reason, or with Limit where brackets or blocks nest
    // deeper than 100.
    static Result<ChatTemplate> parse(std::string_view source);

    ChatTemplate(ChatTemplate&&) noexcept;
    ChatTemplate& operator=(ChatTemplate&&) noexcept;
    ~ChatTemplate();

    // variables: messages, tools, add_generation_prompt, bos_token, eos_token and whatever else the
    // template reads. Fails with InvalidArgument (the template called raise_exception, or an
    // operation its types do not allow; with the line) or Limit.
    Result<std::string> render(const nlohmann::ordered_json& variables,
                               const RenderClock& now = RenderClock::now(),
                               const RenderLimits& limits = {}) const;

private:
    struct Program;
    explicit ChatTemplate(std::unique_ptr<const Program> program);
    std::unique_ptr<const Program> m_program;
};

// The variables for a conversation, as transformers passes them: messages with role, content and
// tool_calls (arguments parsed to an object), tools, add_generation_prompt, bos_token, eos_token,
// and prompt.variablesJson on top. Fails with InvalidArgument where toolsJson, variablesJson or a
// call's arguments are not JSON.
Result<nlohmann::ordered_json>
templateVariables(const ChatPrompt& prompt, std::string_view bosToken, std::string_view eosToken);

} // namespace core
