// Turns tokens into the tree of ast.h. Linear in the tokens; nesting is bounded.
#pragma once

#include "core/prompt/jinja/ast.h"

#include <string_view>

namespace core::jinja {

// Fails (TemplateError) with the line: Malformed, or Limit where brackets or blocks nest too
// deeply.
Block parseTemplate(std::string_view source);

} // namespace core::jinja
