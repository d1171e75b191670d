#include "ui/widgets/link_confirmation.h"

#include <QDesktopServices>
#include <QMessageBox>
#include <QPushButton>
#include <QtTest>

class TestLinkConfirmation : public QObject
{
    Q_OBJECT

private:
    QList<QUrl> m_opened;

    static QMessageBox* ask(QWidget& window, const QUrl& target)
    {
        ui::confirmAndOpenLink(&window, target);
        return window.findChild<QMessageBox*>(QStringLiteral("linkConfirmation"));
    }

public slots:
    void open(const QUrl& url) { m_opened << url; }

private slots:
    void init()
    {
        m_opened.clear();
        QDesktopServices::setUrlHandler(QStringLiteral("https"), this, "open");
    }
    void cleanup() { QDesktopServices::unsetUrlHandler(QStringLiteral("https")); }

    void showsTheTargetAndWaits()
    {
        QWidget window;
        window.show();
        QMessageBox* box = ask(window, QUrl(QStringLiteral("https://gооgle.com/a b")));
        QVERIFY(box != nullptr);
        QVERIFY2(box->informativeText().startsWith(QStringLiteral("https://xn--")),
                 qPrintable(box->informativeText()));
        QVERIFY(m_opened.isEmpty());
        QTest::keyClick(box, Qt::Key_Return); // the default is not to open
        QTest::qWait(20);
        QVERIFY(m_opened.isEmpty());
    }

    void opensWhenAgreed()
    {
        QWidget window;
        window.show();
        const QUrl target(QStringLiteral("https://example.org/"));
        QMessageBox* box = ask(window, target);
        QVERIFY(box != nullptr);
        for (QAbstractButton* button : box->buttons()) {
            if (box->buttonRole(button) == QMessageBox::AcceptRole)
                button->click();
        }
        QCOMPARE(m_opened, QList<QUrl>{target});
    }

    void saysWhereNothingOpensIt()
    {
        QWidget window;
        window.show();
        QDesktopServices::unsetUrlHandler(QStringLiteral("https")); // and offscreen has no browser
        const QUrl target(QStringLiteral("https://example.org/"));
        QMessageBox* box = ask(window, target);
        for (QAbstractButton* button : box->buttons()) {
            if (box->buttonRole(button) == QMessageBox::AcceptRole)
                button->click();
        }
        const auto* told = window.findChild<QMessageBox*>(QStringLiteral("notOpened"));
        QVERIFY(told != nullptr && told->isVisible());
        QCOMPARE(told->informativeText(), target.toString());
    }
};

QTEST_MAIN(TestLinkConfirmation)
#include "tst_link_confirmation.moc"
