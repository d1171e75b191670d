#include "core/tokenizer/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>
#include <string>
#include <vector>

namespace core {

namespace {

// Far above what the longest texts need (one backtracking point per byte), far below what hurts.
constexpr std::uint32_t kMatchLimit = 20'000'000;
constexpr std::uint32_t kHeapLimitKiB = 64 * 1024;
constexpr std::size_t kMaxPatternBytes = 16 * 1024;
constexpr std::size_t kJitStackStart = 64 * 1024;
constexpr std::size_t kJitStackLimit = 8 * 1024 * 1024;

// PCRE2's own \s also takes U+180E, which Unicode no longer counts as White_Space.
constexpr std::string_view kWhiteSpace =
    R"(\x{9}-\x{d}\x{20}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000})";

std::string withUnicodeWhiteSpace(std::string_view pattern)
{
    std::string result;
    bool inClass = false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        if (c == '\\' && i + 1 < pattern.size()) {
            const char escaped = pattern[++i];
            if (escaped == 's' && inClass)
                result.append(kWhiteSpace);
            else if (escaped == 's')
                result.append("[").append(kWhiteSpace).append("]");
            else if (escaped == 'S' && !inClass)
                result.append("[^").append(kWhiteSpace).append("]");
            else
                result.append({c, escaped});
            continue;
        }
        if (c == '[' && !inClass) {
            inClass = true;
            result += c;
            // "]" right after "[" or "[^" is a member.
            if (i + 1 < pattern.size() && pattern[i + 1] == '^')
                result += pattern[++i];
            if (i + 1 < pattern.size() && pattern[i + 1] == ']')
                result += pattern[++i];
            continue;
        }
        if (c == ']')
            inClass = false;
        result += c;
    }
    return result;
}

// Whether an unbounded repetition contains another one, as in (a+)+, or a group refers to itself:
// such patterns can take exponential time. Repetitions of single characters and classes are
// harmless.
bool canExplode(std::string_view pattern)
{
    std::vector<bool> groupRepeats = {
        false};               // open groups: does anything inside repeat without bound?
    bool lastRepeats = false; // the same for the item before the cursor
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        switch (pattern[i]) {
        case '\\':
            ++i;
            // Back references and subroutine calls.
            if (i < pattern.size() &&
                (std::string_view("123456789gk").find(pattern[i]) != std::string_view::npos))
                return true;
            lastRepeats = false;
            break;
        case '[': {
            std::size_t j = i + 1;
            if (j < pattern.size() && pattern[j] == '^')
                ++j;
            if (j < pattern.size() && pattern[j] == ']')
                ++j;
            while (j < pattern.size() && pattern[j] != ']')
                j += pattern[j] == '\\' ? 2 : 1;
            i = j;
            lastRepeats = false;
            break;
        }
        case '(':
            if (pattern.substr(i, 3) == "(?R" || pattern.substr(i, 3) == "(?&" ||
                pattern.substr(i, 3) == "(?P" || pattern.substr(i, 3) == "(?C" ||
                pattern.substr(i, 2) == "(*" ||
                (pattern.substr(i, 2) == "(?" && i + 2 < pattern.size() &&
                 (pattern[i + 2] == '+' || (pattern[i + 2] >= '0' && pattern[i + 2] <= '9'))))
                return true;
            groupRepeats.push_back(false);
            lastRepeats = false;
            break;
        case ')':
            if (groupRepeats.size() > 1) {
                lastRepeats = groupRepeats.back();
                groupRepeats.pop_back();
                groupRepeats.back() = groupRepeats.back() || lastRepeats;
            }
            break;
        case '{': {
            const std::size_t close = pattern.find('}', i);
            const bool counted =
                i + 1 < pattern.size() && pattern[i + 1] >= '0' && pattern[i + 1] <= '9';
            if (close == std::string_view::npos || !counted)
                break;
            if (lastRepeats)
                return true;
            if (pattern[close - 1] == ',')
                groupRepeats.back() = true;
            i = close;
            break;
        }
        case '*':
        case '+':
            // After a repetition the sign makes it possessive; only a group's own repetition
            // counts.
            if (lastRepeats)
                return true;
            groupRepeats.back() = true;
            while (i + 1 < pattern.size() && (pattern[i + 1] == '+' || pattern[i + 1] == '?'))
                ++i;
            break;
        default:
            lastRepeats = false;
        }
    }
    return false;
}

struct FreeCode
{
    void operator()(pcre2_code* code) const { pcre2_code_free(code); }
};
struct FreeMatchData
{
    void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};
struct FreeMatchContext
{
    void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};
struct FreeJitStack
{
    void operator()(pcre2_jit_stack* stack) const { pcre2_jit_stack_free(stack); }
};

} // namespace

struct Regex::Code
{
    std::unique_ptr<pcre2_code, FreeCode> compiled;
};

struct Regex::Matches::State
{
    const pcre2_code* code = nullptr;
    std::string_view subject;
    std::size_t at = 0;
    bool ended = false;
    std::unique_ptr<pcre2_match_data, FreeMatchData> data;
    std::unique_ptr<pcre2_match_context, FreeMatchContext> context;
    std::unique_ptr<pcre2_jit_stack, FreeJitStack> jitStack;
};

Result<Regex> Regex::compile(std::string_view pattern)
{
    if (pattern.size() > kMaxPatternBytes || canExplode(pattern))
        return fail(
            ErrorCode::Unsupported,
            "The tokenizer's pattern \"{}\" might take unbounded time and is not run; use another "
            "version of the model.",
            pattern.substr(0, 200));
    const std::string adapted = withUnicodeWhiteSpace(pattern);
    int error = 0;
    PCRE2_SIZE offset = 0;
    auto code = std::make_unique<Code>();
    code->compiled.reset(
        pcre2_compile(reinterpret_cast<PCRE2_SPTR>(adapted.data()),
                      adapted.size(),
                      PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C,
                      &error,
                      &offset,
                      nullptr));
    if (code->compiled == nullptr) {
        std::array<PCRE2_UCHAR, 256> reason = {};
        pcre2_get_error_message(error, reason.data(), reason.size());
        return fail(ErrorCode::Unsupported,
                    "The tokenizer's pattern \"{}\" is not understood ({}); use another version of "
                    "the model.",
                    pattern.substr(0, 200),
                    reinterpret_cast<const char*>(reason.data()));
    }
    // Without just-in-time compilation (a hardened system may forbid it) matching is slower,
    // nothing else.
    pcre2_jit_compile(code->compiled.get(), PCRE2_JIT_COMPLETE);
    return Regex(std::move(code));
}

Regex::Regex(std::unique_ptr<Code> code)
    : m_code(std::move(code))
{
}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

Regex::Matches::Matches(const Regex& regex, std::string_view subject)
    : m_state(std::make_unique<State>())
{
    m_state->code = regex.m_code->compiled.get();
    m_state->subject = subject;
    m_state->data.reset(pcre2_match_data_create_from_pattern(m_state->code, nullptr));
    m_state->context.reset(pcre2_match_context_create(nullptr));
    m_state->jitStack.reset(pcre2_jit_stack_create(kJitStackStart, kJitStackLimit, nullptr));
    m_state->ended = m_state->data == nullptr || m_state->context == nullptr;
    if (m_state->ended)
        return;
    pcre2_set_match_limit(m_state->context.get(), kMatchLimit);
    pcre2_set_heap_limit(m_state->context.get(), kHeapLimitKiB);
    if (m_state->jitStack != nullptr)
        pcre2_jit_stack_assign(m_state->context.get(), nullptr, m_state->jitStack.get());
}

Regex::Matches::~Matches() = default;

void Regex::Matches::reset(std::string_view subject)
{
    m_state->subject = subject;
    m_state->at = 0;
    m_state->ended = m_state->data == nullptr || m_state->context == nullptr;
}

std::optional<std::pair<std::size_t, std::size_t>> Regex::Matches::next()
{
    State& state = *m_state;
    if (state.ended)
        return std::nullopt;
    const auto match = [&state](std::uint32_t options) {
        return pcre2_match(state.code,
                           reinterpret_cast<PCRE2_SPTR>(state.subject.data()),
                           state.subject.size(),
                           state.at,
                           options | PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY,
                           state.data.get(),
                           state.context.get());
    };
    int found = match(0);
    if (found == PCRE2_ERROR_JIT_STACKLIMIT)
        found = match(PCRE2_NO_JIT); // the interpreter keeps its state on the heap
    if (found < 0) {
        state.ended = true;
        return std::nullopt;
    }
    const PCRE2_SIZE* bounds = pcre2_get_ovector_pointer(state.data.get());
    // \K in a lookahead can end a match before it begins; no tokenizer means that.
    if (bounds[1] <= bounds[0] || bounds[0] < state.at) {
        state.ended = true;
        return std::nullopt;
    }
    state.at = bounds[1];
    return std::pair(bounds[0], bounds[1]);
}

} // namespace core
