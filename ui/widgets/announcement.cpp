#include "ui/widgets/announcement.h"

#include <QAccessible>
#include <QWidget>
#include <QtGlobal>

#if QT_VERSION < QT_VERSION_CHECK(6, 8, 0)
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#endif

namespace ui {

#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)

void announce(QWidget& about, const QString& text)
{
    if (!QAccessible::isActive())
        return;
    QAccessibleAnnouncementEvent event(&about, text);
    QAccessible::updateAccessibility(&event);
}

#else

// This Qt has no event for it. AT-SPI has: it is sent over the connection that Qt opened to the
// accessibility bus, under the name that Qt's bridge has given the widget there.
void announce(QWidget& about, const QString& text)
{
    if (!QAccessible::isActive())
        return;
    const QDBusConnection bus(QStringLiteral("a11y"));
    QAccessibleInterface* interface = QAccessible::queryAccessibleInterface(&about);
    if (!bus.isConnected() || interface == nullptr)
        return;
    constexpr int kPolite = 1;
    QDBusMessage event = QDBusMessage::createSignal(
        QStringLiteral("/org/a11y/atspi/accessible/%1").arg(QAccessible::uniqueId(interface)),
        QStringLiteral("org.a11y.atspi.Event.Object"),
        QStringLiteral("Announcement"));
    event << QString() << kPolite << 0 << QVariant::fromValue(QDBusVariant(text)) << QVariantMap();
    bus.send(event);
}

#endif

} // namespace ui
