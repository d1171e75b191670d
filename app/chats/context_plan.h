// What the model is given to read of a conversation that is longer than its context window. Plain
// values.
#pragma once

#include <QString>

namespace app {

// What happens when a conversation does not fit (any more).
enum class ContextChoice
{
    Ask,
    LeaveOut, // the oldest messages
    Summarise // the oldest messages; the summary is shown before it is used
};

struct ContextPlan
{
    ContextChoice choice = ContextChoice::Ask;
    // The messages up to this one are not read, where it is on the path; 0: all are.
    qint64 end = 0;
    QString summary = {}; // read in their place; with end 0 before everything

    bool operator==(const ContextPlan&) const = default;
};

// How a choice is written down: "ask", "leaveOut", "summarise". What is not known is Ask.
QString nameOf(ContextChoice choice);
ContextChoice contextChoiceOf(const QString& name);

} // namespace app
