// Emoji on paper: PDF draws letters in one colour, so that those of a font with colours of its own
// would be left out. They become pictures within the text. On the thread of the document.
#pragma once

class QTextDocument;

namespace ui {

// Of a document whose fonts have sizes in pixels.
void drawEmojiAsPictures(QTextDocument& document);

} // namespace ui
