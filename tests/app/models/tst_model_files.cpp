// Which files are a model's, and which of them a person may remove.
#include "app/models/model_files.h"
#include "app/models/model_library.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QTemporaryDir>
#include <QTest>

using app::ModelRemoval;

class TestModelFiles : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        // The trash of the person's own desktop is left alone.
        qputenv("XDG_DATA_HOME", m_folder->filePath(QStringLiteral("data")).toUtf8());
    }

    void sizesAreDecimal_data()
    {
        QTest::addColumn<qint64>("bytes");
        QTest::addColumn<QString>("text");
        QTest::newRow("starter") << qint64(98'362'432) << QStringLiteral("98 MB");
        QTest::newRow("hundreds") << qint64(253'113'024) << QStringLiteral("253 MB");
        QTest::newRow("billions") << qint64(1'240'000'000) << QStringLiteral("1.2 GB");
    }

    void sizesAreDecimal()
    {
        QFETCH(qint64, bytes);
        QFETCH(QString, text);
        QLocale::setDefault(QLocale::c());
        QCOMPARE(app::sizeText(bytes), text);
    }

    void partsAreOneModel()
    {
        const QString first = make(QStringLiteral("big-00001-of-00002.gguf"), 10);
        const QString second = make(QStringLiteral("big-00002-of-00002.gguf"), 30);
        make(QStringLiteral("big-00001-of-00003.gguf"), 5); // of another one
        QCOMPARE(app::modelFiles(first), (QStringList{first, second}));
        QCOMPARE(app::modelFileBytes(first), qint64(40));
        QVERIFY(app::isLaterPart(QStringLiteral("big-00002-of-00002.gguf")));
        QVERIFY(!app::isLaterPart(QStringLiteral("big-00001-of-00002.gguf")));
        QVERIFY(!app::isLaterPart(QStringLiteral("big-2-of-2.gguf")));
        const QList<app::KnownModel> models = app::ModelLibrary({m_folder->path()}).models();
        QCOMPARE(models.size(), 2);
        QCOMPARE(models[0].name, QStringLiteral("big-00001-of-00002"));
        QCOMPARE(models[0].sizeBytes, qint64(40));
    }

    void onlyOnesOwnGoToTheTrash()
    {
        const QString own = make(QStringLiteral("own/a.gguf"), 1);
        const QString installed = make(QStringLiteral("installed/b.gguf"), 1);
        const QStringList installedDirs{m_folder->filePath(QStringLiteral("installed"))};
        const QStringList listed =
            QStringList{m_folder->filePath(QStringLiteral("own"))} + installedDirs;
        QCOMPARE(app::possibleRemoval(own, listed, installedDirs), ModelRemoval::Trash);
        QCOMPARE(app::possibleRemoval(installed, listed, installedDirs), ModelRemoval::Nothing);
        QCOMPARE(app::possibleRemoval(QStringLiteral("/usr/share/c.gguf"), listed, installedDirs),
                 ModelRemoval::Forget);
        QVERIFY(QFile::link(m_folder->filePath(QStringLiteral("installed")),
                            m_folder->filePath(QStringLiteral("other name"))));
        QCOMPARE(app::possibleRemoval(m_folder->filePath(QStringLiteral("other name/b.gguf")),
                                      listed,
                                      installedDirs),
                 ModelRemoval::Nothing);
    }

    void allPartsGoToTheTrash()
    {
        const QString first = make(QStringLiteral("big-00001-of-00002.gguf"), 10);
        const QString second = make(QStringLiteral("big-00002-of-00002.gguf"), 30);
        QVERIFY(app::moveModelToTrash(first));
        QVERIFY(!QFileInfo::exists(first) && !QFileInfo::exists(second));
        const QDir trash(m_folder->filePath(QStringLiteral("data/Trash/files")));
        QCOMPARE(trash.entryList(QDir::Files).size(), 2);
        QVERIFY(!app::moveModelToTrash(first));
    }

private:
    QString make(const QString& relative, int bytes) const
    {
        const QString path = m_folder->filePath(relative);
        QDir().mkpath(QFileInfo(path).absolutePath());
        QFile file(path);
        if (file.open(QIODevice::WriteOnly))
            file.write(QByteArray(bytes, 'x'));
        return path;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestModelFiles)
#include "tst_model_files.moc"
