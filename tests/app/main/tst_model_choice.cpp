// Which model a start begins with, where the one used last has gone.
#include "app/main/model_choice.h"
#include "app/models/model_library.h"
#include "app/platform/paths.h"
#include "app/settings/settings.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

class TestModelChoice : public QObject
{
    Q_OBJECT

private slots:
    void theLastModelIsAskedForThoughItHasGone()
    {
        const QTemporaryDir folder;
        qputenv("FIRESIDE_DATA_DIR", folder.path().toUtf8());
        qunsetenv("FIRESIDE_STARTER_MODEL");
        app::Settings settings(folder.filePath(QStringLiteral("settings.ini")));
        const QString last = folder.filePath(QStringLiteral("mine.gguf"));
        settings.addRecentModel(last);
        const QString installed = app::ModelLibrary(app::modelDirs(), {}).starterModel();
        QCOMPARE(*app::firstModel({}, settings), installed.isEmpty() ? last : installed);
        QFile starter(folder.filePath(QStringLiteral("starter.gguf")));
        QVERIFY(starter.open(QIODevice::WriteOnly));
        qputenv("FIRESIDE_STARTER_MODEL", starter.fileName().toUtf8());
        QCOMPARE(*app::firstModel({}, settings), starter.fileName());
        QCOMPARE(app::lostModel({}, settings), last);
        QCOMPARE(app::lostModel(starter.fileName(), settings), QString()); // it was not asked for
        QFile file(last);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(*app::firstModel({}, settings), last);
        QCOMPARE(app::lostModel({}, settings), QString());
    }
};

QTEST_GUILESS_MAIN(TestModelChoice)
#include "tst_model_choice.moc"
