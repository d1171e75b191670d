#include "app/chats/context_plan.h"

namespace app {

QString nameOf(ContextChoice choice)
{
    switch (choice) {
    case ContextChoice::LeaveOut:
        return QStringLiteral("leaveOut");
    case ContextChoice::Summarise:
        return QStringLiteral("summarise");
    case ContextChoice::Ask:
        break;
    }
    return QStringLiteral("ask");
}

ContextChoice contextChoiceOf(const QString& name)
{
    for (const ContextChoice choice : {ContextChoice::LeaveOut, ContextChoice::Summarise}) {
        if (name == nameOf(choice))
            return choice;
    }
    return ContextChoice::Ask;
}

} // namespace app
