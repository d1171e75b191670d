// A real model with windows, two ropes, GeGLU and mixed quantisations: Gemma 3 270M, Q4_K_M.
#include "core/engine/tokenizer_loader.h"
#include "core/threads/worker_team.h"
#include "tests/support/loaded_model.h"
#include "tests/support/test_paths.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

using namespace core;

namespace {

constexpr std::size_t kContext = 320; // tokens
constexpr std::size_t kPiece = 32;

// Per token of the text's first kContext tokens, from the dequantised weights in float32 with
// Hugging Face's transformers 5.23.
constexpr double kExactNll = 2.95858;

} // namespace

class TestGemma : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void continues_data();
    void continues();
    void predictsAsExactly();

private:
    InlineTeam m_team;
    std::unique_ptr<tests::LoadedModel> m_model;
    std::unique_ptr<Tokenizer> m_tokenizer;
};

void TestGemma::initTestCase()
{
    const std::filesystem::path path = tests::gemmaModelPath();
    if (path.empty())
        QSKIP("needs Gemma 3 270M (packaging/fetch_gemma_model.sh)");
    auto model = tests::LoadedModel::open(path, m_team, kContext, DType::F16);
    QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
    m_model = std::move(*model);
    auto tokenizer = loadTokenizer(m_model->file());
    QVERIFY2(tokenizer.has_value(), tokenizer ? "" : tokenizer.error().message.c_str());
    m_tokenizer = std::move(*tokenizer);
}

void TestGemma::continues_data()
{
    QTest::addColumn<QString>("prompt");
    QTest::addColumn<QString>("expected");
    QTest::newRow("numbers") << "1, 2, 3, 4, 5,"
                             << " 6, 7, 8";
    QTest::newRow("days") << "Monday, Tuesday, Wednesday,"
                          << " Thursday, Friday, Saturday";
    QTest::newRow("opposite") << "The opposite of hot is"
                              << " cold.";
    QTest::newRow("science") << "Photosynthesis is the process by which"
                             << "light energy into chemical energy";
    QTest::newRow("code") << "def fibonacci(n):"
                          << "if n == 0:\n        return";
}

void TestGemma::continues()
{
    QFETCH(QString, prompt);
    QFETCH(QString, expected);
    const std::vector<TokenId> ids = m_tokenizer->encode(prompt.toStdString(), {.addBos = true});
    QString answer;
    for (const TokenId id : m_model->greedy(ids, 12))
        answer += QString::fromStdString(m_tokenizer->tokenBytes(id, false));
    QVERIFY2(answer.contains(expected), qPrintable(answer));
}

void TestGemma::predictsAsExactly()
{
    std::stringstream text;
    text << std::ifstream(tests::dataPath("english_and_code.txt")).rdbuf();
    std::vector<TokenId> ids = m_tokenizer->encode(text.str(), {.addBos = true});
    QVERIFY(ids.size() > kContext);
    ids.resize(kContext);
    auto scorer = SequenceScorer::create(
        m_model->hyperparameters(), m_model->weights(), m_team, kContext, DType::F16);
    QVERIFY(scorer.has_value());
    const std::size_t vocab = m_model->hyperparameters().vocabSize;
    double nll = 0;
    for (std::size_t begin = 0; begin < kContext; begin += kPiece) {
        const std::span<const float> logits =
            (*scorer)->append(std::span(ids).subspan(begin, kPiece), SequenceScorer::Wanted::All);
        for (std::size_t i = 0; i < kPiece && begin + i + 1 < kContext; ++i) {
            const std::span<const float> row = logits.subspan(i * vocab, vocab);
            const double most = *std::max_element(row.begin(), row.end());
            double sum = 0;
            for (const float logit : row)
                sum += std::exp(double(logit) - most);
            nll += std::log(sum) + most - double(row[std::size_t(ids[begin + i + 1])]);
        }
    }
    nll /= double(kContext - 1);
    qInfo("negative log-likelihood %.5f per token, exactly %.5f", nll, kExactNll);
    QVERIFY(std::fabs(nll - kExactNll) < 0.01); // 1 % of the perplexity
}

QTEST_APPLESS_MAIN(TestGemma)
#include "tst_gemma.moc"
