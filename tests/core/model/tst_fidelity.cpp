// How far the quantised engine's predictions are from an exact computation with the same weights.
#include "core/engine/tokenizer_loader.h"
#include "core/threads/fork_join.h"
#include "tests/support/loaded_model.h"
#include "tests/support/reference_llama.h"
#include "tests/support/test_paths.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

using namespace core;

namespace {

constexpr std::size_t kWindow = 160; // tokens scored together, each window from an empty context
constexpr std::size_t kLeastTokens = 1000;
constexpr double kMeanDivergence = 0.003; // nats
constexpr double kTopAgreement = 0.98;

std::vector<double> logProbabilities(const float* logits, std::size_t n)
{
    const double most = *std::max_element(logits, logits + n);
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i)
        sum += std::exp(double(logits[i]) - most);
    std::vector<double> result(n);
    for (std::size_t i = 0; i < n; ++i)
        result[i] = double(logits[i]) - most - std::log(sum);
    return result;
}

} // namespace

class TestFidelity : public QObject
{
    Q_OBJECT

private slots:
    void starterModelIsClose();
};

void TestFidelity::starterModelIsClose()
{
    const std::filesystem::path path = tests::starterModelPath();
    if (path.empty())
        QSKIP("needs the starter model (packaging/fetch_starter_model.sh)");
    InlineTeam team;
    auto model = tests::LoadedModel::open(path, team, kWindow, DType::F16);
    QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
    const auto tokenizer = loadTokenizer((*model)->file());
    QVERIFY2(tokenizer.has_value(), tokenizer ? "" : tokenizer.error().message.c_str());
    std::stringstream text;
    text << std::ifstream(tests::dataPath("english_and_code.txt")).rdbuf();
    const std::vector<TokenId> ids = (*tokenizer)->encode(text.str(), {});
    QVERIFY(ids.size() >= kLeastTokens);

    const std::size_t vocab = (*model)->hyperparameters().vocabSize;
    const std::vector<float> exact =
        tests::referenceLogits((*model)->file(), (*model)->hyperparameters(), ids, kWindow);
    double divergence = 0;
    std::size_t agreed = 0;
    for (std::size_t begin = 0; begin < ids.size(); begin += kWindow) {
        const std::vector<TokenId> window(
            ids.begin() + std::ptrdiff_t(begin),
            ids.begin() + std::ptrdiff_t(std::min(begin + kWindow, ids.size())));
        const std::vector<float> ours = (*model)->logits(window, kWindow);
        for (std::size_t i = 0; i < window.size(); ++i) {
            const std::vector<double> p =
                logProbabilities(exact.data() + (begin + i) * vocab, vocab);
            const std::vector<double> q = logProbabilities(ours.data() + i * vocab, vocab);
            for (std::size_t v = 0; v < vocab; ++v)
                divergence += std::exp(p[v]) * (p[v] - q[v]);
            agreed += std::max_element(p.begin(), p.end()) - p.begin() ==
                      std::max_element(q.begin(), q.end()) - q.begin();
        }
    }
    divergence /= double(ids.size());
    const double agreement = double(agreed) / double(ids.size());
    qInfo("%zu tokens: mean KL divergence %.6f nats, top-1 agreement %.2f %%",
          ids.size(),
          divergence,
          100 * agreement);
    QVERIFY(divergence < kMeanDivergence);
    QVERIFY(agreement >= kTopAgreement);
}

QTEST_APPLESS_MAIN(TestFidelity)
#include "tst_fidelity.moc"
