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
    // Starts behind "<|start|>assistant" and toChannels(answerSoFar), of which it tells nothing.
    explicit ChannelText(std::string_view answerSoFar = {});

    // The text that is certain after the next piece.
    std::string feed(std::string_view piece);
    // At the end: closes an open call, but no reasoning, so that the model can go on with it. A
    // text that had no channel at all comes as it is.
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

    Body m_body = Body::None;
    bool m_hasMessage = false; // a header has ended
    std::string m_header;      // of the message: role, recipient, channel, kind of content
    std::string m_name;        // of the tool that is called
    std::string m_arguments;   // so far
    std::string m_held;        // may become a mark
};

// Whether a chat template's model answers in channels.
bool answersInChannels(std::string_view templateSource);

// The way back, for a model that is to go on with an answer: its reasoning in the channel
// "analysis", the rest in "final". That is opened behind a reasoning that is closed, also behind an
// empty one. Nothing gives nothing: a new answer's channel is the model's choice.
std::string toChannels(std::string_view answer);

} // namespace core
