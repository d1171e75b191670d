// The forward pass as the models' papers and Hugging Face's modeling files write it, in loops over
// doubles.
#include "tests/support/random_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tests {

namespace {

using Row = std::vector<double>;

class Reference
{
public:
    explicit Reference(const RandomModel& model)
        : m(model)
    {
    }

    std::vector<double> logits(const std::vector<core::TokenId>& ids)
    {
        const RandomTensor& embedding = m.tensors.at("model.embed_tokens.weight");
        std::vector<Row> hidden;
        for (const core::TokenId id : ids) {
            Row row(m.dim);
            for (std::size_t i = 0; i < m.dim; ++i)
                row[i] = double(embedding.values[std::size_t(id) * m.dim + i]) * m.embeddingScale;
            hidden.push_back(row);
        }
        for (int layer = 0; layer < m.layers; ++layer) {
            m_layer = layer;
            m_prefix = "model.layers." + std::to_string(layer) + ".";
            addHalf(hidden, attentionInNorm(), attentionOutNorm(), &Reference::attention);
            addHalf(hidden, ffnInNorm(), ffnOutNorm(), &Reference::feedForwards);
        }
        const auto head = m.tensors.find("lm_head.weight");
        const RandomTensor& output = head != m.tensors.end() ? head->second : embedding;
        std::vector<double> all;
        for (const Row& row : hidden)
            for (double logit : times(output, norm(row, "model.norm.weight"))) {
                logit *= m.logitScale;
                all.push_back(m.logitCap > 0 ? m.logitCap * std::tanh(logit / m.logitCap) : logit);
            }
        return all;
    }

private:
    std::string attentionInNorm() const
    {
        return m.norms == RandomModel::Norms::After ? "" : m_prefix + "input_layernorm.weight";
    }
    std::string attentionOutNorm() const
    {
        return m.norms == RandomModel::Norms::Before ? ""
                                                     : m_prefix + "post_attention_layernorm.weight";
    }
    std::string ffnInNorm() const
    {
        switch (m.norms) {
        case RandomModel::Norms::Before:
            return m_prefix + "post_attention_layernorm.weight";
        case RandomModel::Norms::After:
            return "";
        case RandomModel::Norms::Around:
            return m_prefix + "pre_feedforward_layernorm.weight";
        }
        return "";
    }
    std::string ffnOutNorm() const
    {
        return m.norms == RandomModel::Norms::Before
                   ? ""
                   : m_prefix + "post_feedforward_layernorm.weight";
    }

    void addHalf(std::vector<Row>& hidden,
                 const std::string& before,
                 const std::string& after,
                 std::vector<Row> (Reference::*half)(const std::vector<Row>&))
    {
        std::vector<Row> in;
        for (const Row& row : hidden)
            in.push_back(norm(row, before));
        const std::vector<Row> out = (this->*half)(in);
        for (std::size_t t = 0; t < hidden.size(); ++t) {
            const Row delta = norm(out[t], after);
            for (std::size_t i = 0; i < m.dim; ++i)
                hidden[t][i] += m.residualScale * delta[i];
        }
    }

    // An empty name: no norm.
    Row norm(const Row& x, const std::string& name) const
    {
        if (name.empty())
            return x;
        const std::vector<float>& weight = m.tensors.at(name).values;
        double squares = 0;
        for (const double value : x)
            squares += value * value;
        Row y(x.size());
        for (std::size_t i = 0; i < x.size(); ++i)
            y[i] = x[i] / std::sqrt(squares / double(x.size()) + 1e-6) *
                   (double(weight[i]) + m.normOffset);
        return y;
    }

    // Rows first … first + count - 1 of a matrix, the leading dimensions of its shape taken as one.
    static Row
    times(const RandomTensor& matrix, const Row& x, std::size_t first = 0, std::size_t count = 0)
    {
        const std::size_t rows = matrix.values.size() / x.size();
        Row y(count == 0 ? rows : count);
        for (std::size_t r = 0; r < y.size(); ++r)
            for (std::size_t i = 0; i < x.size(); ++i)
                y[r] += double(matrix.values[(first + r) * x.size() + i]) * x[i];
        return y;
    }

    // part: "self_attn.q_proj". With its bias where there is one.
    Row project(const std::string& part, const Row& x) const
    {
        Row y = times(m.tensors.at(m_prefix + part + ".weight"), x);
        if (const auto bias = m.tensors.find(m_prefix + part + ".bias"); bias != m.tensors.end())
            for (std::size_t i = 0; i < y.size(); ++i)
                y[i] += double(bias->second.values[i]);
        return y;
    }

    Row projectHeads(const std::string& which,
                     const Row& x,
                     std::size_t fusedFirst,
                     std::size_t count) const
    {
        const auto fused = m.tensors.find(m_prefix + "self_attn.qkv_proj.weight");
        return fused != m.tensors.end() ? times(fused->second, x, fusedFirst, count)
                                        : project("self_attn." + which + "_proj", x);
    }

    void normaliseHeads(Row& heads, const std::string& which) const
    {
        const std::string name = m_prefix + "self_attn." + which + "_norm.weight";
        if (m.headNorm == RandomModel::HeadNorm::Row)
            heads = norm(heads, name);
        if (m.headNorm != RandomModel::HeadNorm::Head)
            return;
        for (std::size_t h = 0; h < heads.size(); h += m.headDim) {
            const Row head = norm(Row(heads.begin() + std::ptrdiff_t(h),
                                      heads.begin() + std::ptrdiff_t(h + m.headDim)),
                                  name);
            std::copy(head.begin(), head.end(), heads.begin() + std::ptrdiff_t(h));
        }
    }

    void rotate(Row& heads, std::size_t position) const
    {
        const RandomRope* rope = m.rope(m_layer);
        if (rope == nullptr)
            return;
        const std::size_t half = rope->frequencies.size();
        for (std::size_t h = 0; h < heads.size(); h += m.headDim)
            for (std::size_t i = 0; i < half; ++i) {
                const double angle = double(position) * rope->frequencies[i];
                const double a = heads[h + i], b = heads[h + i + half];
                heads[h + i] = (a * std::cos(angle) - b * std::sin(angle)) * rope->magnitude;
                heads[h + i + half] = (b * std::cos(angle) + a * std::sin(angle)) * rope->magnitude;
            }
    }

    std::vector<Row> attention(const std::vector<Row>& in)
    {
        const std::size_t qDim = m.heads * m.headDim, kvDim = m.kvHeads * m.headDim;
        std::vector<Row> q, k, v, out;
        for (std::size_t t = 0; t < in.size(); ++t) {
            q.push_back(projectHeads("q", in[t], 0, qDim));
            k.push_back(projectHeads("k", in[t], qDim, kvDim));
            v.push_back(projectHeads("v", in[t], qDim + kvDim, kvDim));
            normaliseHeads(q[t], "q");
            normaliseHeads(k[t], "k");
            rotate(q[t], t);
            rotate(k[t], t);
        }
        for (std::size_t t = 0; t < in.size(); ++t) {
            Row mixed(qDim);
            for (std::size_t h = 0; h < m.heads; ++h)
                attendHead(q[t], k, v, t, h, mixed);
            out.push_back(project("self_attn.o_proj", mixed));
        }
        return out;
    }

    void attendHead(const Row& q,
                    const std::vector<Row>& k,
                    const std::vector<Row>& v,
                    std::size_t t,
                    std::size_t h,
                    Row& mixed) const
    {
        const std::size_t own = h * m.headDim, shared = h / (m.heads / m.kvHeads) * m.headDim;
        const std::size_t window = m.window(m_layer);
        Row scores;
        std::vector<std::size_t> seen;
        for (std::size_t j = 0; j <= t; ++j) {
            if (window > 0 && t - j >= window)
                continue;
            double score = 0;
            for (std::size_t d = 0; d < m.headDim; ++d)
                score += q[own + d] * k[j][shared + d];
            score *= m.attentionScale;
            scores.push_back(m.attentionCap > 0 ? m.attentionCap * std::tanh(score / m.attentionCap)
                                                : score);
            seen.push_back(j);
        }
        double sum = 0;
        for (const double score : scores)
            sum += std::exp(score);
        if (m.sinks)
            sum += std::exp(double(m.tensors.at(m_prefix + "self_attn.sinks").values[h]));
        for (std::size_t i = 0; i < seen.size(); ++i)
            for (std::size_t d = 0; d < m.headDim; ++d)
                mixed[own + d] += std::exp(scores[i]) / sum * v[seen[i]][shared + d];
    }

    double gated(double gate, double up) const
    {
        switch (m.gate) {
        case RandomModel::Gate::Silu:
            return gate / (1 + std::exp(-gate)) * up;
        case RandomModel::Gate::Gelu:
            return 0.5 * gate *
                   (1 + std::tanh(std::sqrt(2 / M_PI) * (gate + 0.044715 * gate * gate * gate))) *
                   up;
        case RandomModel::Gate::Clamped: {
            const double g = std::min(gate, 7.0), u = std::clamp(up, -7.0, 7.0);
            return (u + 1) * g / (1 + std::exp(-1.702 * g));
        }
        }
        return 0;
    }

    std::vector<Row> feedForwards(const std::vector<Row>& in)
    {
        std::vector<Row> out;
        for (const Row& x : in)
            out.push_back(m.experts > 0 ? mixture(x) : dense("mlp.", x));
        return out;
    }

    Row dense(const std::string& part, const Row& x) const
    {
        const auto fused = m.tensors.find(m_prefix + part + "gate_up_proj.weight");
        Row gate = fused != m.tensors.end() ? times(fused->second, x, 0, m.ffn)
                                            : project(part + "gate_proj", x);
        const Row up = fused != m.tensors.end() ? times(fused->second, x, m.ffn, m.ffn)
                                                : project(part + "up_proj", x);
        for (std::size_t i = 0; i < gate.size(); ++i)
            gate[i] = gated(gate[i], up[i]);
        return project(part + "down_proj", gate);
    }

    Row mixture(const Row& x) const
    {
        const std::string router =
            m.tensors.contains(m_prefix + "mlp.router.weight") ? "mlp.router" : "mlp.gate";
        const Row scores = project(router, x);
        std::vector<std::size_t> order(m.experts);
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return scores[a] > scores[b];
        });
        order.resize(m.expertsUsed);
        double sum = 0;
        for (const std::size_t e : order)
            sum += std::exp(scores[e]);
        Row y(m.dim);
        for (const std::size_t e : order) {
            const Row own = dense("mlp.experts." + std::to_string(e) + ".", x);
            for (std::size_t i = 0; i < m.dim; ++i)
                y[i] += std::exp(scores[e]) / sum * own[i];
        }
        return y;
    }

    const RandomModel& m;
    int m_layer = 0;
    std::string m_prefix;
};

} // namespace

std::vector<double> exactLogits(const RandomModel& model, const std::vector<core::TokenId>& ids)
{
    return Reference(model).logits(ids);
}

} // namespace tests
