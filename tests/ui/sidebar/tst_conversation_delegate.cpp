#include "ui/sidebar/conversation_delegate.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QStandardItemModel>
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

    void fullStopsFollowTheScript_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<bool>("isAtTheLeft");
        QTest::newRow("Latin") << QStringLiteral("aaa") << false;
        QTest::newRow("Arabic") << QStringLiteral("ببب") << true;
        QTest::newRow("Hebrew") << QStringLiteral("אאא") << true;
    }

    void fullStopsFollowTheScript()
    {
        QFETCH(QString, words);
        QFETCH(bool, isAtTheLeft);
        const ui::Theme theme;
        const ui::ConversationDelegate delegate(theme);
        QStandardItemModel model;
        const auto painted = [&](const QString& title) {
            model.clear();
            model.appendRow(new QStandardItem(title));
            QImage picture(200, 40, QImage::Format_RGB32);
            picture.fill(Qt::white);
            QPainter painter(&picture);
            QStyleOptionViewItem option;
            option.rect = picture.rect();
            delegate.paint(&painter, option, model.index(0, 0));
            return picture;
        };
        const int width = QFontMetrics(theme.font()).horizontalAdvance(words);
        const QRect atTheLeft(0, 0, width, 40); // the words alone, the margin left out
        QCOMPARE(painted(words + u'.').copy(atTheLeft) != painted(words).copy(atTheLeft),
                 isAtTheLeft);
    }
};

QTEST_MAIN(TestConversationDelegate)
#include "tst_conversation_delegate.moc"
