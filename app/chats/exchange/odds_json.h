// What the model thought of the tokens of an answer, as JSON: README.md beside this file describes
// it.
#pragma once

#include "app/chats/token_odds.h"

#include <QJsonArray>

namespace app {

QJsonArray toJson(const QList<OddsRun>& runs);

// Read back, the runs are what they were. What makes no sense ends its run.
QList<OddsRun> oddsOfJson(const QJsonArray& runs);

} // namespace app
