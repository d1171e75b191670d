#include "ui/models/model_removal.h"

#include "app/chats/model_name.h"

#include <QCoreApplication>
#include <QDir>
#include <QMessageBox>
#include <QPushButton>

#include <utility>

namespace ui {

namespace {

struct ModelRemovalText
{
    Q_DECLARE_TR_FUNCTIONS(ModelRemoval)
};

} // namespace

QString removalHindrance(app::ModelRemoval removal, bool isInUse)
{
    if (isInUse)
        return ModelRemovalText::tr("This model is loaded; use another one first.");
    if (removal == app::ModelRemoval::Nothing)
        return ModelRemovalText::tr("This model was installed for everybody; remove its package.");
    return {};
}

QMessageBox* askToRemove(const KnownModel& model,
                         std::function<void()> toTrash,
                         std::function<void()> forget,
                         QWidget* parent)
{
    auto* box = new QMessageBox(parent);
    box->setObjectName(QStringLiteral("removeModelQuestion"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setWindowTitle(ModelRemovalText::tr("Remove the model"));
    box->setText(
        ModelRemovalText::tr("Move %1 to the desktop's trash?").arg(app::modelTitle(model.name)));
    const QStringList lines{QDir::toNativeSeparators(model.path), model.detail};
    box->setInformativeText(lines.join(u'\n').trimmed());
    const QPushButton* trash =
        box->addButton(ModelRemovalText::tr("Move to the trash"), QMessageBox::DestructiveRole);
    QObject::connect(trash, &QPushButton::clicked, parent, std::move(toTrash));
    if (forget) {
        const QPushButton* keep = box->addButton(ModelRemovalText::tr("Only take it off the list"),
                                                 QMessageBox::AcceptRole);
        QObject::connect(keep, &QPushButton::clicked, parent, std::move(forget));
    }
    QPushButton* cancel = box->addButton(ModelRemovalText::tr("Cancel"), QMessageBox::RejectRole);
    box->setDefaultButton(cancel);
    box->open();
    return box;
}

} // namespace ui
