// The files that go with the message being written, each with its tokens and a way to drop it; last
// those that are still being read.
#pragma once

#include "ui/chat/attachment.h"

#include <QWidget>

class QToolButton;

namespace ui {

class Theme;

class AttachmentChips : public QWidget
{
    Q_OBJECT

public:
    explicit AttachmentChips(const Theme& theme, QWidget* parent = nullptr);

    void add(const Attachment& attachment);
    void addReading(int id, const QString& name);
    bool endReading(int id); // false: it was dropped meanwhile
    bool isReading() const { return !m_reading.isEmpty(); }
    void remove(const QList<Attachment>& attachments);        // those that are there
    void setTokens(const Attachment& attachment, int tokens); // where it is there
    void clear();
    const QList<Attachment>& attachments() const { return m_attachments; }
    int heightForWidth(int width) const override; // the chips stand in rows

signals:
    void changed();
    void readingDropped(int id);

protected:
    bool event(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct ReadFile
    {
        int id;
        QString name;
    };

    void rebuild();
    void arrange();
    QList<QRect> places(int width) const;
    QToolButton* addChip(const QString& name, const QString& state); // its button to drop it

    const Theme& m_theme;
    QList<Attachment> m_attachments;
    QList<ReadFile> m_reading;
    QList<QWidget*> m_chips;
};

} // namespace ui
