#include "core/prompt/answer_reader.h"

#include "core/prompt/reasoning_tags.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace core {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kCall = "<tool_call>";
constexpr std::string_view kCallEnd = "</tool_call>";
constexpr std::string_view kBlanks = " \t\r\n";
constexpr int kMostNesting = 100; // of a call's arguments

bool isNestedTooDeep(std::string_view json)
{
    int depth = 0;
    return std::any_of(json.begin(), json.end(), [&depth](char c) {
        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        return depth > kMostNesting;
    });
}

bool isObject(std::string_view json)
{
    return !isNestedTooDeep(json) && Json::parse(json, nullptr, false).is_object();
}

// {"name": …, "arguments": …}, as Hermes and Qwen write it; Llama says "parameters".
bool addCall(const Json& json, std::vector<ToolCall>& calls)
{
    if (!json.is_object())
        return false;
    const auto name = json.find("name");
    auto arguments = json.find("arguments");
    if (arguments == json.end())
        arguments = json.find("parameters");
    if (name == json.end() || !name->is_string())
        return false;
    ToolCall call;
    call.name = name->get<std::string>();
    if (arguments == json.end())
        call.argumentsJson = "{}";
    else if (arguments->is_object())
        call.argumentsJson = arguments->dump(-1, ' ', false, Json::error_handler_t::replace);
    else if (arguments->is_string() && isObject(arguments->get_ref<const std::string&>()))
        call.argumentsJson = arguments->get<std::string>();
    else
        return false;
    calls.push_back(std::move(call));
    return true;
}

// One call or an array of them; none where any of it is not a call.
std::vector<ToolCall> readCalls(std::string_view text)
{
    std::vector<ToolCall> calls;
    if (isNestedTooDeep(text))
        return calls;
    const Json json = Json::parse(text, nullptr, false);
    const bool areCalls = json.is_array()
                              ? !json.empty() && std::all_of(json.begin(),
                                                             json.end(),
                                                             [&calls](const Json& each) {
                                                                 return addCall(each, calls);
                                                             })
                              : addCall(json, calls);
    return areCalls ? calls : std::vector<ToolCall>();
}

// How much of the end of text may be the beginning of mark.
std::size_t heldFor(std::string_view mark, std::string_view text)
{
    std::size_t length = std::min(mark.size() - 1, text.size());
    while (!mark.starts_with(text.substr(text.size() - length)))
        --length;
    return length;
}

} // namespace

AnswerReader::AnswerReader(const AnswerForm& form, bool readsToolCalls)
    : m_form(form)
    , m_readsToolCalls(readsToolCalls)
    , m_state(form.reasons && form.opensReasoning ? State::Reasoning : State::Beginning)
    , m_skipsBlanks(m_state == State::Reasoning)
{
}

AnswerParts AnswerReader::feed(std::string_view piece)
{
    m_held += piece;
    AnswerParts parts;
    while (advance(parts)) {
    }
    return parts;
}

AnswerParts AnswerReader::finish()
{
    AnswerParts parts;
    const std::string rest = std::exchange(m_held, {});
    switch (m_state) {
    case State::Reasoning:
        parts.reasoning = rest.substr(0, rest.find_last_not_of(kBlanks) + 1);
        break;
    case State::Call:
        if (m_form.toolCalls == ToolCallForm::Bare)
            endCall(rest, rest, parts);
        else
            endCall(rest, std::string(kCall) + rest, parts);
        break;
    case State::Beginning:
    case State::Content:
        parts.content = rest;
        break;
    }
    return parts;
}

// One step; false where more text is needed.
bool AnswerReader::advance(AnswerParts& parts)
{
    if (m_skipsBlanks) {
        m_held.erase(0, std::min(m_held.find_first_not_of(kBlanks), m_held.size()));
        if (m_held.empty())
            return false;
        m_skipsBlanks = false;
    }
    switch (m_state) {
    case State::Beginning:
        return begin();
    case State::Reasoning:
        if (!takeUntil(kThinkEnd, parts.reasoning))
            return false;
        m_state = State::Beginning;
        m_skipsBlanks = true;
        return true;
    case State::Content:
        if (!m_readsToolCalls || m_form.toolCalls != ToolCallForm::Tagged) {
            parts.content += std::exchange(m_held, {});
            return false;
        }
        if (!takeUntil(kCall, parts.content))
            return false;
        m_state = State::Call;
        return true;
    case State::Call: {
        const std::size_t end =
            m_form.toolCalls == ToolCallForm::Tagged ? m_held.find(kCallEnd) : std::string::npos;
        if (end == std::string::npos)
            return false;
        const std::string call = m_held.substr(0, end);
        m_held.erase(0, end + kCallEnd.size());
        m_state = State::Content;
        endCall(call, std::string(kCall) + call + std::string(kCallEnd), parts);
        return true;
    }
    }
    return false;
}

// Decides what the answer begins with.
bool AnswerReader::begin()
{
    const std::size_t first = m_held.find_first_not_of(kBlanks);
    if (first == std::string::npos)
        return false;
    const std::string_view text = std::string_view(m_held).substr(first);
    if (m_form.reasons && text.starts_with(kThink)) {
        m_held.erase(0, first + kThink.size());
        m_state = State::Reasoning;
        m_skipsBlanks = true;
        return true;
    }
    if (m_form.reasons && kThink.starts_with(text))
        return false;
    const bool isBareCall = m_readsToolCalls && m_form.toolCalls == ToolCallForm::Bare &&
                            (text.front() == '{' || text.front() == '[');
    m_state = isBareCall ? State::Call : State::Content;
    return true;
}

// Moves what stands before mark to text, without blanks before the mark; true where it is there,
// which is then gone. Else what may still become the mark, and blanks before it, stays.
bool AnswerReader::takeUntil(std::string_view mark, std::string& text)
{
    const std::size_t found = m_held.find(mark);
    const std::size_t end =
        found != std::string::npos ? found : m_held.size() - heldFor(mark, m_held);
    const std::size_t last = m_held.substr(0, end).find_last_not_of(kBlanks);
    const std::size_t told = last == std::string::npos ? 0 : last + 1;
    text += m_held.substr(0, told);
    m_blanks = m_held.substr(told, end - told);
    m_held.erase(0, found != std::string::npos ? found + mark.size() : told);
    return found != std::string::npos;
}

// asText: the same with its marks, for what is no call.
void AnswerReader::endCall(std::string_view call, std::string_view asText, AnswerParts& parts)
{
    std::vector<ToolCall> calls = readCalls(call);
    const std::string blanks = std::exchange(m_blanks, {});
    if (calls.empty()) {
        parts.content += blanks;
        parts.content += asText;
        return;
    }
    std::move(calls.begin(), calls.end(), std::back_inserter(parts.toolCalls));
    m_skipsBlanks = true;
}

std::string withoutReasoning(std::string_view answer)
{
    AnswerReader reader({.reasons = true}, /*readsToolCalls=*/false);
    const std::string content = reader.feed(answer).content;
    return content + reader.finish().content;
}

} // namespace core
