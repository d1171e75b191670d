#include "ui/theme/palette.h"
#include "ui/theme/style_sheet.h"
#include "ui/theme/svg_icon.h"

#include <QDirIterator>
#include <QtTest>

using namespace ui;

Q_DECLARE_METATYPE(ui::Palette)

class TestPalette : public QObject
{
    Q_OBJECT

private slots:
    void textIsReadable_data()
    {
        QTest::addColumn<Palette>("p");
        QTest::addColumn<double>("least"); // but of what is read most
        QTest::addColumn<double>("ofLines");
        QTest::newRow("light") << Palette::light() << 4.5 << 1.0;
        QTest::newRow("dark") << Palette::dark() << 4.5 << 1.0;
        QTest::newRow("high contrast, light") << Palette::contrastLight() << 7.0 << 4.5;
        QTest::newRow("high contrast, dark") << Palette::contrastDark() << 7.0 << 4.5;
    }

    // WCAG 2.1: 7:1 for what is read, 4.5:1 for the rest.
    void textIsReadable()
    {
        QFETCH(Palette, p);
        QFETCH(double, least);
        QFETCH(double, ofLines);
        for (const QColor& background : {p.window, p.card, p.sidebar, p.bubble}) {
            QVERIFY(contrastRatio(p.text, background) >= 7);
            QVERIFY2(contrastRatio(p.mutedText, background) >= least,
                     qPrintable(background.name()));
            QVERIFY2(contrastRatio(p.border, background) >= ofLines, qPrintable(background.name()));
        }
        QVERIFY(contrastRatio(p.accent, p.window) >= least);
        QVERIFY(contrastRatio(p.onAccent, p.accent) >= least);
        QVERIFY(contrastRatio(p.error, p.errorSoft) >= least);
        QVERIFY(contrastRatio(p.text, p.selection) >= least);
        QVERIFY(contrastRatio(p.text, p.ember) >= least);
        for (const QColor& colour : {p.codeKeyword, p.codeString, p.codeComment, p.codeNumber})
            QVERIFY2(contrastRatio(colour, p.code) >= least - 0.5, qPrintable(colour.name()));
    }

    void styleSheetNamesNoUnknownColour()
    {
        QVERIFY(!styleSheet(Palette::light(), 16, 34).contains(u'@'));
    }

    void everyIconDraws()
    {
        svgIcon(QStringLiteral("send"), Qt::red, Qt::gray); // loads the resources
        QDirIterator icons(QStringLiteral(":/icons"));
        int count = 0;
        while (icons.hasNext()) {
            const QString name = QFileInfo(icons.next()).baseName();
            const QImage image =
                svgIcon(name, Qt::red, Qt::gray).pixmap(QSize(24, 24), 2.0).toImage();
            QCOMPARE(image.size(), QSize(48, 48));
            bool drawn = false;
            for (int y = 0; y < image.height() && !drawn; ++y) {
                for (int x = 0; x < image.width() && !drawn; ++x)
                    drawn = qAlpha(image.pixel(x, y)) > 100;
            }
            QVERIFY2(drawn, qPrintable(name));
            ++count;
        }
        QVERIFY(count > 15);
    }

    void unknownIconIsNull()
    {
        QVERIFY(svgIcon(QStringLiteral("no-such-icon"), Qt::red, Qt::gray).isNull());
    }
};

QTEST_MAIN(TestPalette)
#include "tst_palette.moc"
