// What is told of a model before it is loaded.
#include "app/models/model_details.h"
#include "core/engine/engine.h"
#include "core/threads/worker_team.h"
#include "tests/support/tiny_llama.h"

#include <QTemporaryDir>
#include <QTest>

class TestModelDetails : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhatLoadingWould()
    {
        tests::GgufBuilder builder = tests::tinyLlama({.matrixType = core::DType::Q8_0});
        builder.set("general.license", std::string("apache-2.0"));
        const QString path = write(builder);
        const auto details = app::readModelDetails(path, {});
        QVERIFY(details.has_value());
        core::InlineTeam team;
        const auto loaded = core::LoadedModel::load(path.toStdString(), team);
        QVERIFY(loaded.has_value());
        core::ModelInfo info = (*loaded)->info;
        QCOMPARE(details->info.name, info.name);
        QCOMPARE(details->info.path, info.path);
        QCOMPARE(details->info.architecture, info.architecture);
        QCOMPARE(details->info.quantisation, info.quantisation);
        QCOMPARE(details->info.parameters, info.parameters);
        QCOMPARE(details->info.sizeBytes, info.sizeBytes);
        QCOMPARE(details->info.trainedContext, info.trainedContext);
        QVERIFY(details->info.hasChatTemplate && info.hasChatTemplate);
        QCOMPARE(details->info.contextTokens, 256); // what it was trained for
        QCOMPARE(details->licence, QStringLiteral("apache-2.0"));
        QCOMPARE(details->fileBytes, QFileInfo(path).size());
        QVERIFY(details->memoryThere > details->memoryBytes);
    }

    void memoryFollowsTheContext()
    {
        const QString path = write(tests::tinyLlama());
        const auto memory = [&path](const core::LoadPlan& plan) {
            return app::readModelDetails(path, plan)->memoryBytes;
        };
        const qint64 whole = memory({});
        const qint64 weights = qint64(app::readModelDetails(path, {})->info.sizeBytes);
        // Two layers, two heads of 16 components, keys and values, four bytes each.
        QCOMPARE(whole - weights, qint64(256) * 2 * 2 * 16 * 2 * 4);
        QCOMPARE(memory({.contextTokens = 128}) - weights, (whole - weights) / 2);
        QCOMPARE(memory({.contextTokens = 4096}), whole);
        QVERIFY(memory({.compactCache = true}) < whole);
    }

    void tellsOfTemplates()
    {
        tests::GgufBuilder builder = tests::tinyLlama();
        builder.set("tokenizer.chat_template", std::string("{% if %}"));
        auto details = app::readModelDetails(write(builder), {});
        QVERIFY(!details->info.hasChatTemplate);
        QVERIFY(!details->info.chatTemplateError.empty());
        builder.remove("tokenizer.chat_template");
        details = app::readModelDetails(write(builder), {});
        QVERIFY(!details->info.hasChatTemplate);
        QVERIFY(details->info.chatTemplateError.empty());
        QCOMPARE(details->licence, QString());
    }

    void saysWhatIsWrong()
    {
        const QString path = m_folder.filePath(QStringLiteral("notes.gguf"));
        QVERIFY(tests::writeFile(path.toStdString(), "PK, not a model"));
        const auto details = app::readModelDetails(path, {});
        QVERIFY(!details.has_value());
        QVERIFY(QString::fromStdString(details.error().message).contains(path));
    }

private:
    QString write(const tests::GgufBuilder& builder)
    {
        const QString path = m_folder.filePath(QStringLiteral("tiny.Q8_0.gguf"));
        tests::writeFile(path.toStdString(), builder.build());
        return path;
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestModelDetails)
#include "tst_model_details.moc"
