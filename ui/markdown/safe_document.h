// A text document that loads nothing, whatever its content asks for.
#pragma once

#include <QTextDocument>

namespace ui::markdown {

class SafeDocument : public QTextDocument
{
    Q_OBJECT

public:
    explicit SafeDocument(QObject* parent = nullptr);

protected:
    // Qt would open local files here, also those that block or never end.
    QVariant loadResource(int type, const QUrl& name) override;
};

} // namespace ui::markdown
