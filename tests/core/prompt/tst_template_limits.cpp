// Templates made to hang, crash or escape: each ends in a clear error, soon and in little memory.
#include "core/prompt/chat_template.h"
#include "tests/support/cpu_time.h"

#include <QTest>

namespace {

using Json = nlohmann::ordered_json;
using core::ErrorCode;

std::string repeated(std::string_view text, int count)
{
    std::string out;
    for (int i = 0; i < count; ++i)
        out += text;
    return out;
}

// The default limits: the bound on time is on computing, so a busy machine does not matter.
core::Result<std::string> render(const std::string& source)
{
    const auto parsed = core::ChatTemplate::parse(source);
    if (!parsed)
        return core::fail(parsed.error());
    return parsed->render(Json{{"messages", Json::array({{{"role", "user"}, {"content", "Hi"}}})}});
}

} // namespace

class TestTemplateLimits : public QObject
{
    Q_OBJECT
private slots:
    void hostile_data();
    void hostile();
    void escapes_data();
    void escapes();
    void refusedSources();
    void limitsAreTheCallers();
    void deepVariables();
    void longConversation();
};

void TestTemplateLimits::hostile_data()
{
    QTest::addColumn<std::string>("source");
    QTest::addColumn<ErrorCode>("code");
    const auto limit = [](const char* name, const std::string& source) {
        QTest::newRow(name) << source << ErrorCode::Limit;
    };
    const int deep = 20'000;
    limit("nested if", repeated("{% if 1 %}", deep) + repeated("{% endif %}", deep));
    limit("nested for", repeated("{% for i in [1] %}", deep) + repeated("{% endfor %}", deep));
    limit("nested set block", repeated("{% set x %}", deep) + repeated("{% endset %}", deep));
    limit("nested macro", repeated("{% macro m() %}", deep) + repeated("{% endmacro %}", deep));
    limit("nested lists", "{{ " + repeated("[", deep) + repeated("]", deep) + " }}");
    limit("nested dicts", "{{ " + repeated("{1:", deep) + "1" + repeated("}", deep) + " }}");
    limit("nested parentheses", "{{ " + repeated("(", deep) + "1" + repeated(")", deep) + " }}");
    limit("nested not", "{{ " + repeated("not ", deep) + "1 }}");
    limit("nested minus", "{{ " + repeated("- ", deep) + "1 }}");
    limit("nested calls", "{{ " + repeated("f(", deep) + "1" + repeated(")", deep) + " }}");
    limit("nested subscripts", "{{ " + repeated("x[", deep) + "1" + repeated("]", deep) + " }}");
    limit("nested conditions", "{{ " + repeated("1 if 0 else ", deep) + "1 }}");
    limit("nested targets",
          "{% for " + repeated("(", deep) + "a" + repeated(")", deep) + " in x %}");
    limit("self-calling macro", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}");
    limit("macros calling each other",
          "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}");
    limit("self-calling call block",
          "{% macro m() %}{{ caller() }}{% endmacro %}{% macro r() %}"
          "{% call m() %}{{ r() }}{% endcall %}{% endmacro %}{{ r() }}");
    limit("recursive loop without end", "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}");
    limit("endless macros in macros",
          "{% set ns = namespace() %}{% macro m() %}{% macro n() %}{{ ns.f() }}{% endmacro %}"
          "{% set ns.f = n %}{% endmacro %}{% set ns.f = m %}"
          "{% for i in range(100000) %}{{ m() }}{{ ns.f() }}{% endfor %}");
    limit("large range", "{% for i in range(1000000000) %}x{% endfor %}");
    limit("widest range", "{{ range(-9223372036854775807, 9223372036854775807) }}");
    limit("nested ranges",
          "{% for a in range(10000) %}{% for b in range(10000) %}{% for c in range(10000) %}"
          "{% endfor %}{% endfor %}{% endfor %}");
    limit("long text by *", "{{ 'a' * 100000000000 }}");
    limit("long text by * of many", "{{ 'ab' * 9223372036854775807 }}");
    limit("long list by *", "{{ ([1] * 100000000000) | length }}");
    limit("long text by join", "{{ range(100000) | join('a' * 100000) }}");
    limit("long text by doubling",
          "{% set ns = namespace(x='a') %}{% for i in range(100) %}{% set ns.x = ns.x ~ ns.x %}"
          "{% endfor %}{{ ns.x | length }}");
    limit("long list by doubling",
          "{% set ns = namespace(x=[1]) %}{% for i in range(100) %}{% set ns.x = ns.x + ns.x %}"
          "{% endfor %}{{ ns.x | length }}");
    limit("long text by indent", "{{ 'a\nb' | indent(2000000000) }}");
    limit("long text by replace", "{{ ('a' * 100000).replace('', 'b' * 1000) }}");
    limit("long text by center", "{{ 'a'.center(2000000000) }}");
    limit("long text by zfill", "{{ '1'.zfill(2000000000) }}");
    limit("long text by format", "{{ '{:2000000000}'.format(1) }}");
    limit("long text by percent", "{{ '%2000000000d' % 1 }}");
    limit("long text by percent star", "{{ '%*d' % (2000000000, 1) }}");
    limit("long text by tojson", "{{ [[[1]]] | tojson(indent=2000000000) }}");
    limit("long text by expandtabs", "{{ '\\t'.expandtabs(2000000000) }}");
    limit("long text by tags", repeated("{{ 'a' * 1000000 }}", 3));
    limit("batch filled up", "{{ [1] | batch(100000000000, 0) | list }}");
    limit("many slices", "{{ [1] | slice(100000000000) | list }}");
    limit("many large texts",
          "{% set ns = namespace(l=[]) %}{% for i in range(1000) %}"
          "{% set ns.l = ns.l + ['a' * 1000000 ~ i] %}{% endfor %}");
    limit("nested values",
          "{% set ns = namespace(x=1) %}{% for i in range(100000) %}{% set ns.x = [ns.x] %}"
          "{% endfor %}");
    limit("values doubling as they print",
          "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}"
          "{% endfor %}{{ ns.x }}");
    limit("values doubling as they compare",
          "{% set a = namespace(x=[1]) %}{% set b = namespace(x=[1]) %}{% for i in range(60) %}"
          "{% set a.x = [a.x, a.x] %}{% set b.x = [b.x, b.x] %}{% endfor %}{{ a.x == b.x }}");
    limit("map of map",
          "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}"
          "{% endfor %}{{ ns.x | map('string') | list }}");
    QTest::newRow("unclosed comments") << repeated("{#", 100'000) << ErrorCode::Malformed;
    QTest::newRow("unclosed raw") << "{% raw %}" + repeated("{%", 100'000) << ErrorCode::Malformed;
    QTest::newRow("many tokens") << "{{ [" + repeated("1,", 400'000) + "] }}"
                                 << ErrorCode::Malformed;
    QTest::newRow("self-referencing tojson")
        << std::string("{% set ns = namespace() %}{% set ns.a = [ns] %}{{ ns.a | tojson }}")
        << ErrorCode::InvalidArgument;
}

void TestTemplateLimits::hostile()
{
    QFETCH(std::string, source);
    QFETCH(ErrorCode, code);
    const tests::CpuTimer timer;
    const auto rendered = render(source);
    const double elapsedMs = timer.elapsedMs();
    QVERIFY(!rendered);
    QVERIFY2(rendered.error().code == code, rendered.error().message.c_str());
    // Far above the bound of 100 ms of computing, for a machine that does much else.
    QVERIFY2(elapsedMs < 5000, std::to_string(elapsedMs).c_str());
}

void TestTemplateLimits::escapes_data()
{
    QTest::addColumn<std::string>("source");
    for (const char* source : {
             "{{ ''.__class__ }}",
             "{{ ''.__class__.__mro__[1].__subclasses__() }}",
             "{{ ''['__class__'] }}",
             "{{ '' | attr('__class__') }}",
             "{{ cycler.__init__.__globals__ }}",
             "{{ joiner.__init__ }}",
             "{{ namespace.__init__ }}",
             "{{ self.__init__ }}",
             "{{ config.items() }}",
             "{{ request.application }}",
             "{{ '{0.__class__}'.format(1) }}",
             "{{ '%(__class__)s' % 1 }}",
             "{{ lipsum.__globals__['os'] }}",
             "{{ get_flashed_messages() }}",
             "{% import 'os' as os %}",
             "{% include '/etc/passwd' %}",
             "{% extends 'base' %}",
             "{% from 'x' import y %}",
             "{{ open('/etc/passwd').read() }}",
             "{{ messages.append(1) }}",
             "{{ messages[0].update({}) }}",
             "{{ messages[0].pop('role') }}",
             "{% do messages %}",
             "{{ 1 / 0 }}",
             "{{ 1 % 0 }}",
             "{{ 1 // 0 }}",
             "{{ 9223372036854775807 + 1 }}",
             "{{ -9223372036854775807 - 2 }}",
             "{{ 9223372036854775807 * 2 }}",
             "{{ (-9223372036854775807 - 1) // -1 }}",
             "{{ 2 ** 64 }}",
             "{{ 12345678901234567890123456789012345 }}",
             "{{ 'abc'[::0] }}",
         })
        QTest::newRow(source) << std::string(source);
}

void TestTemplateLimits::escapes()
{
    QFETCH(std::string, source);
    const auto rendered = render(source);
    QVERIFY2(!rendered, rendered.value_or("").c_str());
    QVERIFY(rendered.error().message.starts_with("chat template, line 1: "));
}

void TestTemplateLimits::refusedSources()
{
    QVERIFY(!core::ChatTemplate::parse(std::string(4 << 20, 'a')));
    QVERIFY(!core::ChatTemplate::parse("a \xFF b"));
    QVERIFY(core::ChatTemplate::parse(""));
    QVERIFY(core::ChatTemplate::parse(std::string(1 << 20, 'a')));
}

void TestTemplateLimits::limitsAreTheCallers()
{
    const auto parsed = core::ChatTemplate::parse("{% for i in range(1000) %}ab{% endfor %}");
    QVERIFY(parsed);
    const auto fails = [&](const core::RenderLimits& limits) {
        const auto rendered = parsed->render(Json::object(), {}, limits);
        return !rendered && rendered.error().code == ErrorCode::Limit;
    };
    QVERIFY(!fails({}));
    QVERIFY(fails({.steps = 1000}));
    QVERIFY(fails({.outputBytes = 1999}));
    QVERIFY(!fails({.outputBytes = 2000}));
    QVERIFY(fails({.depth = 1}));
    QVERIFY(fails({.time = std::chrono::milliseconds(0)}));
}

void TestTemplateLimits::deepVariables()
{
    Json deep = 1;
    for (int i = 0; i < 100'000; ++i) {
        Json outer = Json::array();
        outer.push_back(std::move(deep));
        deep = std::move(outer);
    }
    const auto parsed = core::ChatTemplate::parse("{{ x }}");
    QVERIFY(parsed);
    Json variables = Json::object();
    variables["x"] = std::move(deep);
    const auto rendered = parsed->render(variables);
    QVERIFY(!rendered);
    QVERIFY(rendered.error().code == ErrorCode::Limit);
}

// The limits leave room for what people do: 2,000 messages of 400 bytes each.
void TestTemplateLimits::longConversation()
{
    Json variables = Json::object();
    variables["messages"] = Json::array();
    for (int i = 0; i < 2000; ++i) {
        variables["messages"].push_back(
            {{"role", i % 2 == 0 ? "user" : "assistant"}, {"content", std::string(400, 'x')}});
    }
    const auto parsed = core::ChatTemplate::parse(
        "{% for m in messages %}{% if m.role == 'user' %}<u>{% else %}<a>{% endif %}"
        "{{ m['content'] | trim + '\n' }}{% endfor %}");
    QVERIFY(parsed);
    const auto rendered = parsed->render(variables);
    QVERIFY2(rendered, rendered ? "" : rendered.error().message.c_str());
    QCOMPARE(rendered->size(), std::size_t(2000 * 404));
}

QTEST_GUILESS_MAIN(TestTemplateLimits)
#include "tst_template_limits.moc"
