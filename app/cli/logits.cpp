#include "app/cli/command.h"
#include "app/cli/model_session.h"

#include "core/base/json_line.h"
#include "core/model/sequence_scorer.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <numeric>

namespace app::cli {

namespace {

constexpr std::size_t kPiece = 256; // tokens per batch

core::Result<std::vector<core::TokenId>> parseIds(const QString& text, std::size_t vocabSize)
{
    std::vector<core::TokenId> ids;
    for (const QString& word : text.split(',', Qt::SkipEmptyParts)) {
        bool isNumber = false;
        const int id = word.trimmed().toInt(&isNumber);
        if (!isNumber || id < 0 || static_cast<std::size_t>(id) >= vocabSize)
            return core::fail(core::ErrorCode::InvalidArgument,
                              "expected token ids from 0 to {} after --ids, found \"{}\"",
                              vocabSize - 1,
                              word.toStdString());
        ids.push_back(id);
    }
    if (ids.empty())
        return core::fail(core::ErrorCode::InvalidArgument,
                          "expected token ids after --ids, found none");
    return ids;
}

core::Result<std::unique_ptr<core::SequenceScorer>>
scorerFor(ModelSession& session, const QCommandLineParser& parser, std::size_t contextTokens)
{
    const core::LoadedModel& model = session.model();
    return core::SequenceScorer::create(
        model.hp,
        model.weights,
        session.team(),
        contextTokens,
        core::keyValueType(model.weights, compactCacheFrom(parser)));
}

// Calls handle(first position, logits [n, vocabSize]) for pieces of ids.
template <class Handle>
void scoreAll(core::SequenceScorer& scorer,
              std::span<const core::TokenId> ids,
              const Handle& handle)
{
    scorer.rewind();
    while (scorer.position() < ids.size()) {
        const std::size_t first = scorer.position();
        const std::size_t count = std::min(kPiece, ids.size() - first);
        handle(first, scorer.append(ids.subspan(first, count), core::SequenceScorer::Wanted::All));
    }
}

double logSumExp(std::span<const float> logits)
{
    const double most = *std::max_element(logits.begin(), logits.end());
    const double sum =
        std::accumulate(logits.begin(), logits.end(), 0.0, [most](double total, float x) {
            return total + std::exp(x - most);
        });
    return most + std::log(sum);
}

void printTop(std::span<const float> logits, std::size_t count, const core::Tokenizer& tokenizer)
{
    std::vector<std::size_t> order(logits.size());
    std::iota(order.begin(), order.end(), 0);
    count = std::min(count, order.size());
    std::partial_sort(order.begin(),
                      order.begin() + std::ptrdiff_t(count),
                      order.end(),
                      [&](std::size_t a, std::size_t b) {
                          return logits[a] != logits[b] ? logits[a] > logits[b] : a < b;
                      });
    const double total = logSumExp(logits);
    nlohmann::ordered_json top = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < count; ++i)
        top.push_back(
            {{"id", order[i]},
             {"logit", logits[order[i]]},
             {"logprob", logits[order[i]] - total},
             {"token", tokenizer.tokenBytes(static_cast<core::TokenId>(order[i]), true)}});
    std::printf("%s\n", core::jsonLine(top).c_str());
}

} // namespace

int runLogits(const QStringList& arguments)
{
    QCommandLineParser parser;
    addModelOptions(parser);
    parser.addOption({"ids", "Token ids of the sequence.", "1,2,3"});
    parser.addOption({"all", "Every position's logits, not only the last one's."});
    parser.addOption({"out", "Receives the logits as float32 rows.", "FILE"});
    parser.addOption({"top", "Prints the K highest of the last position; 10 unless given.", "K"});
    if (!parse(parser, "logits", arguments))
        return kWrongUsage;
    const auto top = static_cast<std::size_t>(intOption(parser, "top", 10, 1, 1 << 24));
    const auto session = openSession(parser);
    if (!session)
        return failWith(session.error().message);
    const core::LoadedModel& model = (*session)->model();
    const auto ids = parseIds(parser.value("ids"), model.hp.vocabSize);
    if (!ids)
        return failWith(ids.error().message);
    const auto scorer = scorerFor(**session, parser, ids->size());
    if (!scorer)
        return failWith(scorer.error().message);

    std::ofstream out;
    if (parser.isSet("out"))
        out.open(parser.value("out").toStdString(), std::ios::binary);
    const auto write = [&out](std::span<const float> logits) {
        out.write(reinterpret_cast<const char*>(logits.data()),
                  std::streamsize(logits.size_bytes()));
    };
    std::vector<float> last;
    scoreAll(**scorer, *ids, [&](std::size_t, std::span<const float> logits) {
        if (parser.isSet("all") && parser.isSet("out"))
            write(logits);
        const std::span<const float> row = logits.last(model.hp.vocabSize);
        last.assign(row.begin(), row.end());
    });
    if (!parser.isSet("all") && parser.isSet("out"))
        write(last);
    out.flush();
    if (parser.isSet("out") && !out)
        return failWith(parser.value("out").toStdString() +
                        ": cannot be written; is the folder there and the disk not full?");
    if (!parser.isSet("out") || parser.isSet("top"))
        printTop(last, top, *model.tokenizer);
    return kDone;
}

int runPerplexity(const QStringList& arguments)
{
    QCommandLineParser parser;
    addModelOptions(parser);
    parser.addOption({{"f", "file"}, "Text to score.", "TEXT"});
    parser.addOption({"json", "One JSON object instead of a line."});
    if (!parse(parser, "perplexity", arguments))
        return kWrongUsage;
    if (!parser.isSet("file"))
        return usageError("expected a text file after -f");
    const auto text = readFile(parser.value("file"));
    if (!text)
        return failWith(text.error().message);
    const auto session = openSession(parser);
    if (!session)
        return failWith(session.error().message);
    const core::LoadedModel& model = (*session)->model();
    const std::vector<core::TokenId> ids =
        model.tokenizer->encode(*text, {.addBos = true, .parseSpecial = false});
    if (ids.size() < 2)
        return failWith(parser.value("file").toStdString() +
                        ": expected a text of at least two tokens");

    // Windows side by side; each begins afresh, so its first token is not scored.
    const auto window = static_cast<std::size_t>((*session)->info().contextTokens);
    const auto scorer = scorerFor(**session, parser, window);
    if (!scorer)
        return failWith(scorer.error().message);
    double sum = 0;
    std::size_t scored = 0;
    const std::size_t vocab = model.hp.vocabSize;
    for (std::size_t begin = 0; begin + 1 < ids.size(); begin += window) {
        const std::span<const core::TokenId> piece =
            std::span(ids).subspan(begin, std::min(window, ids.size() - begin));
        scoreAll(**scorer, piece, [&](std::size_t first, std::span<const float> logits) {
            for (std::size_t i = 0; i * vocab < logits.size() && first + i + 1 < piece.size();
                 ++i) {
                const std::span<const float> row = logits.subspan(i * vocab, vocab);
                sum += logSumExp(row) -
                       static_cast<double>(row[static_cast<std::size_t>(piece[first + i + 1])]);
                ++scored;
            }
        });
    }
    const double nll = sum / static_cast<double>(scored);
    if (parser.isSet("json"))
        std::printf(
            "{\"tokens\":%zu,\"nll\":%.6f,\"perplexity\":%.4f}\n", scored, nll, std::exp(nll));
    else
        std::printf("%s, %.5f nats per token, perplexity %.3f\n",
                    tokensText(scored).c_str(),
                    nll,
                    std::exp(nll));
    return kDone;
}

} // namespace app::cli
