// The files that go with the message being written, each with its tokens and a way to drop it.
#pragma once

#include "ui/chat/attachment.h"

#include <QWidget>

class QHBoxLayout;

namespace ui {

class Theme;

class AttachmentChips : public QWidget
{
    Q_OBJECT

public:
    explicit AttachmentChips(const Theme& theme, QWidget* parent = nullptr);

    void add(const Attachment& attachment);
    void remove(const QList<Attachment>& attachments); // those that are there
    void clear();
    const QList<Attachment>& attachments() const { return m_attachments; }

signals:
    void changed();

private:
    void rebuild();

    const Theme& m_theme;
    QList<Attachment> m_attachments;
    QHBoxLayout* m_row;
};

} // namespace ui
