// What nobody writes but somebody may send: two hundred documents are shown, drawn, appended to,
// copied and written as HTML. None may open what it names or hold the window up.
#include "tests/support/cpu_time.h"
#include "tests/support/hostile_documents.h"
#include "tests/support/long_tests.h"
#include "ui/markdown/block_parser.h"
#include "ui/markdown/html_writer.h"
#include "ui/markdown/markdown_view.h"
#include "ui/theme/theme.h"

#include <QImage>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QtTest>

#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

using namespace ui;
using namespace ui::markdown;

class TestHostileDocuments : public QObject
{
    Q_OBJECT

private:
    // A turn of the event loop may take 100 ms of a processor; the bound is wider, as what a
    // processor does in that time varies.
    static constexpr double kLongestTurnMs = 400;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    static constexpr int kKiB = 8; // of a document; Qt ends a test that takes five minutes
#else
    static constexpr int kKiB = 32;
#endif

    QTemporaryDir m_folder;
    QTcpServer m_host;
    int m_opened = -1; // tells of every file opened in the folder
    QList<std::pair<double, QString>> m_turns;

    bool isAnythingOpened() const
    {
        char event[sizeof(inotify_event) + NAME_MAX + 1];
        return ::read(m_opened, event, sizeof event) > 0;
    }

    QList<tests::HostileDocument> documents() const
    {
        return tests::hostileDocuments(
            {m_folder.filePath(QStringLiteral("image.png")),
             m_folder.filePath(QStringLiteral("pipe")),
             QStringLiteral("http://127.0.0.1:%1").arg(m_host.serverPort())},
            tests::rounds(kKiB, 256) * 1024);
    }

    // Qt looks for a font at the first sign of each script, in each style, once: that is no
    // document's.
    static void loadFonts(const QString& text)
    {
        const Theme theme;
        MarkdownView view(theme);
        view.setText(text);
        view.layoutForWidth(700);
        while (!view.isLaidOut())
            QCoreApplication::processEvents();
    }

public:
    static void initMain()
    {
        tests::giveLongTestsTime();
    }

private slots:
    void initTestCase()
    {
        QVERIFY(m_host.listen(QHostAddress::LocalHost));
        QImage image(4, 4, QImage::Format_RGB32);
        image.fill(Qt::red);
        QVERIFY(image.save(m_folder.filePath(QStringLiteral("image.png"))));
        QCOMPARE(::mkfifo(qPrintable(m_folder.filePath(QStringLiteral("pipe"))), 0600), 0);
        m_opened = ::inotify_init1(IN_NONBLOCK);
        QVERIFY(::inotify_add_watch(m_opened, qPrintable(m_folder.path()), IN_OPEN) >= 0);
        QVERIFY(QFile(m_folder.filePath(QStringLiteral("image.png"))).open(QFile::ReadOnly));
        QVERIFY(isAnythingOpened()); // else the watch sees nothing
        while (isAnythingOpened()) {
        }
    }

    void cleanupTestCase()
    {
        ::close(m_opened);
        std::sort(m_turns.rbegin(), m_turns.rend());
        for (const auto& [ms, name] : m_turns.first(std::min<qsizetype>(5, m_turns.size())))
            qInfo("%.0f ms: %s", ms, qPrintable(name));
    }

    void nothingIsOpenedAndNothingStalls_data()
    {
        QTest::addColumn<QString>("text");
        QVERIFY(documents().size() >= 200);
        for (const tests::HostileDocument& document : documents())
            QTest::newRow(qPrintable(document.name)) << document.text;
    }

    void nothingIsOpenedAndNothingStalls()
    {
        QFETCH(QString, text);
        if (QByteArray(QTest::currentDataTag()).startsWith("random units"))
            loadFonts(text);
        const Theme theme;
        MarkdownView view(theme);
        view.resize(700, 700);
        double longest = 0;
        const auto turn = [&longest](const char* what, const auto& work) {
            const tests::CpuTimer timer;
            work();
            if (timer.elapsedMs() > 50)
                qInfo("%s: %.0f ms", what, timer.elapsedMs());
            longest = std::max(longest, timer.elapsedMs());
        };
        const auto layOut = [&] {
            for (int i = 0; i < 200'000 && !view.isLaidOut(); ++i)
                turn("layout", [] { QCoreApplication::processEvents(); });
            QVERIFY(view.isLaidOut());
        };
        turn("text", [&] { view.setText(text); });
        turn("width", [&] { view.layoutForWidth(700); });
        layOut();
        view.resize(700, view.layoutForWidth(700));
        QImage image(700, 900, QImage::Format_ARGB32_Premultiplied);
        turn("drawing", [&] { view.render(&image, {}, QRect(0, 0, 700, 900)); });
        turn("appending", [&] {
            view.appendText(QStringLiteral("x"));
            view.flush();
        });
        layOut();
        turn("finding", [&] { view.setFound(QStringLiteral("x"), 0); });
        turn("finding drawn", [&] { view.render(&image, {}, QRect(0, 0, 700, 900)); });
        view.selectAll();
        view.selectedText();
        const QString html = view.selectedHtml();
        QVERIFY(!html.contains(QStringLiteral("<img")) &&
                !html.contains(QStringLiteral("<script")));
        QCoreApplication::processEvents();

        QVERIFY(!isAnythingOpened());
        QVERIFY(!m_host.hasPendingConnections());
        m_turns << std::pair{longest, QString::fromUtf8(QTest::currentDataTag())};
        QVERIFY2(longest < kLongestTurnMs, qPrintable(QString::number(longest)));
    }
};

QTEST_MAIN(TestHostileDocuments)
#include "tst_hostile_documents.moc"
