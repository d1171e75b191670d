// The buttons in the header of a code block: wrap its lines, save it, copy it.
#pragma once

#include <QWidget>

class QFileDialog;
class QToolButton;

namespace ui {

class Theme;

namespace markdown {

class CodeTools : public QWidget
{
    Q_OBJECT

public:
    explicit CodeTools(const Theme& theme, QWidget* parent = nullptr);

    // What is copied and saved; language: the fence's word, for the name of the file.
    void setCode(const QString& code, const QString& language);
    void setWrapped(bool wrapped); // what the button shows

signals:
    void choosingFile(QFileDialog* dialog); // before it is opened: where, is up to others
    void wrapRequested(bool wrap);

private:
    QToolButton* addButton(const char* icon, const QString& name, const char* objectName);
    void restyle();
    void copy();
    void save();

    const Theme& m_theme;
    QString m_code;
    QString m_language;
    QToolButton* m_wrap;
    QToolButton* m_save;
    QToolButton* m_copy;
};

// "script.py" for "python": how a saved block is called.
QString fileNameFor(const QString& language);

} // namespace markdown
} // namespace ui
