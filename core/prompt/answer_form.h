// How a model's family writes what is not for the reader: its reasoning, and its calls of tools.
#pragma once

#include <string_view>

namespace core {

enum class ToolCallForm
{
    Tagged, // <tool_call>{"name": …, "arguments": {…}}</tool_call>, among other text
    Bare,   // the whole answer is {"name": …, "parameters": {…}}, or an array of such
};

struct AnswerForm
{
    bool reasons = false;        // <think>…</think> before the answer is reasoning
    bool opensReasoning = false; // the prompt has written "<think>" already
    ToolCallForm toolCalls = ToolCallForm::Tagged;

    bool operator==(const AnswerForm&) const = default;
};

// As the source of a chat template shows it, but for opensReasoning, which only a prompt shows.
AnswerForm answerFormOf(std::string_view templateSource);

// Whether a prompt ends with an opened and not closed reasoning.
bool opensReasoning(std::string_view prompt);

} // namespace core
