// A conversation as a model is to read it: what a chat template is applied to. Plain values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace core {

enum class Role
{
    System,
    User,
    Assistant,
    Tool
};

// "system", "user", "assistant", "tool": as templates and the HTTP protocol spell it.
std::string_view roleName(Role role);

struct ToolCall
{
    std::string id = {};
    std::string name = {};
    std::string argumentsJson = {}; // a JSON object, as text

    bool operator==(const ToolCall&) const = default;
};

struct ChatMessage
{
    Role role = Role::User;
    std::string content = {}; // UTF-8
    std::vector<ToolCall> toolCalls = {};
    std::string toolCallId = {}; // of a Tool message: which call it answers
    std::string name = {};

    bool operator==(const ChatMessage&) const = default;
};

struct ChatPrompt
{
    std::vector<ChatMessage> messages = {};
    std::string toolsJson = {}; // JSON array of tool definitions, or empty
    // JSON object of further template variables (enable_thinking …), or empty.
    std::string variablesJson = {};
    bool addGenerationPrompt = true;
    // UTF-8 with which the answer begins already: the model goes on behind it. Empty: a new answer.
    std::string answerSoFar = {};

    bool operator==(const ChatPrompt&) const = default;
};

} // namespace core
