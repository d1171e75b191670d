// The files that go with a message, each with its tokens; a click on its name shows its text. Of a
// message that is being written they can be dropped, and last are those that are still being read.
#pragma once

#include "ui/widgets/attachment.h"

#include <QWidget>

class QHBoxLayout;
class QToolButton;

namespace ui {

class Theme;

class AttachmentChips : public QWidget
{
    Q_OBJECT

public:
    explicit AttachmentChips(const Theme& theme, QWidget* parent = nullptr);

    void setDroppable(bool droppable) { m_droppable = droppable; } // of those to come
    void setAttachments(const QList<Attachment>& attachments);
    void add(const Attachment& attachment);
    void addReading(int id, const QString& name);
    bool endReading(int id); // false: it was dropped meanwhile
    bool isReading() const { return !m_reading.isEmpty(); }
    void remove(const QList<Attachment>& attachments);        // those that are there
    void setTokens(const Attachment& attachment, int tokens); // where it is there
    void dropLast();                                          // as its button does
    void clear();
    const QList<Attachment>& attachments() const { return m_attachments; }
    int heightForWidth(int width) const override; // the chips stand in rows
    int widthWithin(int width) const;             // which the widest row takes of it

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
    QHBoxLayout* addChip(QWidget* name, const QString& state);
    QToolButton* addDrop(QHBoxLayout& chip, const QString& name);
    QString elided(const QString& name) const;
    QWidget* openButton(const Attachment& attachment);

    const Theme& m_theme;
    QList<Attachment> m_attachments;
    QList<ReadFile> m_reading;
    QList<QWidget*> m_chips;
    bool m_droppable = true;
};

} // namespace ui
