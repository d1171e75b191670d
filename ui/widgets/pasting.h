// A text field, QTextEdit or QPlainTextEdit, that takes a paste of nothing as nothing.
//
// Qt 6.4 looks at the first format of what is pasted without asking whether there is one; with an
// empty clipboard, as after the desktop has started, Ctrl+V ends the program.
#pragma once

#include <QMimeData>

namespace ui {

template <typename Edit>
class Pasting : public Edit
{
public:
    using Edit::Edit;

protected:
    void insertFromMimeData(const QMimeData* source) override
    {
        if (!source->formats().isEmpty())
            Edit::insertFromMimeData(source);
    }
};

} // namespace ui
