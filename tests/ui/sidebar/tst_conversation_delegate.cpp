#include "ui/sidebar/conversation_delegate.h"

#include <QtTest>

class TestConversationDelegate : public QObject
{
    Q_OBJECT

private slots:
    void copiesAreToldApart_data()
    {
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("end");
        const QString words = QStringLiteral("Explain in simple words why the sky is blue.");
        QTest::newRow("original") << words << QStringLiteral("…");
        QTest::newRow("copy") << words + QStringLiteral(" (copy)") << QStringLiteral("… (copy)");
        QTest::newRow("second copy")
            << words + QStringLiteral(" (copy 2)") << QStringLiteral("… (copy 2)");
        QTest::newRow("Chinese") << words + QStringLiteral("（副本）")
                                 << QStringLiteral("…（副本）");
        QTest::newRow("long brackets")
            << words + QStringLiteral(" (and why it is red in the evening)") << QStringLiteral("…");
    }

    void copiesAreToldApart()
    {
        QFETCH(QString, title);
        QFETCH(QString, end);
        const QFontMetrics metrics{QFont()};
        const int width = metrics.horizontalAdvance(QStringLiteral("Explain in simple words why"));
        const QString shown = ui::elidedTitle(metrics, title, width);
        QVERIFY2(shown.endsWith(end), qPrintable(shown));
        QVERIFY(metrics.horizontalAdvance(shown) <= width);
        QCOMPARE(ui::elidedTitle(metrics, title, metrics.horizontalAdvance(title) + 2), title);
    }
};

QTEST_MAIN(TestConversationDelegate)
#include "tst_conversation_delegate.moc"
