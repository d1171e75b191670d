// The names a piece of a template can see: its own and, through its parent, those around it.
#pragma once

#include "core/prompt/jinja/error.h"
#include "core/prompt/jinja/value.h"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace core::jinja {

class Scope
{
public:
    // Fails where scopes nest too deeply: a macro made inside a macro keeps the scope it was made
    // in.
    explicit Scope(std::shared_ptr<Scope> parent)
        : m_parent(std::move(parent))
        , m_depth(m_parent == nullptr ? 1 : m_parent->m_depth + 1)
    {
        constexpr int kMaxScopes = 500;
        if (m_depth > kMaxScopes)
            raiseLimit("the template's scopes nest too deeply (limit {})", kMaxScopes);
    }

    void set(std::string_view name, Value value)
    {
        const auto found = m_values.find(name);
        if (found != m_values.end())
            found->second = std::move(value);
        else
            m_values.emplace(name, std::move(value));
    }

    // Null where neither this scope nor one around it has the name.
    const Value* find(std::string_view name) const
    {
        for (const Scope* scope = this; scope != nullptr; scope = scope->m_parent.get()) {
            const auto found = scope->m_values.find(name);
            if (found != scope->m_values.end())
                return &found->second;
        }
        return nullptr;
    }

private:
    std::shared_ptr<Scope> m_parent;
    int m_depth;
    std::unordered_map<std::string, Value, TextHash, std::equal_to<>> m_values;
};

} // namespace core::jinja
