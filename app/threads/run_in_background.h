// The one verb for small jobs off the calling thread.
//
//     runInBackground(pool, [path] { return hashOf(path); }, this, [this](const QByteArray& hash) {
//     … });
//
// task runs on a thread of pool; done receives its result in the event loop of context's thread,
// which must be the calling one. Where context is destroyed first, the result is forgotten and done
// never runs. Jobs given to a pool of one thread run, and deliver, in the order in which they were
// given. task must not throw. The pool must outlive the job: wait for it before what task borrows
// is destroyed.
#pragma once

#include <QFutureWatcher>
#include <QObject>
#include <QThread>
#include <QThreadPool>
#include <QtConcurrent>

#include <type_traits>
#include <utility>

namespace app {

template <class Task, class Done>
void runInBackground(QThreadPool& pool, Task task, QObject* context, Done done)
{
    using Result = std::invoke_result_t<Task>;
    Q_ASSERT(context != nullptr && context->thread() == QThread::currentThread());
    // A child of the context: it dies with it, and the result with it.
    auto* watcher = new QFutureWatcher<Result>(context);
    QObject::connect(watcher,
                     &QFutureWatcherBase::finished,
                     context,
                     [watcher, done = std::move(done)]() mutable {
                         watcher->deleteLater();
                         if constexpr (std::is_void_v<Result>)
                             done();
                         else
                             done(watcher->future().takeResult());
                     });
    watcher->setFuture(QtConcurrent::run(&pool, std::move(task)));
}

} // namespace app
