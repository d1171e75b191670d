// What Fireside is: version, engine, libraries and licences.
#pragma once

#include <QDialog>

namespace ui {

class Theme;

class AboutDialog : public QDialog
{
    Q_OBJECT

public:
    // kernels: the instruction set the engine chose; empty where no model has been loaded yet.
    AboutDialog(const Theme& theme, const QString& kernels, QWidget* parent = nullptr);

signals:
    void logRequested();
};

} // namespace ui
