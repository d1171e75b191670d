// Files on their way to a message, those that cannot be taken, and what was sent.
#include "app/documents/document.h"
#include "tests/support/window_desk.h"
#include "ui/chat/attachment_chips.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/chat_view.h"
#include "ui/chat/composer.h"
#include "ui/markdown/markdown_view.h"
#include "ui/markdown/text_piece.h"
#include "ui/widgets/attachment.h"
#include "ui/widgets/error_strip.h"

#include <QClipboard>
#include <QDialog>
#include <QFile>
#include <QGuiApplication>
#include <QImage>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTextEdit>
#include <QToolButton>
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

    void aModelIsOpened_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("suffix") << "tiny.gguf";
        QTest::newRow("no suffix") << "tiny";
    }

    void aModelIsOpened()
    {
        QFETCH(QString, name);
        QSignalSpy opened(&m_desk->window, &ui::MainWindow::modelChosen);
        const QString model = write(name, QByteArray("GGUF\3\0\0\0", 8));
        m_desk->window.chatPage().attach({model});
        QTRY_COMPARE(opened.size(), 1);
        QCOMPARE(opened[0][0].toString(), model);
        m_desk->window.chatPage().attach({model, write(QStringLiteral("good.txt"), "Hello")});
        QTRY_COMPARE(errors().size(), 1);
        QVERIFY2(errors().at(0).contains(QStringLiteral("is a model")), qPrintable(errors().at(0)));
        QCOMPARE(opened.size(), 1);
    }

    void aPastedTextIsRefusedLikeAFileOfItsSize()
    {
        auto* edit = m_desk->part<QTextEdit>("composerText");
        QGuiApplication::clipboard()->setText(QString(app::kMostTextFileBytes + 1, u'a'));
        edit->paste();
        QTRY_COMPARE(errors().size(), 1);
        QVERIFY2(errors().at(0).startsWith(QStringLiteral("Pasted text")),
                 qPrintable(errors().at(0)));
        QVERIFY(m_desk->window.chatPage().composer().isEmpty());
        QGuiApplication::clipboard()->setText(QString(app::kMostTextFileBytes, u'a'));
        edit->paste();
        QTRY_VERIFY(!m_desk->window.chatPage().composer().isEmpty());
        QVERIFY(errors().isEmpty());
    }

    void aPastedTextOfManyEmojiIsAttached()
    {
        auto* edit = m_desk->part<QTextEdit>("composerText");
        const QString smile = QString::fromUtf8("😀");
        QGuiApplication::clipboard()->setText(smile.repeated(ui::markdown::kMostEmoji));
        edit->paste();
        QCOMPARE(edit->toPlainText(), QGuiApplication::clipboard()->text());
        edit->clear();
        QGuiApplication::clipboard()->setText(smile.repeated(ui::markdown::kMostEmoji + 1));
        edit->paste();
        QTRY_VERIFY(!m_desk->window.chatPage().composer().isEmpty());
        QVERIFY(edit->toPlainText().isEmpty());
    }

    void whatWasSentCanBeLookedAt_data()
    {
        QTest::addColumn<int>("key"); // 0: a click
        QTest::newRow("click") << 0;
        QTest::newRow("Enter") << int(Qt::Key_Return);
        QTest::newRow("Space") << int(Qt::Key_Space);
    }

    void whatWasSentCanBeLookedAt()
    {
        QFETCH(int, key);
        m_desk->window.chatPage().attach({write(QStringLiteral("notes.txt"), "one two\nthree\n")});
        auto& composer = m_desk->window.chatPage().composer();
        QTRY_VERIFY(composer.message().contains(QStringLiteral("three")));
        composer.setText(QStringLiteral("Count"));
        composer.send();
        QTRY_COMPARE(tests::shownTexts(m_desk->window).size(), 2);
        QTRY_VERIFY(!m_desk->controller.isBusy());
        QCOMPARE(tests::shownTexts(m_desk->window).first(), QStringLiteral("Count"));
        auto* files = m_desk->part<QWidget>("sentAttachments");
        auto* name = files->findChild<QPushButton*>();
        QVERIFY(name->isVisible());
        QVERIFY(files->parentWidget()->rect().contains(files->geometry()));
        QCOMPARE(files->findChildren<QToolButton*>().size(), 0); // to drop it
        if (key == 0)
            QTest::mouseClick(name, Qt::LeftButton);
        else
            QTest::keyClick(name, Qt::Key(key));
        auto* dialog = m_desk->part<QDialog>("attachmentDialog");
        QVERIFY(dialog != nullptr && dialog->isVisible());
        QCOMPARE(dialog->windowTitle(), QStringLiteral("notes.txt"));
        auto* text = dialog->findChild<QPlainTextEdit*>();
        QVERIFY(text->isReadOnly());
        QCOMPARE(text->toPlainText(), QStringLiteral("one two\nthree\n"));
        dialog->findChild<QPushButton*>(QStringLiteral("copyTextButton"))->click();
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("one two\nthree\n"));
    }

    void aPasteElsewhereGoesToTheMessage()
    {
        QVERIFY(m_desk->ask());
        auto* edit = m_desk->part<QTextEdit>("composerText");
        QGuiApplication::clipboard()->setText(QStringLiteral("pasted"));
        auto& answer = tests::shownMessages(m_desk->window).last()->body();
        for (QWidget* focused :
             {static_cast<QWidget*>(&answer), m_desk->part<QWidget>("attachButton")}) {
            edit->clear();
            focused->setFocus();
            QVERIFY(!edit->hasFocus());
            QTest::keyClick(focused, Qt::Key_V, Qt::ControlModifier);
            QCOMPARE(edit->toPlainText(), QStringLiteral("pasted"));
            QVERIFY(edit->hasFocus());
        }
    }

    void aPastedPictureIsRefusedInWords()
    {
        auto* edit = m_desk->part<QTextEdit>("composerText");
        QImage picture(8, 8, QImage::Format_RGB32);
        picture.fill(Qt::red);
        auto* copied = new QMimeData; // as browsers copy one
        copied->setImageData(picture);
        copied->setHtml(QStringLiteral("<img src='https://example.org/a.png'>"));
        QGuiApplication::clipboard()->setMimeData(copied);
        QVERIFY(edit->canPaste());
        edit->paste();
        QCOMPARE(errors().size(), 1);
        QVERIFY2(errors().at(0).contains(QStringLiteral("no pictures")),
                 qPrintable(errors().at(0)));
        QVERIFY(edit->toPlainText().isEmpty());
    }

    void aPageWithoutPlainTextIsPastedAsItsText()
    {
        auto* copied = new QMimeData;
        copied->setHtml(QStringLiteral("<p>One <b>two</b></p><p>three</p>"));
        QGuiApplication::clipboard()->setMimeData(copied);
        auto* edit = m_desk->part<QTextEdit>("composerText");
        edit->paste();
        QCOMPARE(edit->toPlainText(), QStringLiteral("One two\nthree"));
    }

    void whoHasAttachedGoesOnWriting()
    {
        m_desk->part<QWidget>("attachButton")->setFocus();
        m_desk->window.chatPage().attach({write(QStringLiteral("good.txt"), "Hello")});
        QVERIFY(m_desk->part<QTextEdit>("composerText")->hasFocus());
    }

    void backspaceInTheEmptyFieldTakesOffTheLastFile()
    {
        auto& composer = m_desk->window.chatPage().composer();
        auto* edit = m_desk->part<QTextEdit>("composerText");
        auto* chips = m_desk->part<ui::AttachmentChips>("attachmentChips");
        const ui::Attachment one{QStringLiteral("one.txt"), QStringLiteral("1"), 1};
        composer.addAttachment(one);
        composer.addAttachment({QStringLiteral("two.txt"), QStringLiteral("2"), 1});
        composer.setText(QStringLiteral("a"));
        QTest::keyClick(edit, Qt::Key_Backspace);
        QCOMPARE(chips->attachments().size(), 2);
        QTest::keyClick(edit, Qt::Key_Backspace);
        QCOMPARE(chips->attachments(), QList<ui::Attachment>{one});
        QTest::keyClick(edit, Qt::Key_Backspace);
        QTest::keyClick(edit, Qt::Key_Backspace);
        QVERIFY(chips->attachments().isEmpty());
    }

    // Right after it was sent, and after another conversation was shown.
    void theArrowsBringBackTheFilesToo()
    {
        auto& composer = m_desk->window.chatPage().composer();
        auto* edit = m_desk->part<QTextEdit>("composerText");
        auto* chips = m_desk->part<ui::AttachmentChips>("attachmentChips");
        composer.setHistory({QStringLiteral("First")});
        const ui::Attachment note{QStringLiteral("note.txt"), QStringLiteral("secret\n"), 1};
        composer.addAttachment(note);
        composer.setText(QStringLiteral("Read"));
        composer.send();
        QTRY_COMPARE(tests::shownTexts(m_desk->window).size(), 2);
        QTRY_VERIFY(!m_desk->controller.isBusy());
        const auto looked = [&] {
            edit->setFocus();
            QTest::keyClick(edit, Qt::Key_Up);
            const bool isRead = composer.text() == QLatin1String("Read") &&
                                chips->attachments() == QList<ui::Attachment>{note};
            QTest::keyClick(edit, Qt::Key_Up);
            const bool isFirst =
                composer.text() == QLatin1String("First") && chips->attachments().isEmpty();
            QTest::keyClick(edit, Qt::Key_Down);
            const bool isBack = chips->attachments() == QList<ui::Attachment>{note};
            QTest::keyClick(edit, Qt::Key_Down);
            return isRead && isFirst && isBack && composer.isEmpty();
        };
        QVERIFY(looked());
        composer.setHistory(
            {QStringLiteral("First"), ui::messageWith(QStringLiteral("Read"), {note})});
        QVERIFY(looked());
        // A file that waits to be sent stays.
        composer.addAttachment({QStringLiteral("other.txt"), QStringLiteral("other"), 1});
        QTest::keyClick(edit, Qt::Key_Up);
        QTest::keyClick(edit, Qt::Key_Up);
        QCOMPARE(composer.text(), QStringLiteral("First"));
        QCOMPARE(chips->attachments().size(), 1);
    }

    void whatWasSentIsFoundByItsName()
    {
        QVERIFY(m_desk->ask(QStringLiteral("Read\n\nFile: plan.txt\n```\nsecret\n```")));
        auto& view = m_desk->window.chatPage().view();
        QSignalSpy counted(&view, &ui::ChatView::findCounted);
        view.find(QStringLiteral("plan"));
        QCOMPARE(counted.last().at(1).toInt(), 1);
        view.find(QStringLiteral("secret"));
        QCOMPARE(counted.last().at(1).toInt(), 0);
    }

    void aLongMessageIsFolded()
    {
        QVERIFY(m_desk->ask(QStringLiteral("line\n").repeated(700) + QStringLiteral("needle")));
        auto* item = tests::shownMessages(m_desk->window).first();
        auto& view = m_desk->window.chatPage().view();
        const int folded = item->height();
        QVERIFY2(folded < view.viewport()->height(), qPrintable(QString::number(folded)));
        auto* button = item->findChild<QToolButton*>(QStringLiteral("unfoldMessageButton"));
        QVERIFY(button->isVisible());
        button->click();
        QTRY_VERIFY(item->height() > 10 * folded);
        QTRY_VERIFY(item->rect().contains(button->mapTo(item, QPoint())));
        button->click();
        QTRY_COMPARE(item->height(), folded);
        view.find(QStringLiteral("needle"));
        QTRY_VERIFY(item->height() > 10 * folded);
    }

    void anEditLeavesWhatWasSentInItsPlace()
    {
        QVERIFY(m_desk->ask(QStringLiteral("Read\n\nFile: plan.txt\n```\nsecret\n```")));
        auto* item = tests::shownMessages(m_desk->window).first();
        auto* files = m_desk->part<QWidget>("sentAttachments");
        QVERIFY(files->isVisible());
        item->startEditing();
        QVERIFY(!files->isVisible());
        m_desk->part<QPushButton>("dropEditButton")->click();
        QVERIFY(files->isVisible());
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
