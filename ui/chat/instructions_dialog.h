// What one conversation tells the model before anything else. Asks before a change is lost.
#pragma once

#include <QDialog>

class QPlainTextEdit;
class QVBoxLayout;

namespace ui {

class InstructionsDialog : public QDialog
{
    Q_OBJECT

public:
    // own: of the conversation, null: it uses the general ones, which are shown where there are
    // any.
    InstructionsDialog(const QString& own, const QString& general, QWidget* parent = nullptr);

signals:
    void chosen(const QString& prompt); // null: the general ones

protected:
    void reject() override; // Cancel, Esc, or the window closed

private:
    void addGeneral(const QString& general, QVBoxLayout* layout);
    void save();

    QPlainTextEdit* m_text;
};

} // namespace ui
