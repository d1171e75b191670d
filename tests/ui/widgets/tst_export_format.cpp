// Names and formats of exported files.
#include "ui/widgets/export_format.h"

#include <QtTest>

class TestExportFormat : public QObject
{
    Q_OBJECT

private slots:
    void formatsGoByTheSuffix()
    {
        using app::ExportFormat;
        QVERIFY(ui::exportFormatOf(QStringLiteral("a.md")) == ExportFormat::Markdown);
        QVERIFY(ui::exportFormatOf(QStringLiteral("a.HTML")) == ExportFormat::Html);
        QVERIFY(ui::exportFormatOf(QStringLiteral("a.PDF")) == ExportFormat::Pdf);
        QVERIFY(ui::exportFormatOf(QStringLiteral("a.json")) == ExportFormat::Json);
        QVERIFY(ui::exportFormatOf(QStringLiteral("a")) == std::nullopt);
        QVERIFY(ui::exportFormatOf(QStringLiteral("Version 2.0 of json")) == std::nullopt);
    }

    void titlesBecomeFileNames_data()
    {
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("name");
        QTest::newRow("plain") << "Why is the sky blue"
                               << "Why is the sky blue";
        QTest::newRow("path") << "../../etc/passwd"
                              << "etc passwd";
        QTest::newRow("signs") << "a/b: c?"
                               << "a b c";
        QTest::newRow("sentence") << "The sky is blue. "
                                  << "The sky is blue";
        QTest::newRow("cut") << QStringLiteral("Write me a short…") << "Write me a short";
        QTest::newRow("nothing left") << "..."
                                      << "conversation";
        QTest::newRow("long") << QString(300, u'x') << QString(80, u'x');
    }

    void titlesBecomeFileNames()
    {
        QFETCH(QString, title);
        QFETCH(QString, name);
        QCOMPARE(ui::fileNameFor(title), name);
    }
};

QTEST_APPLESS_MAIN(TestExportFormat)
#include "tst_export_format.moc"
