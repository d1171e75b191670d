// Chips of attached files: all of them are seen whole, in as many rows as it takes.
#include "ui/chat/attachment_chips.h"
#include "ui/theme/language.h"
#include "ui/theme/theme.h"
#include "ui/widgets/text_dialog.h"

#include <QFrame>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

namespace {

QList<QFrame*> chipsOf(const ui::AttachmentChips& chips)
{
    QList<QFrame*> frames = chips.findChildren<QFrame*>(QString(), Qt::FindDirectChildrenOnly);
    frames.removeIf([](const QFrame* frame) { return frame->isHidden(); });
    return frames;
}

} // namespace

class TestAttachmentChips : public QObject
{
    Q_OBJECT

private slots:
    void allAreSeenWhole_data()
    {
        QTest::addColumn<int>("width");
        QTest::newRow("narrow") << 340;
        QTest::newRow("usual") << 760;
        QTest::newRow("wide") << 2000;
    }

    void allAreSeenWhole()
    {
        QFETCH(int, width);
        const ui::Theme theme;
        ui::AttachmentChips chips(theme);
        chips.resize(width, 10);
        for (const char* name : {"measurements-2026.csv", "Annual report.pdf", "main.cpp"})
            chips.add({QLatin1String(name), QStringLiteral("text"), 1204});
        chips.addReading(1, QStringLiteral("A very long name of a scanned contract of 2025.pdf"));
        chips.show();
        const QList<QFrame*> frames = chipsOf(chips);
        QCOMPARE(frames.size(), 4);
        for (const QFrame* frame : frames) {
            QVERIFY(chips.rect().contains(frame->geometry()));
            for (const QLabel* label : frame->findChildren<QLabel*>())
                QVERIFY2(label->width() >= label->sizeHint().width(), qPrintable(label->text()));
            for (const QPushButton* name : frame->findChildren<QPushButton*>())
                QVERIFY2(name->width() >= name->sizeHint().width(), qPrintable(name->text()));
            for (const QFrame* other : frames)
                QVERIFY(other == frame || !other->geometry().intersects(frame->geometry()));
        }
        QCOMPARE(chips.height(), chips.heightForWidth(width));
    }

    void countsTokens()
    {
        ui::useLanguage(QStringLiteral("en"));
        const ui::Theme theme;
        ui::AttachmentChips chips(theme);
        chips.add({QStringLiteral("one.txt"), QStringLiteral("a"), 1});
        chips.add({QStringLiteral("more.txt"), QStringLiteral("text"), 1204});
        QStringList texts;
        for (const QLabel* label : chips.findChildren<QLabel*>())
            texts << label->text();
        QVERIFY2(texts.contains(QStringLiteral("1 token")), qPrintable(texts.join(u'|')));
        QVERIFY2(texts.contains(QStringLiteral("1,204 tokens")), qPrintable(texts.join(u'|')));
    }

    void largerTextTakesMoreRoom()
    {
        ui::Theme theme;
        theme.apply(ui::ThemeMode::Light, 1);
        ui::AttachmentChips chips(theme);
        chips.resize(400, 10);
        for (int i = 0; i < 4; ++i)
            chips.add({QStringLiteral("file.txt"), QStringLiteral("text"), 1204});
        chips.show();
        const int low = chips.height();
        theme.apply(ui::ThemeMode::Light, 1.5);
        QTRY_VERIFY(chips.height() > low);
        QCOMPARE(chips.height(), chips.heightForWidth(400));
        for (const QLabel* label : chips.findChildren<QLabel*>())
            QVERIFY2(label->width() >= label->sizeHint().width(), qPrintable(label->text()));
        theme.apply(ui::ThemeMode::Light, 1);
        QTRY_COMPARE(chips.height(), low);
    }

    void whatWasSentIsOnlyLookedAt()
    {
        const ui::Theme theme;
        ui::AttachmentChips chips(theme);
        chips.setDroppable(false);
        chips.setAttachments({{QStringLiteral("Q&A.txt"), QStringLiteral("Why?\n")}});
        chips.resize(400, 10);
        chips.show();
        QCOMPARE(chips.findChildren<QToolButton*>().size(), 0);
        auto* name = chips.findChild<QPushButton*>();
        QCOMPARE(name->text(), QStringLiteral("Q&&A.txt"));
        QCOMPARE(name->accessibleName(), QStringLiteral("Show the text of Q&A.txt"));
        QCOMPARE(chips.widthWithin(400), chipsOf(chips).first()->width());
    }

    // The window would stand still while its ends were looked for.
    void anEndlessWordIsBrokenAnywhere()
    {
        const ui::Theme theme;
        ui::TextDialog dialog(theme, {}, {}, nullptr);
        const auto* text = dialog.findChild<QPlainTextEdit*>();
        dialog.setText(QStringLiteral("some words ").repeated(1000));
        QCOMPARE(text->wordWrapMode(), QTextOption::WrapAtWordBoundaryOrAnywhere);
        dialog.setText(QStringLiteral("{\"a\":1},").repeated(1000));
        QCOMPARE(text->wordWrapMode(), QTextOption::WrapAnywhere);
    }

    void aNarrowerPlaceTakesMoreRows()
    {
        const ui::Theme theme;
        ui::AttachmentChips chips(theme);
        for (int i = 0; i < 4; ++i)
            chips.add({QStringLiteral("file.txt"), QStringLiteral("text"), 10});
        QVERIFY(chips.heightForWidth(300) > chips.heightForWidth(2000));
        chips.resize(300, 10);
        chips.show();
        const int high = chips.height();
        chips.findChild<QToolButton*>(QStringLiteral("dropAttachmentButton"))->click();
        chips.clear();
        QVERIFY(chips.height() < high);
        QVERIFY(!chips.isVisible());
    }
};

QTEST_MAIN(TestAttachmentChips)
#include "tst_attachment_chips.moc"
