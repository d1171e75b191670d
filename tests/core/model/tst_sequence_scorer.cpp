// Several sequences at once: each is computed as it is alone.
#include "core/engine/loaded_model.h"
#include "core/model/sequence_scorer.h"
#include "core/threads/worker_team.h"
#include "tests/support/tiny_llama.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <memory>
#include <vector>

using namespace core;

namespace {

using Ids = std::vector<TokenId>;

constexpr std::size_t kContext = 80; // more than a page, and not whole pages

} // namespace

class TestSequenceScorer : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void sequencesAreAsAlone();
    void rewinds();
    void beginsAnew();

private:
    std::unique_ptr<SequenceScorer> scorer(std::size_t sequences);
    std::vector<float> alone(const Ids& ids);

    InlineTeam m_team;
    std::shared_ptr<const LoadedModel> m_model;
};

void TestSequenceScorer::initTestCase()
{
    QTemporaryDir folder;
    const std::string path = folder.filePath("tiny.gguf").toStdString();
    std::ofstream(path, std::ios::binary) << tests::tinyLlama({.matrixType = DType::Q8_0}).build();
    const auto model = LoadedModel::load(path, m_team);
    QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
    m_model = *model;
}

std::unique_ptr<SequenceScorer> TestSequenceScorer::scorer(std::size_t sequences)
{
    auto made = SequenceScorer::create(
        m_model->hp, m_model->weights, m_team, kContext, DType::F16, sequences);
    return made ? std::move(*made) : nullptr;
}

std::vector<float> TestSequenceScorer::alone(const Ids& ids)
{
    const auto one = scorer(1);
    const std::span<const float> logits = one->append(ids, SequenceScorer::Wanted::Last);
    return {logits.begin(), logits.end()};
}

void TestSequenceScorer::sequencesAreAsAlone()
{
    const std::size_t vocab = m_model->hp.vocabSize;
    std::vector<Ids> sequences = {{1, 2, 3}, Ids(kContext - 4, 7), {9}};
    const auto together = scorer(sequences.size());
    for (std::size_t i = 0; i < sequences.size(); ++i)
        together->append(sequences[i], SequenceScorer::Wanted::Last, i);
    for (const Ids& next : {Ids{4, 5, 6}, Ids{11, 12, 13}}) {
        const std::span<const float> logits = together->appendToEach(next);
        QCOMPARE(logits.size(), sequences.size() * vocab);
        for (std::size_t i = 0; i < sequences.size(); ++i) {
            sequences[i].push_back(next[i]);
            const auto own = logits.subspan(i * vocab, vocab);
            QCOMPARE(std::vector(own.begin(), own.end()), alone(sequences[i]));
            QCOMPARE(together->position(i), sequences[i].size());
        }
    }
}

void TestSequenceScorer::rewinds()
{
    const auto again = scorer(2);
    again->append(Ids{3, 1}, SequenceScorer::Wanted::Last, 0);
    again->append(Ids{3, 1, 4, 1}, SequenceScorer::Wanted::Last, 1);
    again->rewind(3);
    QCOMPARE(again->position(0), std::size_t{2}); // never forward
    QCOMPARE(again->position(1), std::size_t{3});
    const std::span<const float> logits = again->append(Ids{5}, SequenceScorer::Wanted::Last, 1);
    QCOMPARE(std::vector(logits.begin(), logits.end()), alone({3, 1, 4, 5}));
}

void TestSequenceScorer::beginsAnew()
{
    const auto again = scorer(2);
    again->append(Ids{3, 1, 4}, SequenceScorer::Wanted::Last, 1);
    again->rewind();
    QCOMPARE(again->position(1), std::size_t{0});
    const std::span<const float> logits = again->append(Ids{1, 5}, SequenceScorer::Wanted::Last, 1);
    QCOMPARE(std::vector(logits.begin(), logits.end()), alone({1, 5}));
}

QTEST_APPLESS_MAIN(TestSequenceScorer)
#include "tst_sequence_scorer.moc"
