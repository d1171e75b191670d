// Formulas read and laid out; as objects in a text, and copied from it.
#include "ui/markdown/document_builder.h"
#include "ui/markdown/formula_object.h"
#include "ui/markdown/inline_parser.h"
#include "ui/markdown/safe_document.h"
#include "ui/maths/math_layout.h"
#include "ui/maths/math_parser.h"
#include "ui/theme/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QImage>
#include <QPainter>
#include <QTextCursor>
#include <QtTest>

using namespace ui::maths;

namespace {

QFont testFont()
{
    QFont font;
    font.setPixelSize(20);
    return font;
}

MathPicture laidOut(const QString& source, bool isDisplay = true)
{
    const auto tree = parseFormula(source);
    return tree ? layOutFormula(*tree, testFont(), isDisplay) : MathPicture();
}

QString signsOf(const QString& source)
{
    QStringList signs;
    for (const MathPicture::Sign& sign : laidOut(source).signs)
        signs << sign.text;
    return signs.join(u' ');
}

QString nested(const char* open, int times, const char* close)
{
    return QString(open).repeated(times) + u'x' + QString(close).repeated(times);
}

} // namespace

class TestFormulas : public QObject
{
    Q_OBJECT

private slots:
    void signsAreThoseOfTheSource_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("signs");
        QTest::newRow("letters") << "a+b" << QStringLiteral("a + b");
        QTest::newRow("number") << "3.14x" << QStringLiteral("3.14 x");
        QTest::newRow("Greek") << "\\alpha\\Omega" << QStringLiteral("α Ω");
        QTest::newRow("minus") << "-x" << QStringLiteral("− x");
        QTest::newRow("fraction") << "\\frac{1}{2}" << QStringLiteral("1 2");
        QTest::newRow("short fraction") << "\\frac12" << QStringLiteral("1 2");
        QTest::newRow("scripts") << "x_1^2" << QStringLiteral("x 2 1");
        QTest::newRow("scripts turned") << "x^2_1" << QStringLiteral("x 2 1");
        QTest::newRow("script of a script") << "x^{y^z}" << QStringLiteral("x y z");
        QTest::newRow("sum") << "\\sum_{i=1}^n i" << QStringLiteral("∑ n i = 1 i");
        QTest::newRow("function") << "\\sin x" << QStringLiteral("sin x");
        QTest::newRow("words") << "\\text{if } x" << QStringLiteral("if  x");
        QTest::newRow("matrix") << "\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}"
                                << QStringLiteral("a b c d");
        QTest::newRow("cases") << "\\begin{cases} 1 & x \\\\ 2 & y \\end{cases}"
                               << QStringLiteral("1 x 2 y");
        QTest::newRow("aligned") << "\\begin{align*} a &= b \\\\ &= c \\end{align*}"
                                 << QStringLiteral("a = b = c");
        QTest::newRow("double stroke") << "\\mathbb{R}" << QStringLiteral("ℝ");
        QTest::newRow("prime") << "f''" << QStringLiteral("f ′′");
        QTest::newRow("prime and power") << "f'^2" << QStringLiteral("f ′ 2");
        QTest::newRow("prime by its name") << "f^\\prime" << QStringLiteral("f ′");
        QTest::newRow("primes in braces") << "f^{\\prime\\prime}" << QStringLiteral("f ′′");
        QTest::newRow("prime of a sum") << "\\sum'_i^n" << QStringLiteral("∑ ′ n i");
        QTest::newRow("escaped") << "\\{1\\}" << QStringLiteral("{ 1 }");
        QTest::newRow("negated") << "\\not="
                                 << QStringLiteral("≠").normalized(QString::NormalizationForm_D);
    }

    void signsAreThoseOfTheSource()
    {
        QFETCH(QString, source);
        QTEST(signsOf(source), "signs");
    }

    void whatIsNotKnownIsRefused_data()
    {
        QTest::addColumn<QString>("source");
        QTest::newRow("nothing") << " ";
        QTest::newRow("command") << "\\unknown{x}";
        QTest::newRow("environment") << "\\begin{tikzpicture} x \\end{tikzpicture}";
        QTest::newRow("open brace") << "x^{2";
        QTest::newRow("closing brace") << "x}";
        QTest::newRow("no base, no script") << "x^";
        QTest::newRow("two raised") << "x^1^2";
        QTest::newRow("left without right") << "\\left( x";
        QTest::newRow("right without left") << "x \\right)";
        QTest::newRow("another end") << "\\begin{matrix} a \\end{pmatrix}";
        QTest::newRow("cell outside") << "a & b";
        QTest::newRow("backslash at the end") << "x\\";
    }

    void whatIsNotKnownIsRefused()
    {
        QFETCH(QString, source);
        QVERIFY(!parseFormula(source));
    }

    void placesFollowTheTree()
    {
        const MathPicture fraction = laidOut(QStringLiteral("\\frac{1}{2}"));
        QCOMPARE(fraction.bars.size(), 1U);
        QVERIFY(fraction.signs[0].at.y() < fraction.bars[0].top());
        QVERIFY(fraction.signs[1].at.y() > fraction.bars[0].bottom());
        QVERIFY(fraction.ascent > 0 && fraction.descent > 0);

        const MathPicture power = laidOut(QStringLiteral("x^2"));
        QVERIFY(power.signs[1].at.y() < 0);
        QVERIFY(power.signs[1].font.pixelSize() < power.signs[0].font.pixelSize());

        // Primes are as large as what they belong to, a power behind them is not.
        const MathPicture primed = laidOut(QStringLiteral("f'^2"));
        QCOMPARE(primed.signs[1].font.pixelSize(), primed.signs[0].font.pixelSize());
        QVERIFY(primed.signs[2].font.pixelSize() < primed.signs[0].font.pixelSize());
        QVERIFY(primed.signs[2].at.y() < 0);
        // They stand at its top.
        QVERIFY(laidOut(QStringLiteral("\\left(\\frac12\\right)'")).signs.back().at.y() < 0);

        // Limits of a sum: above and below in a line of its own, else beside.
        const QString sum = QStringLiteral("\\sum_{i}^{n}");
        QVERIFY(laidOut(sum, true).height() > 1.3 * laidOut(sum, false).height());
    }

    void bracketsGrow_data()
    {
        QTest::addColumn<QString>("left");
        QTest::addColumn<QString>("right");
        QTest::newRow("round") << "("
                               << ")";
        QTest::newRow("square") << "["
                                << "]";
        QTest::newRow("curly") << "\\{"
                               << "\\}";
        QTest::newRow("angle") << "\\langle"
                               << "\\rangle";
        QTest::newRow("floor") << "\\lfloor"
                               << "\\rfloor";
        QTest::newRow("ceiling") << "\\lceil"
                                 << "\\rceil";
        QTest::newRow("bar") << "|"
                             << "|";
        QTest::newRow("two bars") << "\\|"
                                  << "\\|";
        QTest::newRow("slash") << "/"
                               << "/";
    }

    void bracketsGrow()
    {
        QFETCH(QString, left);
        QFETCH(QString, right);
        const auto around = [&](const QString& inside) {
            return laidOut("\\left" + left + ' ' + inside + "\\right" + right);
        };
        const MathPicture low = around(QStringLiteral("x"));
        const MathPicture high = around(QStringLiteral("\\frac{\\frac12}{3}"));
        QCOMPARE(low.strokes.size(), 2U);
        QCOMPARE(high.strokes.size(), 2U);
        for (std::size_t i = 0; i < 2; ++i)
            QVERIFY(high.strokes[i].path.boundingRect().height() >
                    1.5 * low.strokes[i].path.boundingRect().height());
    }

    void arrowsDoNotGrow()
    {
        const QString source = QStringLiteral("\\left\\uparrow\\frac12\\right.");
        QVERIFY(laidOut(source).strokes.empty());
        QCOMPARE(signsOf(source), QStringLiteral("↑ 1 2"));
    }

    void limitsAreExact_data()
    {
        QTest::addColumn<QString>("within");
        QTest::addColumn<QString>("beyond");
        const auto row = [](const char* name, int most, auto source) {
            QTest::newRow(name) << source(most) << source(most + 1);
        };
        row("characters", int(kLongestSource), [](int size) { return QString(size, u'1'); });
        row("parts", kMostNodes, [](int count) { return QString(count, u'x'); });
        // The row around them is the first level.
        row("groups", kDeepest - 1, [](int times) { return nested("{", times, "}"); });
        row("accents", (kDeepest - 1) / 2, [](int times) { return nested("\\hat ", times, ""); });
        row("scripts", (kDeepest - 1) / 2, [](int times) { return nested("x^{", times, "}"); });
        row("fences", (kDeepest - 1) / 2, [](int times) {
            return nested("\\left(", times, "\\right)");
        });
        row("roots", (kDeepest - 1) / 3, [](int times) { return nested("\\sqrt{", times, "}"); });
        row("fractions", (kDeepest - 1) / 3, [](int times) {
            return nested("\\frac{x}{", times, "}");
        });
        row("columns", kMostColumns, [](int columns) {
            return QStringLiteral("\\begin{matrix}%1\\end{matrix}").arg(QString(columns - 1, u'&'));
        });
        // Cells left empty are parts, as the table is one.
        row("cells", (kMostNodes - 1) / kMostColumns, [](int rows) {
            return QStringLiteral("\\begin{matrix}%1%2\\end{matrix}")
                .arg(QString(kMostColumns - 1, u'&'), QStringLiteral("\\\\").repeated(rows));
        });
    }

    void limitsAreExact()
    {
        QFETCH(QString, within);
        QFETCH(QString, beyond);
        QVERIFY(!parseFormula(beyond));
        QVERIFY(parseFormula(within));
        const MathPicture picture = laidOut(within);
        QVERIFY(picture.signs.size() <= std::size_t(kMostNodes));
        const double em = testFont().pixelSize();
        QVERIFY(picture.width <= em * double(kLongestSource));
        QVERIFY(picture.height() <= em * kDeepest * kMostColumns);
    }

    void copyingGivesTheSource()
    {
        ui::Theme theme;
        ui::markdown::Block block;
        block.spans =
            ui::markdown::parseInline(QStringLiteral("Let $x^2$ be\n\\[ \\frac{1}{2} \\]\nand on"));
        ui::markdown::SafeDocument document;
        ui::markdown::fillDocument(document, block, theme);
        QCOMPARE(document.blockCount(), 3); // the formula has a line of its own
        QTextCursor all(&document);
        all.select(QTextCursor::Document);
        QCOMPARE(ui::markdown::textWithFormulas(all),
                 QStringLiteral("Let $x^2$ be\n\\[ \\frac{1}{2} \\]\nand on"));
        all.setPosition(4);
        all.setPosition(5, QTextCursor::KeepAnchor);
        QCOMPARE(ui::markdown::textWithFormulas(all), QStringLiteral("$x^2$"));
    }

    void aLineMakesRoomForIt()
    {
        ui::Theme theme;
        const auto heightOf = [&theme](const QString& text) {
            ui::markdown::Block block;
            block.spans = ui::markdown::parseInline(text);
            ui::markdown::SafeDocument document;
            ui::markdown::fillDocument(document, block, theme);
            document.setTextWidth(400);
            QImage image(400, 200, QImage::Format_RGB32);
            image.fill(Qt::white);
            QPainter painter(&image);
            document.drawContents(&painter); // draws it too
            return document.size().height();
        };
        QVERIFY(heightOf(QStringLiteral("$\\frac{\\frac12}{\\frac34}$")) >
                1.5 * heightOf(QStringLiteral("a")));
        QCOMPARE(heightOf(QStringLiteral("a $x$ b")), heightOf(QStringLiteral("a")));
    }
};

QTEST_MAIN(TestFormulas)
#include "tst_formulas.moc"
