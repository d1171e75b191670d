// Takes an answer apart while it is written: reasoning, content, and calls of tools.
#pragma once

#include "core/prompt/answer_form.h"
#include "core/prompt/chat_message.h"

#include <string>
#include <string_view>
#include <vector>

namespace core {

struct AnswerParts
{
    std::string reasoning = {};
    std::string content = {};
    std::vector<ToolCall> toolCalls = {}; // without ids, which the protocol invents

    bool operator==(const AnswerParts&) const = default;
};

// The parts, joined, never depend on how the text was cut. What looks like a call and is none is
// content as it stands; blanks around reasoning and calls belong to neither. Whole characters in,
// whole characters out. Not thread-safe; one per answer.
class AnswerReader
{
public:
    // readsToolCalls: the request named tools; without, nothing is a call.
    AnswerReader(const AnswerForm& form, bool readsToolCalls);

    // The parts that are certain after the next piece.
    AnswerParts feed(std::string_view piece);
    // At the end: what was held back. A call that lacks only its closing mark is one.
    AnswerParts finish();

private:
    enum class State
    {
        Beginning, // nothing but blanks so far: reasoning or content
        Reasoning,
        Content,
        Call, // between the marks, or the whole of an answer that begins like a call
    };

    bool advance(AnswerParts& parts);
    bool begin();
    bool takeUntil(std::string_view mark, std::string& text);
    void endCall(std::string_view call, std::string_view asText, AnswerParts& parts);

    const AnswerForm m_form;
    const bool m_readsToolCalls;
    State m_state;
    std::string m_held;         // not told yet
    std::string m_blanks;       // before the call that is being read
    bool m_skipsBlanks = false; // until the next character
};

// The content of an answer; calls of tools are part of it. Nothing where the reasoning has no end.
std::string withoutReasoning(std::string_view answer);

} // namespace core
