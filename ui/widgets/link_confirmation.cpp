#include "ui/widgets/link_confirmation.h"

#include "ui/widgets/not_opened.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QMessageBox>
#include <QPushButton>

namespace ui {

void confirmAndOpenLink(QWidget* parent, const QUrl& target)
{
    // Encoded, so that host names made of look-alike letters show as what they are.
    const QString address = QString::fromLatin1(target.toEncoded());
    auto* box = new QMessageBox(QMessageBox::NoIcon,
                                QObject::tr("Open this link?"),
                                QObject::tr("This link leads to"),
                                QMessageBox::Cancel,
                                parent);
    box->setObjectName(QStringLiteral("linkConfirmation"));
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(address);
    box->setAttribute(Qt::WA_DeleteOnClose);
    const QPushButton* open = box->addButton(QObject::tr("Open"), QMessageBox::AcceptRole);
    const QPushButton* copy = box->addButton(QObject::tr("Copy address"), QMessageBox::ActionRole);
    box->setDefaultButton(QMessageBox::Cancel);
    QObject::connect(box, &QMessageBox::buttonClicked, box, [=](QAbstractButton* clicked) {
        if (clicked == open && !QDesktopServices::openUrl(target))
            sayNotOpened(parent,
                         QObject::tr("No program of the desktop opens this link. It leads to"),
                         address);
        else if (clicked == copy)
            QApplication::clipboard()->setText(address);
    });
    box->open();
}

} // namespace ui
