// Threads lent to the kernels for the length of one loop.
//
// The team's owner decides where its threads come from (the application parks runnables on a
// QThreadPool); core only divides work among them. One loop at a time: run() is called from one
// thread, never from inside a loop.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <type_traits>

namespace core {

// A borrowed callable: void(begin, end, worker). Valid only while the callee runs.
class RangeFunction
{
public:
    template <class F>
    // NOLINTNEXTLINE(google-explicit-constructor): meant to be made from a lambda at the call
    RangeFunction(const F& function)
        : m_object(&function)
        , m_call([](const void* object, std::size_t begin, std::size_t end, int worker) {
            (*static_cast<const F*>(object))(begin, end, worker);
        })
    {
    }

    void operator()(std::size_t begin, std::size_t end, int worker) const
    {
        m_call(m_object, begin, end, worker);
    }

private:
    const void* m_object;
    void (*m_call)(const void*, std::size_t, std::size_t, int);
};

// A loop whose pieces can be computed again by another worker, so that nobody waits for a thread
// that lost its processor in the middle of one: the "backup tasks" of MapReduce (Dean and Ghemawat
// 2004, section 3.6). What a late worker has computed is thrown away.
class RepeatableLoop
{
public:
    virtual ~RepeatableLoop() = default;

    // Copies what the worker's compute() will read, but for what stays until WorkerTeam::settle().
    // The loop waits for this.
    virtual void enter(int worker) = 0;
    // Computes indices begin … end - 1 into the worker's own memory. May go on behind the loop's
    // end.
    virtual void compute(std::size_t begin, std::size_t end, int worker) = 0;
    // Puts what the worker computed last into its place. Once for each piece; the loop waits for
    // it.
    virtual void deliver(std::size_t begin, std::size_t end, int worker) = 0;
};

class WorkerTeam
{
public:
    virtual ~WorkerTeam() = default;

    // Threads that take part in a loop, the caller's included; >= 1. Worker numbers are 0 … size()
    // - 1.
    virtual int size() const = 0;

    // Calls function on pieces of at most `grain` indices that cover 0 … count - 1 exactly once,
    // and returns when all are done. Pieces go to whichever worker is free, so a thread that lost
    // its processor holds up one piece at most.
    virtual void run(std::size_t count, std::size_t grain, RangeFunction function) = 0;

    // The same of a loop whose pieces may be computed more than once, in pieces of any size.
    virtual void runRepeatable(std::size_t count, std::size_t grain, RepeatableLoop& loop)
    {
        run(count, grain, [&loop](std::size_t begin, std::size_t end, int worker) {
            loop.enter(worker);
            loop.compute(begin, end, worker);
            loop.deliver(begin, end, worker);
        });
    }

    // Returns when no worker is behind in a repeatable loop: before such a loop goes, and what its
    // compute() reads. Not from inside a loop.
    virtual void settle() {}
};

// A team of one: the caller does everything.
class InlineTeam final : public WorkerTeam
{
public:
    int size() const override { return 1; }
    void run(std::size_t count, std::size_t grain, RangeFunction function) override
    {
        for (std::size_t begin = 0; begin < count; begin += grain)
            function(begin, std::min(begin + grain, count), 0);
    }
};

} // namespace core
