// The keys that Fireside knows, as a list.
#pragma once

#include <QDialog>

namespace ui {

class Theme;

class ShortcutsDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ShortcutsDialog(const Theme& theme, QWidget* parent = nullptr);
};

} // namespace ui
