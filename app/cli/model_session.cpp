#include "app/cli/model_session.h"

#include "app/cli/command.h"
#include "app/platform/paths.h"

#include <limits>
#include <random>

namespace app::cli {

core::Result<std::unique_ptr<ModelSession>>
ModelSession::open(const QString& model,
                   int threads,
                   const core::EngineOptions& options,
                   const std::optional<core::QuantiseOnLoad>& quantise)
{
    const core::Result<QString> path = resolveModel(model);
    if (!path)
        return core::fail(path.error());
    std::unique_ptr<ModelSession> session(new ModelSession(threads));
    auto loaded = core::LoadedModel::load(path->toStdString(), session->m_team, {}, {}, quantise);
    if (!loaded)
        return core::fail(loaded.error());
    session->m_model = *loaded;
    auto engine = core::Engine::create(session->m_model, options, session->m_team, *session);
    if (!engine)
        return core::fail(engine.error());
    session->m_engine = std::move(*engine);
    return session;
}

core::Result<Answer> ModelSession::generate(core::GenerationRequest request,
                                            const TextHandler& onText)
{
    m_answer = Answer();
    m_onText = onText;
    m_engine->submit({++m_lastId}, std::move(request));
    while (m_engine->step()) {
    }
    return std::move(m_answer);
}

void ModelSession::onToken(core::RequestId, core::TokenId token, std::string_view text)
{
    if (token != core::kNoToken)
        m_answer->ids.push_back(token);
    m_answer->text += text;
    if (m_onText && !text.empty())
        m_onText(text);
}

void ModelSession::onFinished(core::RequestId,
                              core::FinishReason reason,
                              const core::GenerationStats& stats)
{
    m_answer->reason = reason;
    m_answer->stats = stats;
}

void ModelSession::onFailed(core::RequestId, const core::Error& error)
{
    m_answer = core::fail(error);
}

void addComputeOptions(QCommandLineParser& parser)
{
    parser.addOption(
        {{"m", "model"}, "GGUF file, Hugging Face folder, or name from the library.", "MODEL"});
    parser.addOption({{"t", "threads"}, "Compute threads; 0: one for each processor core.", "T"});
    parser.addOption({"kv-type",
                      "How keys and values are kept: full, or q8_0 in about half the memory.",
                      "T",
                      "full"});
}

bool compactCacheFrom(const QCommandLineParser& parser)
{
    const QString kvType = parser.value("kv-type");
    if (kvType != "full" && kvType != "q8_0")
        std::exit(usageError(
            QStringLiteral("expected --kv-type to be full or q8_0, found \"%1\"").arg(kvType)));
    return kvType == "q8_0";
}

core::Result<QString> modelFrom(const QCommandLineParser& parser)
{
    if (!parser.isSet("model"))
        return core::fail(core::ErrorCode::InvalidArgument,
                          "expected a model after -m, found none");
    return parser.value("model");
}

void addModelOptions(QCommandLineParser& parser)
{
    addComputeOptions(parser);
    parser.addOption(
        {"context", "Context window in tokens; 0: the model's own, at most 8192.", "N"});
    parser.addOption({"no-guessing", "Computes no tokens ahead; the answers are the same."});
    addLoadAsOption(parser);
}

void addLoadAsOption(QCommandLineParser& parser)
{
    parser.addOption({"load-as",
                      "Quantises a Hugging Face folder to T (q8_0, q6_k, q4_k, q4_0) on loading, "
                      "once; as it is unless given.",
                      "T"});
}

std::optional<core::QuantiseOnLoad> loadAsFrom(const QCommandLineParser& parser)
{
    if (!parser.isSet("load-as"))
        return std::nullopt;
    const auto dtype = core::loadTypeNamed(parser.value("load-as").toStdString());
    if (!dtype)
        std::exit(usageError(
            QStringLiteral("expected --load-as to be q8_0, q6_k, q4_k or q4_0, found \"%1\"")
                .arg(parser.value("load-as"))));
    return core::QuantiseOnLoad{*dtype, quantisedDir().toStdString()};
}

core::Result<std::unique_ptr<ModelSession>> openSession(const QCommandLineParser& parser)
{
    const core::Result<QString> model = modelFrom(parser);
    if (!model)
        return core::fail(model.error());
    return ModelSession::open(*model,
                              intOption(parser, "threads", 0, 0, 128),
                              {.contextTokens = intOption(parser, "context", 0, 0, 1 << 24),
                               .compactCache = compactCacheFrom(parser),
                               .guessing = parser.isSet("no-guessing")
                                               ? core::Guessing::Never
                                               : core::Guessing::WhereItPays},
                              loadAsFrom(parser));
}

void addSamplingOptions(QCommandLineParser& parser)
{
    parser.addOption({"temp", "Temperature; 0: greedy, always the most probable token.", "T"});
    parser.addOption({"top-k", "Keeps the K most probable tokens; 0: all.", "K"});
    parser.addOption(
        {"top-p", "Keeps the most probable tokens that together reach P; 1: all.", "P"});
    parser.addOption(
        {"min-p", "Drops tokens below P times the best one's probability; 0: none.", "P"});
    parser.addOption({"repeat-penalty", "Weakens recent tokens; 1: not at all.", "R"});
    parser.addOption(
        {"seed", "The same seed gives the same answer; a random one unless given.", "S"});
}

core::SamplingParams samplingFrom(const QCommandLineParser& parser)
{
    core::SamplingParams params;
    const auto asFloat = [&parser](const QString& name, float fallback, double low, double high) {
        return static_cast<float>(
            numberOption(parser, name, static_cast<double>(fallback), low, high));
    };
    params.temperature = asFloat("temp", params.temperature, 0, 100);
    params.topK = intOption(parser, "top-k", params.topK, 0, 1 << 24);
    params.topP = asFloat("top-p", params.topP, 0, 1);
    params.minP = asFloat("min-p", params.minP, 0, 1);
    params.repeatPenalty = asFloat("repeat-penalty", params.repeatPenalty, 0.01, 100);
    if (parser.isSet("seed")) {
        bool isNumber = false;
        params.seed = parser.value("seed").toULongLong(&isNumber);
        if (!isNumber)
            std::exit(usageError("expected a whole number after --seed"));
    } else {
        std::random_device device;
        params.seed = (std::uint64_t{device()} << 32) | device();
    }
    return params;
}

} // namespace app::cli
