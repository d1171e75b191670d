#include "core/prompt/answer_form.h"

#include "core/prompt/channel_text.h"
#include "core/prompt/reasoning_tags.h"

namespace core {

AnswerForm answerFormOf(std::string_view templateSource)
{
    const auto has = [templateSource](std::string_view text) {
        return templateSource.find(text) != std::string_view::npos;
    };
    AnswerForm form;
    form.reasons = has(kThinkEnd) || answersInChannels(templateSource);
    // Llama 3 and Mistral mark calls with control tokens, which are no text.
    const bool isBare = has("[TOOL_CALLS]") || has("<|python_tag|>") || has("\"parameters\"");
    form.toolCalls = isBare && !has("<tool_call>") ? ToolCallForm::Bare : ToolCallForm::Tagged;
    return form;
}

bool opensReasoning(std::string_view prompt)
{
    const std::size_t last = prompt.find_last_not_of(" \n\r\t");
    return last != std::string_view::npos && prompt.substr(0, last + 1).ends_with(kThink);
}

} // namespace core
