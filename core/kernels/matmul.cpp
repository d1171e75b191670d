#include "core/kernels/matmul.h"

#include "core/base/check.h"
#include "core/kernels/float_products.h"
#include "core/kernels/grain.h"
#include "core/kernels/multiply_strips.h"
#include "core/threads/worker_team.h"

#include <algorithm>

namespace core {

namespace {

// The strips of all matrices in a row.
void multiplyQuantised(MatmulInput& input, std::span<const Product> products, WorkerTeam& team)
{
    const ActivationView x = input.quantised(team);
    std::size_t strips = 0;
    for (const Product& product : products) {
        CORE_DCHECK(input.cols() == product.w.cols());
        strips += product.w.stripCount();
    }
    WorkerRoom& room = input.room();
    if (input.rows() >= kUnpackFrom)
        room.resize(team.size(), x.rowBlocks * kUnpackedBlockBytes);
    team.run(strips, grainFor(strips, team), [&](std::size_t begin, std::size_t end, int worker) {
        forEachPart(products, begin, end, [&](const Product& product, auto from, auto to) {
            multiplyStrips(product.w,
                           from,
                           to,
                           x,
                           input.rows(),
                           room.of(worker),
                           product.y + from * kStripRows,
                           product.w.rows());
        });
    });
}

} // namespace

void matmul(MatmulInput& x, const PackedMatrix& w, float* y, WorkerTeam& team)
{
    const Product product{w, y};
    matmul(x, {&product, 1}, team);
}

void matmul(MatmulInput& x, std::span<const Product> products, WorkerTeam& team)
{
    const auto isQuantised = [](const Product& product) { return product.w.isQuantised(); };
    if (std::all_of(products.begin(), products.end(), isQuantised))
        return multiplyQuantised(x, products, team);
    for (const Product& product : products) {
        CORE_DCHECK(x.cols() == product.w.cols());
        if (isQuantised(product))
            multiplyQuantised(x, {&product, 1}, team);
        else
            multiplyFloats(x, product.w, product.y, team);
    }
}

} // namespace core
