// Formulas as text.
#include "ui/markdown/inline_parser.h"
#include "ui/markdown/math_text.h"

#include <QtTest>

using namespace ui::markdown;

class TestMathText : public QObject
{
    Q_OBJECT

private:
    // Raised text in "^(…)", lowered in "_(…)".
    static QString shown(const Spans& spans)
    {
        QString text;
        for (const Span& span : spans) {
            if (!span.math.isEmpty())
                text += QStringLiteral("⟦%1⟧").arg(span.math);
            else if (span.script == 0)
                text += span.text;
            else
                text += (span.script > 0 ? QStringLiteral("^(") : QStringLiteral("_(")) +
                        span.text + u')';
        }
        return text;
    }

private slots:
    void formulasBecomeText_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("text");
        QTest::newRow("letters") << "a + b"
                                 << "a + b";
        QTest::newRow("power") << "x^2"
                               << "x^(2)";
        QTest::newRow("long power") << "e^{i\\pi} + 1 = 0"
                                    << "e^(iπ) + 1 = 0";
        QTest::newRow("index") << "x_{10}"
                               << "x_(10)";
        QTest::newRow("both") << "\\sum_{i=1}^n i"
                              << "∑_(i)_(=1)^(n) i";
        QTest::newRow("small fraction") << "\\frac{1}{2}"
                                        << "^(1)⁄_(2)";
        QTest::newRow("large fraction") << "\\frac{-b + c}{2a}"
                                        << "(−b + c) / (2a)";
        QTest::newRow("root") << "\\sqrt{x+1}"
                              << "√(x+1)";
        QTest::newRow("short root") << "\\sqrt 2"
                                    << "√2";
        QTest::newRow("brackets") << "\\left( x \\right)"
                                  << "( x )";
        QTest::newRow("words") << "\\text{if } x \\leq 1"
                               << "if x ≤ 1";
        QTest::newRow("function") << "\\sin\\theta"
                                  << "sin θ";
        QTest::newRow("escaped") << "\\{1, 2\\}"
                                 << "{1, 2}";
        QTest::newRow("prime") << "f'(x)"
                               << "f′(x)";
    }

    void formulasBecomeText()
    {
        QFETCH(QString, source);
        const auto spans = parseMath(source);
        QVERIFY(spans.has_value());
        QTEST(shown(*spans), "text");
    }

    void whatTextCannotShowIsRefused_data()
    {
        QTest::addColumn<QString>("source");
        QTest::newRow("matrix") << "\\begin{matrix} a & b \\end{matrix}";
        QTest::newRow("unknown") << "\\unknown{x}";
        QTest::newRow("open brace") << "x^{2";
        QTest::newRow("closing brace") << "x}";
        QTest::newRow("index of an index") << "x^{y^z}";
        QTest::newRow("nothing to raise") << "x^";
        QTest::newRow("empty") << " ";
        QTest::newRow("deep") << QString(200, u'{') + u'x' + QString(200, u'}');
        QTest::newRow("long") << QString(kLongestMath + 1, u'x');
        QTest::newRow("backslash at the end") << "x\\";
    }

    void whatTextCannotShowIsRefused()
    {
        QFETCH(QString, source);
        QVERIFY(!parseMath(source).has_value());
    }

    void formulasAreFoundInText_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("text");
        QTest::newRow("dollar") << "Let $x^2$ be"
                                << "Let ⟦x^2⟧ be";
        QTest::newRow("brackets") << "Let \\(x^2\\) be"
                                  << "Let ⟦x^2⟧ be";
        QTest::newRow("display") << "So\n\\[x = 1\\]"
                                 << "So\n⟦x = 1⟧";
        QTest::newRow("two dollars") << "$$x_1$$"
                                     << "⟦x_1⟧";
        QTest::newRow("no emphasis inside") << "$a*b*c$"
                                            << "⟦a*b*c⟧";
        QTest::newRow("prices") << "from $5 to $6"
                                << "from $5 to $6";
        QTest::newRow("a dollar alone") << "cost $x"
                                        << "cost $x";
        QTest::newRow("escaped") << "\\$x$"
                                 << "$x$";
        QTest::newRow("source stays") << "\\(\\matrix{a}\\)"
                                      << "\\(\\matrix{a}\\)";
        QTest::newRow("code") << "`$x^2$`"
                              << "$x^2$";
    }

    void formulasAreFoundInText()
    {
        QFETCH(QString, source);
        QTEST(shown(parseInline(source)), "text");
    }
};

QTEST_APPLESS_MAIN(TestMathText)
#include "tst_math_text.moc"
