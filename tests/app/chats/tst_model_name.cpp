// What a model is called in the windows.
#include "app/chats/model_name.h"

#include <QtTest>

class TestModelName : public QObject
{
    Q_OBJECT

private slots:
    void namesAreReadable_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("title");
        QTest::newRow("quantised") << "SmolLM2-135M-Instruct.Q4_1"
                                   << "SmolLM2 135M Instruct";
        QTest::newRow("k quant") << "qwen2.5-0.5b-instruct-q4_k_m"
                                 << "qwen2.5 0.5b instruct";
        QTest::newRow("i quant") << "Llama-3.2-1B-IQ3_XXS"
                                 << "Llama 3.2 1B";
        QTest::newRow("half precision") << "gemma-3-270m-it-F16"
                                        << "gemma 3 270m it";
        QTest::newRow("with suffix") << "tiny.Q8_0.gguf"
                                     << "tiny";
        QTest::newRow("folder") << "SmolLM2-135M"
                                << "SmolLM2 135M";
        QTest::newRow("quantisation alone") << "-Q8_0"
                                            << "-Q8_0";
        QTest::newRow("empty") << ""
                               << "";
    }

    void namesAreReadable()
    {
        QFETCH(QString, name);
        QTEST(app::modelTitle(name), "title");
    }
};

QTEST_APPLESS_MAIN(TestModelName)
#include "tst_model_name.moc"
