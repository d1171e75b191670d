// ModelLibrary: what is found, in which order, and what a MODEL argument means.
#include "app/models/model_library.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using app::KnownModel;
using app::ModelLibrary;

class TestModelLibrary : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { qunsetenv("FIRESIDE_STARTER_MODEL"); }

    void listsFilesAndFolders();
    void listsRecentOnesFirstAndNoneTwice();
    void findsTheStarter();
    void resolves_data();
    void resolves();
    void saysWhatThereIs();

private:
    QString make(const QString& relative, int size = 10) const
    {
        const QString path = m_dir->filePath(relative);
        QDir().mkpath(QFileInfo(path).absolutePath());
        QFile file(path);
        if (file.open(QIODevice::WriteOnly))
            file.write(QByteArray(size, 'x'));
        return path;
    }
    QStringList names(const ModelLibrary& library) const
    {
        QStringList result;
        for (const KnownModel& model : library.models())
            result.append(model.name);
        return result;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

void TestModelLibrary::init()
{
    qunsetenv("FIRESIDE_STARTER_MODEL");
    m_dir = std::make_unique<QTemporaryDir>();
    make(QStringLiteral("one/beta.gguf"), 20);
    make(QStringLiteral("one/Alpha.GGUF"), 30);
    make(QStringLiteral("one/notes.txt"));
    make(QStringLiteral("two/story/config.json"));
    make(QStringLiteral("two/plain/readme.md"));
    make(QStringLiteral("elsewhere/gamma.gguf"));
}

void TestModelLibrary::listsFilesAndFolders()
{
    const ModelLibrary library(
        {m_dir->filePath("one"), m_dir->filePath("absent"), m_dir->filePath("two")});
    QCOMPARE(names(library), (QStringList{"Alpha", "beta", "story"}));
    QCOMPARE(library.models().first().sizeBytes, qint64(30));
    QCOMPARE(library.models().first().path, m_dir->filePath("one/Alpha.GGUF"));
    QCOMPARE(library.models().last().sizeBytes, qint64(0));
}

void TestModelLibrary::listsRecentOnesFirstAndNoneTwice()
{
    QFile::link(m_dir->filePath("one/beta.gguf"), m_dir->filePath("one/link.gguf"));
    const ModelLibrary library({m_dir->filePath("one"), m_dir->filePath("one")},
                               {m_dir->filePath("gone.gguf"),
                                m_dir->filePath("elsewhere/gamma.gguf"),
                                m_dir->filePath("one/beta.gguf")});
    QCOMPARE(names(library), (QStringList{"gamma", "beta", "Alpha"}));
}

void TestModelLibrary::findsTheStarter()
{
    const ModelLibrary library({m_dir->filePath("one")});
    QCOMPARE(library.starterModel(), QString());
    const QString starter = make(QStringLiteral("one/SmolLM2-135M-Instruct.Q4_1.gguf"));
    QCOMPARE(library.starterModel(), starter);
    qputenv("FIRESIDE_STARTER_MODEL", m_dir->filePath("elsewhere/gamma.gguf").toUtf8());
    QCOMPARE(library.starterModel(), m_dir->filePath("elsewhere/gamma.gguf"));
    qputenv("FIRESIDE_STARTER_MODEL", m_dir->filePath("gone.gguf").toUtf8());
    QCOMPARE(library.starterModel(), starter);
}

void TestModelLibrary::resolves_data()
{
    QTest::addColumn<QString>("argument");
    QTest::addColumn<QString>("found"); // relative; empty: an error
    QTest::newRow("file") << "/elsewhere/gamma.gguf"
                          << "/elsewhere/gamma.gguf";
    QTest::newRow("a file of any name") << "/one/notes.txt"
                                        << "/one/notes.txt";
    QTest::newRow("folder") << "/two/story/"
                            << "/two/story";
    QTest::newRow("folder without a model") << "/two/plain"
                                            << "";
    QTest::newRow("name") << "beta"
                          << "/one/beta.gguf";
    QTest::newRow("name in any case") << "ALPHA"
                                      << "/one/Alpha.GGUF";
    QTest::newRow("name with suffix") << "Beta.gguf"
                                      << "/one/beta.gguf";
    QTest::newRow("unknown name") << "delta"
                                  << "";
    QTest::newRow("file that is not there") << "/one/delta.gguf"
                                            << "";
    QTest::newRow("nothing") << ""
                             << "";
}

void TestModelLibrary::resolves()
{
    QFETCH(QString, argument);
    QFETCH(QString, found);
    const ModelLibrary library({m_dir->filePath("one"), m_dir->filePath("two")});
    const auto path =
        library.resolve(argument.startsWith(u'/') ? m_dir->path() + argument : argument);
    QCOMPARE(path.has_value(), !found.isEmpty());
    if (path)
        QCOMPARE(*path, m_dir->path() + found);
    else
        QCOMPARE(path.error().code, core::ErrorCode::NotFound);
}

void TestModelLibrary::saysWhatThereIs()
{
    const ModelLibrary library({m_dir->filePath("one")});
    QCOMPARE(library.resolve(QStringLiteral("delta")).error().message,
             std::string("There is no model file, folder or library name \"delta\". "
                         "The library has: Alpha, beta."));
    const ModelLibrary empty({});
    QVERIFY(empty.resolve(QStringLiteral("delta"))
                .error()
                .message.ends_with("The library is empty; give the path of a GGUF file."));
}

QTEST_GUILESS_MAIN(TestModelLibrary)
#include "tst_model_library.moc"
