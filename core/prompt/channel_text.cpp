#include "core/prompt/channel_text.h"

#include "core/base/json_line.h"
#include "core/prompt/reasoning_tags.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace core {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kChannel = "<|channel|>";
constexpr std::string_view kMessage = "<|message|>";
constexpr std::array kMarks = {std::string_view("<|start|>"),
                               kChannel,
                               kMessage,
                               std::string_view("<|constrain|>"),
                               std::string_view("<|end|>"),
                               std::string_view("<|call|>"),
                               std::string_view("<|return|>")};
constexpr std::string_view kRecipient = "to=";
constexpr std::string_view kToolNamespace = "functions.";
constexpr std::string_view kAnalysisBegin = "<|channel|>analysis<|message|>";
constexpr std::string_view kAnalysisEnd = "<|end|><|start|>assistant";
constexpr std::string_view kFinalBegin = "<|channel|>final<|message|>";
constexpr std::string_view kBlanks = " \t\r\n";

// The mark that text begins with; empty: none.
std::string_view markAt(std::string_view text)
{
    const auto mark = std::find_if(kMarks.begin(), kMarks.end(), [text](std::string_view each) {
        return text.starts_with(each);
    });
    return mark != kMarks.end() ? *mark : std::string_view();
}

bool mayBecomeMark(std::string_view text)
{
    return std::any_of(kMarks.begin(), kMarks.end(), [text](std::string_view each) {
        return each.starts_with(text);
    });
}

bool hasWord(std::string_view text, std::string_view word)
{
    return (' ' + std::string(text) + ' ').find(' ' + std::string(word) + ' ') != std::string::npos;
}

// "to=functions.weather" gives "weather"; empty where the message is for nobody else.
std::string recipient(std::string_view header)
{
    const std::size_t at = header.find(kRecipient);
    if (at == std::string_view::npos)
        return {};
    std::string_view name = header.substr(at + kRecipient.size());
    name = name.substr(0, name.find(' '));
    if (name.starts_with(kToolNamespace))
        name.remove_prefix(kToolNamespace.size());
    return std::string(name);
}

} // namespace

bool answersInChannels(std::string_view templateSource)
{
    return templateSource.find(kChannel) != std::string_view::npos &&
           templateSource.find(kMessage) != std::string_view::npos;
}

std::string toChannels(std::string_view answer)
{
    std::string channels;
    if (answer.empty())
        return channels;
    for (;;) {
        const std::size_t begin = answer.find_first_not_of(kBlanks);
        if (begin == std::string_view::npos || !answer.substr(begin).starts_with(kThink))
            return channels.append(kFinalBegin).append(answer);
        answer.remove_prefix(begin + kThink.size());
        const std::size_t end = answer.find(kThinkEnd);
        if (end == std::string_view::npos)
            return channels.append(kAnalysisBegin).append(answer);
        const std::string_view reasoning = answer.substr(0, end);
        if (reasoning.find_first_not_of(kBlanks) != std::string_view::npos)
            channels.append(kAnalysisBegin).append(reasoning).append(kAnalysisEnd);
        answer.remove_prefix(end + kThinkEnd.size());
        answer.remove_prefix(std::min(answer.find_first_not_of(kBlanks), answer.size()));
    }
}

ChannelText::ChannelText(std::string_view answerSoFar)
{
    feed(toChannels(answerSoFar));
    m_held.clear(); // told before; a mark is one token, of which no text holds the beginning
}

std::string ChannelText::feed(std::string_view piece)
{
    m_held += piece;
    std::string out;
    std::size_t at = 0;
    while (at < m_held.size()) {
        const std::string_view rest = std::string_view(m_held).substr(at);
        if (const std::string_view mark = markAt(rest); !mark.empty()) {
            takeMark(mark, out);
            at += mark.size();
            continue;
        }
        if (rest.front() == '<' && mayBecomeMark(rest))
            break;
        const std::size_t next = std::min(rest.find('<', 1), rest.size());
        pass(rest.substr(0, next), out);
        at += next;
    }
    m_held.erase(0, at);
    return out;
}

std::string ChannelText::finish()
{
    std::string out;
    pass(std::exchange(m_held, {}), out);
    if (m_body != Body::Reasoning)
        close(out);
    return m_hasMessage ? out : std::exchange(m_header, {});
}

void ChannelText::pass(std::string_view text, std::string& out)
{
    switch (m_body) {
    case Body::None:
        m_header += text;
        break;
    case Body::Call:
        m_arguments += text;
        break;
    case Body::Reasoning:
    case Body::Answer:
        out += text;
        break;
    }
}

void ChannelText::takeMark(std::string_view mark, std::string& out)
{
    if (mark == kMessage && m_body == Body::None) {
        open(out);
    } else if (m_body == Body::None) {
        m_header += ' '; // between what the header says
    } else {
        close(out);
        m_header.clear();
    }
}

void ChannelText::open(std::string& out)
{
    m_hasMessage = true;
    m_name = recipient(m_header);
    if (!m_name.empty()) {
        m_body = Body::Call;
    } else if (hasWord(m_header, "analysis")) {
        m_body = Body::Reasoning;
        out += kThink;
    } else {
        m_body = Body::Answer;
    }
    m_header.clear();
}

void ChannelText::close(std::string& out)
{
    if (m_body == Body::Reasoning) {
        out += kThinkEnd;
        out += "\n\n";
    } else if (m_body == Body::Call) {
        const std::string arguments = std::exchange(m_arguments, {});
        // What is no JSON stays a text, and no call.
        const Json call = {{"name", m_name}, {"arguments", arguments}};
        out += "<tool_call>" + jsonLine(call) + "</tool_call>";
    }
    m_body = Body::None;
}

} // namespace core
