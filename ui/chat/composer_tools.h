// The buttons below the composer's text: attach files, saved prompts, instructions of this
// conversation, and how freely the model is to write.
//
// Owned by the chat page; joins the composer to settings and controller. Files are read and counted
// on a thread of its own. GUI thread only.
#pragma once

#include "app/inference/inference.h"
#include "ui/widgets/attachment.h"

#include <QHash>
#include <QObject>
#include <QThreadPool>

#include <stop_token>

class QMenu;
class QToolButton;

namespace app {
class ChatController;
class Settings;
} // namespace app

namespace ui {

class Composer;
class IconButton;
class Theme;

class ComposerTools : public QObject
{
    Q_OBJECT

public:
    ComposerTools(const Theme& theme,
                  Composer& composer,
                  app::ChatController& controller,
                  app::Inference& inference,
                  app::Settings& settings,
                  QObject* parent);
    ~ComposerTools() override;

    void attach(const QStringList& paths); // one that is a model is not: modelOffered()
    void chooseFiles();                    // to attach
    void openInstructions();
    void showInstructions(); // whether this conversation has its own

signals:
    void attaching();
    void modelOffered(const QString& path); // to be opened
    void failed(const QString& message);    // a line for each file of attach() so far
    void instructionsChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void attachFile(const QString& path);
    void attachText(const QString& text);
    void fail(const core::Error& error); // says it
    int beginReading(const QString& name);
    void countPutBack();
    void countAndAdd(int id, const Attachment& attachment);
    void buildPresets();
    void showPreset();
    void showPrompts();

    const Theme& m_theme;
    Composer& m_composer;
    app::ChatController& m_controller;
    app::Inference& m_inference;
    app::Settings& m_settings;
    QThreadPool m_pool;
    QHash<int, std::stop_source> m_reading; // by the number of their chips
    int m_lastReading = 0;
    QStringList m_failures; // since attach()
    IconButton* m_instructions;
    QToolButton* m_preset;
    QMenu* m_presets;
};

} // namespace ui
