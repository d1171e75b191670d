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
        QTest::newRow("light") << Palette::light();
        QTest::newRow("dark") << Palette::dark();
    }

    // WCAG 2.1: 7:1 for what is read, 4.5:1 for the rest.
    void textIsReadable()
    {
        QFETCH(Palette, p);
        for (const QColor& background : {p.window, p.card, p.sidebar, p.bubble}) {
            QVERIFY(contrastRatio(p.text, background) >= 7);
            QVERIFY2(contrastRatio(p.mutedText, background) >= 4.5, qPrintable(background.name()));
        }
        QVERIFY(contrastRatio(p.accent, p.window) >= 4.5);
        QVERIFY(contrastRatio(p.onAccent, p.accent) >= 4.5);
        QVERIFY(contrastRatio(p.error, p.errorSoft) >= 4.5);
        QVERIFY(contrastRatio(p.text, p.selection) >= 4.5);
        QVERIFY(contrastRatio(p.text, p.ember) >= 4.5);
        for (const QColor& colour : {p.codeKeyword, p.codeString, p.codeComment, p.codeNumber})
            QVERIFY2(contrastRatio(colour, p.code) >= 4.0, qPrintable(colour.name()));
    }

    void styleSheetNamesNoUnknownColour() { QVERIFY(!styleSheet(Palette::light()).contains(u'@')); }

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
