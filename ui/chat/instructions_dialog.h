// What one conversation tells the model before anything else.
#pragma once

#include <QDialog>

class QPlainTextEdit;

namespace ui {

class InstructionsDialog : public QDialog
{
    Q_OBJECT

public:
    // own: of the conversation, null: it uses the general ones.
    InstructionsDialog(const QString& own, const QString& general, QWidget* parent = nullptr);

signals:
    void chosen(const QString& prompt); // null: the general ones

private:
    QPlainTextEdit* m_text;
};

} // namespace ui
