// Answers in channels, as gpt-oss writes them (OpenAI's harmony response format), turned into the
// form that other families have: reasoning as <think>…</think>, calls of tools as
// <tool_call>{"name": …, "arguments": {…}}</tool_call>, the rest as it is.
#pragma once

#include <string>
#include <string_view>

namespace core {

// Takes the text with its control tokens: "<|channel|>analysis<|message|>…<|end|>…". The result
// never depends on how it was cut. Whole characters in, whole characters out. Not thread-safe; one
// per answer.
class ChannelText
{
public:
    enum class Start
    {
        Header, // behind "<|start|>assistant"
        Answer  // within a message of the channel "final"
    };
    explicit ChannelText(Start start);

    // The text that is certain after the next piece.
    std::string feed(std::string_view piece);
    // At the end: closes what is open. A text that had no channel at all comes as it is.
    std::string finish();

private:
    enum class Body
    {
        None, // a header is being read
        Reasoning,
        Call,
        Answer
    };

    void pass(std::string_view text, std::string& out);
    void takeMark(std::string_view mark, std::string& out);
    void open(std::string& out);
    void close(std::string& out);

    Body m_body;
    bool m_hasMessage = false; // a header has ended
    std::string m_header;      // of the message: role, recipient, channel, kind of content
    std::string m_name;        // of the tool that is called
    std::string m_arguments;   // so far
    std::string m_held;        // may become a mark
};

// Whether a chat template's model answers in channels.
bool answersInChannels(std::string_view templateSource);

// What stands before the answer in a prompt that has begun it.
inline constexpr std::string_view kFinalChannel = "<|channel|>final<|message|>";

} // namespace core
