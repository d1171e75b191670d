// The set of engines, with the computer's load of the test's own.
#include "app/inference/engine_set.h"
#include "app/threads/thread_count.h"
#include "tests/support/tiny_llama.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <memory>

namespace {

class Nobody final : public core::EngineObserver
{
    void onPrefillProgress(core::RequestId, int, int) override {}
    void onToken(core::RequestId, core::TokenId, std::string_view) override {}
    void onFinished(core::RequestId, core::FinishReason, const core::GenerationStats&) override {}
    void onFailed(core::RequestId, const core::Error&) override {}
};

void write(const QString& path, const QByteArray& text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

} // namespace

class TestEngineSet : public QObject
{
    Q_OBJECT

private slots:
    void loadedModelsGiveWayAsTheOptionsSay()
    {
        if (app::usableThreads() < 2)
            QSKIP("one processor core has no helpers");
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("BAT0")));
        write(folder.filePath(QStringLiteral("BAT0/type")), "Battery\n");
        write(folder.filePath(QStringLiteral("BAT0/status")), "Discharging\n");
        const std::string path = folder.filePath(QStringLiteral("tiny.gguf")).toStdString();
        std::ofstream(path, std::ios::binary) << tests::tinyLlama().build();

        auto team =
            std::make_unique<app::ComputeTeam>(2, app::MachineLoad(folder.path(), folder.path()));
        const app::ComputeTeam& computing = *team;
        auto model = core::LoadedModel::load(path, *team);
        QVERIFY(model.has_value());
        Nobody nobody;
        app::EngineSet engines(nobody);
        app::InferenceOptions options;
        QVERIFY(engines.add(
            std::move(*model), std::move(team), options, app::EngineSet::Place::Current));
        engines.step();
        QCOMPARE(computing.active(), 2);
        options.giveWay = true;
        engines.apply(options);
        engines.step();
        QCOMPARE(computing.active(), 1);

        // It goes on looking, though nothing is applied.
        write(folder.filePath(QStringLiteral("BAT0/status")), "Charging\n");
        QTRY_COMPARE((engines.step(), computing.active()), 2);
        options.giveWay = false;
        engines.apply(options);
        engines.step();
        QCOMPARE(computing.active(), 2);
    }
};

QTEST_GUILESS_MAIN(TestEngineSet)
#include "tst_engine_set.moc"
