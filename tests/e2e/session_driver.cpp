// Loaded into the real program, this is the person at its keyboard: it types, sends, stops, edits,
// begins conversations and deletes them, in an order given by FIRESIDE_DRIVER_SEED, and writes
// what it sees to a log; see session_driver.h. It knows the window by the names of its parts and
// presses their keys and buttons only.
#include "tests/e2e/session_driver.h"
#include "ui/chat/message_item.h"

#include <QAbstractButton>
#include <QApplication>
#include <QHash>
#include <QKeyEvent>
#include <QListView>
#include <QRandomGenerator>
#include <QTextEdit>
#include <QTimer>

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

namespace {

constexpr int kStepMs = 20;
constexpr int kLongestPath = 6; // messages; then another conversation is begun

class SessionDriver : public QObject
{
public:
    explicit SessionDriver(const char* log)
        : m_log(::open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600))
        , m_random(static_cast<quint32>(qEnvironmentVariableIntValue("FIRESIDE_DRIVER_SEED")))
    {
        connect(&m_timer, &QTimer::timeout, this, &SessionDriver::step);
        m_timer.start(kStepMs);
    }
    ~SessionDriver() override { ::close(m_log); }
    SessionDriver(const SessionDriver&) = delete;
    SessionDriver& operator=(const SessionDriver&) = delete;

private:
    void step()
    {
        look();
        if (!m_keys.isEmpty())
            type();
        else if (--m_wait <= 0)
            act();
    }

    // Widgets that can be seen, by name or class.
    template <class Widget>
    static QList<Widget*> seen(const char* name, QWidget* within = nullptr)
    {
        QList<Widget*> found;
        const QWidgetList windows = within ? QWidgetList{within} : QApplication::topLevelWidgets();
        for (QWidget* window : windows) {
            for (Widget* widget : window->findChildren<Widget*>(QLatin1String(name))) {
                if (widget->isVisible())
                    found.append(widget);
            }
        }
        return found;
    }
    static QList<ui::MessageItem*> items()
    {
        QList<ui::MessageItem*> found;
        for (QWidget* window : QApplication::topLevelWidgets()) {
            for (QWidget* widget : window->findChildren<QWidget*>()) {
                if (!widget->isHidden() &&
                    qstrcmp(widget->metaObject()->className(), "ui::MessageItem") == 0)
                    found.append(static_cast<ui::MessageItem*>(widget));
            }
        }
        return found;
    }

    void look()
    {
        for (const ui::MessageItem* item : items()) {
            const app::Message& message = item->message();
            if (message.role == core::Role::User) {
                if (!m_told.contains(message.id))
                    say("M " + QByteArray::number(message.id) + ' ' +
                        message.text.toUtf8().toBase64());
                m_told.insert(message.id, 0);
            } else if (message.text.size() > m_told.value(message.id, -1)) {
                m_told.insert(message.id, message.text.size());
                say("A " + QByteArray::number(message.id) + ' ' +
                    QByteArray::number(tests::steadyMs()) + ' ' +
                    QByteArray::number(message.text.size()));
            }
        }
        if (m_deleted.isEmpty())
            return;
        for (const QListView* list : seen<QListView>("conversationList")) {
            for (int row = 0; row < list->model()->rowCount(); ++row) {
                if (list->model()->index(row, 0).data().toString() == m_deleted)
                    return;
            }
            say("D " + m_deleted.toUtf8().toBase64());
            m_deleted.clear();
        }
    }

    void say(const QByteArray& line)
    {
        const QByteArray bytes = line + '\n';
        if (::write(m_log, bytes.constData(), static_cast<std::size_t>(bytes.size())) < 0)
            QCoreApplication::exit(1);
    }

    static void
    press(QWidget* widget, int key, const QString& text, Qt::KeyboardModifiers held = {})
    {
        for (const QEvent::Type kind : {QEvent::KeyPress, QEvent::KeyRelease})
            QCoreApplication::postEvent(widget, new QKeyEvent(kind, key, held, text));
    }

    // A few characters, and what ends them behind the last one.
    void type()
    {
        const QList<QTextEdit*> edits = seen<QTextEdit>(m_typesInto);
        if (edits.isEmpty()) { // gone meanwhile
            m_keys.clear();
            return;
        }
        for (int i = 0; i < 8 && !m_keys.isEmpty(); ++i, m_keys.remove(0, 1))
            press(edits.first(), 0, m_keys.left(1));
        if (!m_keys.isEmpty())
            return;
        press(edits.first(),
              Qt::Key_Return,
              QStringLiteral("\r"),
              qstrcmp(m_typesInto, "composerText") == 0 ? Qt::NoModifier : Qt::ControlModifier);
        m_wait = m_random.bounded(5, 60);
    }

    bool click(const QList<QAbstractButton*>& buttons)
    {
        if (buttons.isEmpty() || !buttons.first()->isEnabled())
            return false;
        buttons.first()->click();
        return true;
    }

    void act()
    {
        m_wait = m_random.bounded(1, 10);
        const QList<ui::MessageItem*> shown = items();
        const bool answering =
            std::any_of(shown.begin(), shown.end(), [](const ui::MessageItem* item) {
                return item->message().state == app::MessageState::Streaming;
            });
        const int kind = shown.size() > kLongestPath ? 9 : m_random.bounded(10);
        if (kind < 6 && answering) {
            if (kind < 3)
                click(seen<QAbstractButton>("sendButton")); // which stops now
        } else if (kind < 6) {
            write("composerText");
        } else if (kind == 6 || kind == 7) { // edits a question or an answer
            if (!shown.isEmpty() &&
                click(seen<QAbstractButton>("editButton",
                                            shown.at(m_random.bounded(int(shown.size()))))))
                write("messageEditorText");
        } else if (kind == 8) {
            removeOne();
        } else {
            click(seen<QAbstractButton>("newButton"));
        }
    }

    void write(const char* edit)
    {
        m_typesInto = edit;
        m_keys = QStringLiteral(" Note %1 of run %2: tell me a story.")
                     .arg(++m_notes)
                     .arg(QCoreApplication::applicationPid());
    }

    // Only a conversation whose title no other one has: an edited note has the title of its first.
    void removeOne()
    {
        const QList<QListView*> lists = seen<QListView>("conversationList");
        if (lists.isEmpty() || !m_deleted.isEmpty())
            return;
        QAbstractItemModel* rows = lists.first()->model();
        const QModelIndex index = rows->index(m_random.bounded(qMax(1, rows->rowCount())), 0);
        const QString title = index.data().toString();
        int same = 0;
        for (int row = 0; row < rows->rowCount(); ++row)
            same += rows->index(row, 0).data().toString() == title ? 1 : 0;
        if (same != 1 || index.data(Qt::UserRole).toLongLong() == 0) // a heading
            return;
        m_deleted = title;
        lists.first()->setCurrentIndex(index);
        press(lists.first(), Qt::Key_Delete, QString());
    }

    int m_log;
    QRandomGenerator m_random;
    QTimer m_timer;
    int m_wait = 10; // steps
    int m_notes = 0;
    const char* m_typesInto = "";
    QString m_keys; // still to be typed
    QString m_deleted;
    QHash<app::MessageId, qsizetype> m_told; // how much of an answer
};

void startDriver()
{
    static const QByteArray log = qgetenv("FIRESIDE_DRIVER_LOG");
    if (!log.isEmpty())
        QTimer::singleShot(0, qApp, [] { new SessionDriver(log.constData()); });
}

Q_COREAPP_STARTUP_FUNCTION(startDriver)

} // namespace
