// Settings: defaults, persistence, limits, and files that are damaged or hostile.
#include "app/settings/settings.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using app::Settings;
using app::Theme;

class TestSettings : public QObject
{
    Q_OBJECT

private slots:
    void startsWithDefaults();
    void keepsValues();
    void tellsOnlyOfChanges();
    void keepsRecentModelsInOrder();
    void stepsTheTextSize();
    void fileIsPrivate();
    void limitsWhatIsRead_data();
    void limitsWhatIsRead();
    void survivesDamage_data();
    void survivesDamage();

private:
    QString path() const
    {
        return m_dir.filePath(QString::fromLatin1(QTest::currentTestFunction()));
    }
    void writeFile(const QByteArray& content) const
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(content);
    }

    QTemporaryDir m_dir;
};

void TestSettings::startsWithDefaults()
{
    const Settings settings(path());
    QCOMPARE(settings.theme(), Theme::System);
    QCOMPARE(settings.textSizePercent(), 100);
    QCOMPARE(settings.spelling(), QString());
    QVERIFY(settings.notifications());
    QVERIFY(!settings.keepInTray());
    QVERIFY(!settings.askShortcut());
    QVERIFY(!settings.trayExplained());
    QCOMPARE(settings.systemPrompt(), QString());
    QCOMPARE(settings.sampling(), core::SamplingParams());
    QVERIFY(!settings.fixedSeed().has_value());
    QCOMPARE(settings.maxTokens(), Settings::kDefaultMaxTokens);
    QCOMPARE(settings.threads(), 0);
    QCOMPARE(settings.contextTokens(), 0);
    QCOMPARE(settings.openModels(), 1);
    QCOMPARE(settings.diskCacheGigabytes(), 2);
    QVERIFY(!settings.compactCache());
    QVERIFY(!settings.giveWay());
    QCOMPARE(settings.recentModels(), QStringList());
    QCOMPARE(settings.endpointEnabled(), false);
    QCOMPARE(settings.endpointPort(), quint16(11439));
    QCOMPARE(settings.endpointApiKey(), QString());
    QCOMPARE(settings.windowGeometry(), QByteArray());
}

void TestSettings::keepsValues()
{
    core::SamplingParams params;
    params.temperature = 0.25F;
    params.topK = 7;
    params.topP = 0.5F;
    params.minP = 0.125F;
    params.repeatPenalty = 1.1F;
    const QString prompt = QStringLiteral("Be brief, \"please\";\nand kind = 善 \\n\t");
    const QByteArray bytes("\0\xff@Variant(\n", 13);
    {
        Settings settings(path());
        settings.setTheme(Theme::ContrastDark);
        settings.setTextSizePercent(125);
        settings.setSpelling(QStringLiteral("de_DE"));
        settings.setNotifications(false);
        settings.setKeepInTray(true);
        settings.setAskShortcut(true);
        settings.setTrayExplained();
        settings.setSystemPrompt(prompt);
        settings.setSampling(params);
        settings.setFixedSeed(18446744073709551615ULL);
        settings.setMaxTokens(512);
        settings.setThreads(3);
        settings.setContextTokens(4096);
        settings.setOpenModels(3);
        settings.setDiskCacheGigabytes(0);
        settings.setCompactCache(true);
        settings.setGiveWay(true);
        settings.addRecentModel(QStringLiteral("/models/a, b.gguf"));
        settings.setEndpointEnabled(true);
        settings.setEndpointPort(8081);
        settings.setEndpointApiKey(QStringLiteral("a,b;c"));
        settings.setWindowGeometry(bytes);
        settings.setWindowState(bytes + bytes);
        settings.setToggledHeadings({QStringLiteral("folder a, b"), {}});
        settings.setFolders({QStringLiteral("a, b"), QStringLiteral("c")});
        settings.setLastFolder(Settings::FolderFor::Models, QStringLiteral("/models/a, b"));
    }
    const Settings settings(path());
    QCOMPARE(settings.theme(), Theme::ContrastDark);
    QCOMPARE(settings.textSizePercent(), 125);
    QCOMPARE(settings.spelling(), QStringLiteral("de_DE"));
    QVERIFY(!settings.notifications());
    QVERIFY(settings.keepInTray());
    QVERIFY(settings.askShortcut());
    QVERIFY(settings.trayExplained());
    QCOMPARE(settings.systemPrompt(), prompt);
    QCOMPARE(settings.sampling(), params);
    QCOMPARE(settings.fixedSeed().value_or(0), 18446744073709551615ULL);
    QCOMPARE(settings.maxTokens(), 512);
    QCOMPARE(settings.threads(), 3);
    QCOMPARE(settings.contextTokens(), 4096);
    QCOMPARE(settings.openModels(), 3);
    QCOMPARE(settings.diskCacheGigabytes(), 0);
    QVERIFY(settings.compactCache());
    QVERIFY(settings.giveWay());
    QCOMPARE(settings.lastModelPath(), QStringLiteral("/models/a, b.gguf"));
    QCOMPARE(settings.recentModels(), QStringList{QStringLiteral("/models/a, b.gguf")});
    QCOMPARE(settings.endpointEnabled(), true);
    QCOMPARE(settings.endpointPort(), quint16(8081));
    QCOMPARE(settings.endpointApiKey(), QStringLiteral("a,b;c"));
    QCOMPARE(settings.windowGeometry(), bytes);
    QCOMPARE(settings.windowState(), bytes + bytes);
    QCOMPARE(settings.toggledHeadings(), (QStringList{QStringLiteral("folder a, b"), {}}));
    QCOMPARE(settings.folders(), (QStringList{QStringLiteral("a, b"), QStringLiteral("c")}));
    QCOMPARE(settings.lastFolder(Settings::FolderFor::Models), QStringLiteral("/models/a, b"));
    QCOMPARE(settings.lastFolder(Settings::FolderFor::Attachments), QString());
}

void TestSettings::tellsOnlyOfChanges()
{
    Settings settings(path());
    QSignalSpy spy(&settings, &Settings::changed);
    settings.setTextSizePercent(150);
    settings.setTextSizePercent(150);
    QCOMPARE(spy.count(), 1);
    QCOMPARE(spy.takeFirst().first().value<Settings::Key>(), Settings::Key::TextSize);
    core::SamplingParams params;
    params.topK = 3;
    settings.setSampling(params);
    settings.setSampling(params);
    QCOMPARE(spy.count(), 1);
    QCOMPARE(spy.takeFirst().first().value<Settings::Key>(), Settings::Key::Sampling);
}

void TestSettings::keepsRecentModelsInOrder()
{
    Settings settings(path());
    for (int i = 0; i < 12; ++i)
        settings.addRecentModel(QStringLiteral("/m/%1.gguf").arg(i));
    settings.addRecentModel(QStringLiteral("/m/5.gguf"));
    QCOMPARE(settings.recentModels().size(), Settings::kMaxRecentModels);
    QCOMPARE(settings.recentModels().first(), QStringLiteral("/m/5.gguf"));
    QCOMPARE(settings.recentModels().at(1), QStringLiteral("/m/11.gguf"));
    QCOMPARE(settings.recentModels().count(QStringLiteral("/m/5.gguf")), 1);
    settings.removeRecentModel(QStringLiteral("/m/5.gguf"));
    QVERIFY(!settings.recentModels().contains(QStringLiteral("/m/5.gguf")));
    QCOMPARE(settings.lastModelPath(), QString());
}

void TestSettings::stepsTheTextSize()
{
    Settings settings(path());
    settings.stepTextSize(1);
    QCOMPARE(settings.textSizePercent(), 115);
    settings.setTextSizePercent(120); // by hand
    settings.stepTextSize(-1);
    QCOMPARE(settings.textSizePercent(), 115);
    settings.setTextSizePercent(200);
    settings.stepTextSize(1);
    QCOMPARE(settings.textSizePercent(), 200);
    settings.setTextSizePercent(90);
    settings.stepTextSize(-1);
    QCOMPARE(settings.textSizePercent(), 90);
}

void TestSettings::fileIsPrivate()
{
    {
        Settings settings(path());
        settings.setEndpointApiKey(QStringLiteral("secret"));
    }
    const auto others = QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther;
    QVERIFY((QFile::permissions(path()) & others) == 0);
}

void TestSettings::limitsWhatIsRead_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<float>("temperature");
    QTest::addColumn<float>("topP");
    QTest::addColumn<int>("contextTokens");
    QTest::addColumn<int>("port");
    const float t = core::SamplingParams().temperature;
    const float p = core::SamplingParams().topP;
    QTest::newRow("too large") << QByteArray("[sampling]\ntemperature=1e9\ntopP=7\n[engine]\n"
                                             "contextTokens=99999999999\n[endpoint]\nport=70000\n")
                               << 5.0F << 1.0F << Settings::kMaxContextTokens << 65535;
    QTest::newRow("negative") << QByteArray("[sampling]\ntemperature=-1\ntopP=-2\n[engine]\n"
                                            "contextTokens=-5\n[endpoint]\nport=-1\n")
                              << 0.0F << 0.0F << 0 << 1;
    QTest::newRow("not numbers") << QByteArray("[sampling]\ntemperature=nan\ntopP=hot\n[engine]\n"
                                               "contextTokens=many\n[endpoint]\nport=x\n")
                                 << t << p << 0 << Settings::kDefaultEndpointPort;
    QTest::newRow("lists where numbers belong")
        << QByteArray("[sampling]\ntemperature=1, 2\ntopP=a, b\n[engine]\ncontextTokens=1, 2\n"
                      "[endpoint]\nport=1, 2\n")
        << t << p << 0 << Settings::kDefaultEndpointPort;
    QTest::newRow("small context") << QByteArray("[engine]\ncontextTokens=3\n") << t << p
                                   << Settings::kMinContextTokens << Settings::kDefaultEndpointPort;
}

void TestSettings::limitsWhatIsRead()
{
    QFETCH(QByteArray, content);
    writeFile(content);
    const Settings settings(path());
    QTEST(settings.sampling().temperature, "temperature");
    QTEST(settings.sampling().topP, "topP");
    QTEST(settings.contextTokens(), "contextTokens");
    QTEST(int(settings.endpointPort()), "port");
}

void TestSettings::survivesDamage_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("zeros") << QByteArray(64 * 1024, '\0');
    QTest::newRow("binary") << QByteArray("\x7f"
                                          "ELF\xff\xfe\n[[[===\n=\n",
                                          16);
    QTest::newRow("cut") << QByteArray("[appearance]\ntheme=\"da");
    QTest::newRow("bad variants") << QByteArray(
        "[appearance]\ntheme=@Variant(\\0\\0\\0\\xff\\xff)\n"
        "textSizePercent=@Size(1 2)\n[window]\n"
        "geometry=@Variant(\\0\\0\\0\\x9\\x7f\\xff\\xff\\xff)\n"
        "[models]\nrecent=@Rect(1 2 3 4)\n");
    QTest::newRow("huge value") << "[chat]\nsystemPrompt=" + QByteArray(1 << 20, 'a');
}

void TestSettings::survivesDamage()
{
    QFETCH(QByteArray, content);
    writeFile(content);
    Settings settings(path());
    QCOMPARE(settings.theme(), Theme::System);
    QCOMPARE(settings.textSizePercent(), 100);
    QCOMPARE(settings.sampling(), core::SamplingParams());
    QVERIFY(settings.systemPrompt().size() <= 64 * 1024);
    QCOMPARE(settings.windowGeometry(), QByteArray());
    settings.setTheme(Theme::Light);
    QCOMPARE(settings.theme(), Theme::Light);
}

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
