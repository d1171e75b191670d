#include "core/prompt/chat_template.h"

#include "core/base/utf8.h"
#include "core/prompt/jinja/interpreter.h"
#include "core/prompt/jinja/parser.h"

#include <ctime>

namespace core {

namespace {

constexpr std::size_t kMaxSourceBytes = 1024 * 1024; // the longest known template has 17 KB

tl::unexpected<Error> failAt(const jinja::TemplateError& error)
{
    if (error.line == 0)
        return fail(error.code, "chat template: {}", error.message);
    return fail(error.code, "chat template, line {}: {}", error.line, error.message);
}

} // namespace

RenderClock RenderClock::now()
{
    const std::time_t seconds = std::time(nullptr);
    std::tm local{};
#ifdef _WIN32
    localtime_s(&local, &seconds);
#else
    localtime_r(&seconds, &local);
#endif
    return {local.tm_year + 1900,
            local.tm_mon + 1,
            local.tm_mday,
            local.tm_hour,
            local.tm_min,
            local.tm_sec};
}

struct ChatTemplate::Program
{
    jinja::Block block;
};

ChatTemplate::ChatTemplate(std::unique_ptr<const Program> program)
    : m_program(std::move(program))
{
}

ChatTemplate::ChatTemplate(ChatTemplate&&) noexcept = default;
ChatTemplate& ChatTemplate::operator=(ChatTemplate&&) noexcept = default;
ChatTemplate::~ChatTemplate() = default;

Result<ChatTemplate> ChatTemplate::parse(std::string_view source)
{
    if (source.size() > kMaxSourceBytes) {
        return fail(ErrorCode::Malformed,
                    "chat template: expected at most {} bytes, found {}",
                    kMaxSourceBytes,
                    source.size());
    }
    if (!isValidUtf8(source))
        return fail(ErrorCode::Malformed, "chat template: expected UTF-8 text, found other bytes");
    try {
        auto program = std::make_unique<Program>(Program{jinja::parseTemplate(source)});
        return ChatTemplate(std::move(program));
    } catch (const jinja::TemplateError& error) {
        return failAt(error);
    }
}

Result<std::string> ChatTemplate::render(const nlohmann::ordered_json& variables,
                                         const RenderClock& now,
                                         const RenderLimits& limits) const
{
    jinja::Runtime runtime({limits.steps, limits.outputBytes, limits.depth, limits.time},
                           {now.year, now.month, now.day, now.hour, now.minute, now.second});
    try {
        jinja::Interpreter interpreter(runtime, variables);
        return interpreter.render(m_program->block);
    } catch (const jinja::TemplateError& error) {
        return failAt(error);
    }
}

} // namespace core
