#include "ui/widgets/not_opened.h"

#include <QApplication>
#include <QClipboard>
#include <QMessageBox>
#include <QPushButton>

namespace ui {

void sayNotOpened(QWidget* parent, const QString& why, const QString& address)
{
    auto* box = new QMessageBox(QMessageBox::NoIcon, {}, why, QMessageBox::Close, parent);
    box->setObjectName(QStringLiteral("notOpened"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(address);
    const QPushButton* copy = box->addButton(QObject::tr("Copy address"), QMessageBox::ActionRole);
    QObject::connect(copy, &QPushButton::clicked, box, [address] {
        QApplication::clipboard()->setText(address);
    });
    box->open();
}

} // namespace ui
