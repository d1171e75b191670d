// One running Fireside for each data folder: the first owns it, a later start hands over its
// arguments and ends.
//
// Ownership is a lock on a file that the system releases when the process ends, however it ends;
// nothing stale is ever left behind. GUI thread only.
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>

class QLocalServer;
class QLocalSocket;

namespace app {

class SingleInstance : public QObject
{
    Q_OBJECT

public:
    enum class Role
    {
        Owner,      // the first; activated() tells of later starts
        HandedOver, // another one owns the folder and has the arguments: end
        Unreachable // another one owns the folder but does not answer: say so and end
    };

    // folder: made where there is none. Where the lock cannot be made at all (a read-only home),
    // this one is Owner.
    explicit SingleInstance(const QString& folder, QObject* parent = nullptr);
    ~SingleInstance() override;

    // Takes the lock, or sends arguments to who has it; waits for at most a second.
    Role start(const QStringList& arguments);

    QString socketName() const; // where the owner listens: one for each folder and user

signals:
    void activated(const QStringList& arguments);

private:
    bool lock();
    void listen();
    void receive(QLocalSocket* socket);
    Role handOver(const QStringList& arguments) const;

    QString m_folder;
    int m_lockFile = -1; // file descriptor; closing it releases the lock
    std::unique_ptr<QLocalServer> m_server;
};

} // namespace app
