// A parsed template as a tree: expressions and statements. Plain, immutable after parsing, safe to
// share between threads.
//
// Chains (a.b.c, a + b + c, a and b and c) are one node with a row of parts, so the tree is only as
// deep as the source has brackets and blocks; the parser bounds that.
#pragma once

#include "core/prompt/jinja/value.h"

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace core::jinja {

struct Expression;
using ExpressionPtr = std::unique_ptr<const Expression>;
using Expressions = std::vector<ExpressionPtr>;

struct Literal
{
    Value value;
};
struct NameExpression
{
    std::string name;
};
struct ListExpression
{
    Expressions items;
    bool isTuple = false;
};
struct DictExpression
{
    std::vector<std::pair<ExpressionPtr, ExpressionPtr>> entries;
};
struct ConditionalExpression // "then if test else otherwise"; otherwise may be null
{
    ExpressionPtr then, test, otherwise;
};
struct LogicalExpression
{
    bool isAnd = false;
    Expressions operands;
};
struct NotExpression
{
    ExpressionPtr operand;
};
struct SignExpression
{
    bool isMinus = false;
    ExpressionPtr operand;
};
enum class ArithmeticOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Modulo,
    Power
};
struct ArithmeticExpression
{
    ExpressionPtr first;
    std::vector<std::pair<ArithmeticOperator, ExpressionPtr>> rest; // applied left to right
};
struct ConcatExpression
{
    Expressions operands;
};
enum class ComparisonOperator
{
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
    NotIn
};
struct ComparisonExpression
{
    ExpressionPtr first;
    std::vector<std::pair<ComparisonOperator, ExpressionPtr>> rest; // a < b < c, as in Python
};

struct ArgumentList
{
    Expressions positional;
    std::vector<std::pair<std::string, ExpressionPtr>> named;
    ExpressionPtr spreadPositional; // *items, may be null
    ExpressionPtr spreadNamed;      // **dict, may be null
};
struct AttributeStep
{
    std::string name;
};
struct SubscriptStep
{
    ExpressionPtr key;
};
struct SliceStep
{
    ExpressionPtr start, stop, step; // each may be null
};
struct CallStep
{
    ArgumentList arguments;
};
struct FilterStep
{
    std::string name;
    ArgumentList arguments;
};
struct TestStep
{
    std::string name;
    ArgumentList arguments;
    bool isNegated = false;
};
using Step = std::variant<AttributeStep, SubscriptStep, SliceStep, CallStep, FilterStep, TestStep>;
struct ChainExpression
{
    ExpressionPtr
        base; // null in {% filter %} and {% set x | … %}, whose base is the text of the block
    std::vector<Step> steps;
};

struct Expression
{
    int line = 0;
    std::variant<Literal,
                 NameExpression,
                 ListExpression,
                 DictExpression,
                 ConditionalExpression,
                 LogicalExpression,
                 NotExpression,
                 SignExpression,
                 ArithmeticExpression,
                 ConcatExpression,
                 ComparisonExpression,
                 ChainExpression>
        node;
};

// What an assignment writes to: a name, name.attribute of a namespace, or a tuple of them.
struct Target
{
    std::string name;
    std::string attribute;       // empty for a plain name
    std::vector<Target> members; // not empty for a tuple; name is then unused
    bool isTuple = false;
};

struct Statement;
using Block = std::vector<Statement>;

struct DataStatement
{
    std::string text;
};
struct PrintStatement
{
    ExpressionPtr value;
};
struct IfStatement
{
    std::vector<std::pair<ExpressionPtr, Block>> branches;
    Block otherwise;
};
struct ForStatement
{
    Target target;
    ExpressionPtr items;
    ExpressionPtr filter; // "if" in the head, may be null
    bool isRecursive = false;
    Block body;
    Block otherwise; // when there was no item
};
struct SetStatement
{
    Target target;
    ExpressionPtr value;
};
struct SetBlockStatement
{
    Target target;
    ExpressionPtr filters; // a ChainExpression, may be null
    Block body;
};
struct Parameter
{
    std::string name;
    ExpressionPtr fallback; // may be null
};
struct MacroDefinition
{
    std::string name; // "caller" for a call block
    std::vector<Parameter> parameters;
    Block body;
    // Whether the body speaks of these names, which Jinja then provides.
    bool usesCaller = false, usesVarargs = false, usesKwargs = false;
};
struct MacroStatement
{
    std::shared_ptr<const MacroDefinition> macro;
};
struct CallStatement
{
    ExpressionPtr call; // a ChainExpression that ends in a CallStep
    std::shared_ptr<const MacroDefinition> caller;
};
struct FilterStatement
{
    ExpressionPtr filters; // a ChainExpression
    Block body;
};
struct WithStatement
{
    std::vector<std::pair<Target, ExpressionPtr>> bindings;
    Block body;
};
struct ScopeStatement // {% generation %}: a body with names of its own
{
    Block body;
};
struct BreakStatement
{
};
struct ContinueStatement
{
};

struct Statement
{
    int line = 0;
    std::variant<DataStatement,
                 PrintStatement,
                 IfStatement,
                 ForStatement,
                 SetStatement,
                 SetBlockStatement,
                 MacroStatement,
                 CallStatement,
                 FilterStatement,
                 WithStatement,
                 ScopeStatement,
                 BreakStatement,
                 ContinueStatement>
        node;
};

} // namespace core::jinja
