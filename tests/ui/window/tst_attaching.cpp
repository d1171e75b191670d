// Several files at once, of which some cannot be taken.
#include "tests/support/window_desk.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/composer.h"
#include "ui/widgets/error_strip.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>

class TestAttaching : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<tests::WindowDesk>(*m_folder);
    }
    void cleanup() { m_desk.reset(); }

    void eachThatIsNotTakenIsNamed()
    {
        m_desk->window.chatPage().attach({write(QStringLiteral("one.txt"), QByteArray()),
                                          write(QStringLiteral("two.bin"), QByteArray(9, '\0')),
                                          write(QStringLiteral("good.txt"), "Hello")});
        QTRY_COMPARE(errors().size(), 2);
        QVERIFY2(errors().at(0).startsWith(QStringLiteral("one.txt")), qPrintable(errors().at(0)));
        QVERIFY2(errors().at(1).startsWith(QStringLiteral("two.bin")), qPrintable(errors().at(1)));
        QTRY_VERIFY(
            m_desk->window.chatPage().composer().message().contains(QStringLiteral("good.txt")));
        // The next ones begin anew.
        m_desk->window.chatPage().attach({write(QStringLiteral("three.txt"), QByteArray())});
        QTRY_VERIFY(errors().value(0).startsWith(QStringLiteral("three.txt")));
        QCOMPARE(errors().size(), 1);
    }

private:
    QString write(const QString& name, const QByteArray& content) const
    {
        QFile file(m_folder->filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(name));
        return file.fileName();
    }

    QStringList errors()
    {
        QStringList lines;
        for (const ui::ErrorStrip* strip : m_desk->window.findChildren<ui::ErrorStrip*>())
            lines += strip->message().split(u'\n', Qt::SkipEmptyParts);
        lines.sort(); // they are read side by side
        return lines;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<tests::WindowDesk> m_desk;
};

QTEST_MAIN(TestAttaching)
#include "tst_attaching.moc"
