// Ends the event loop when the system asks: SIGTERM, SIGINT (Ctrl+C) and SIGHUP.
#pragma once

namespace app {

// After the application object is made, once. The loop then ends with status 0, and destructors
// run.
void quitOnSignals();

} // namespace app
