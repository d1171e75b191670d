// The middle of the window: the conversation or the greeting, errors, and the composer.
//
// Joins a ChatController to the widgets: what the controller says is shown, what the person does is
// asked of it.
#pragma once

#include "app/chats/chat_types.h"
#include "app/conversation/context_fit.h"
#include "app/inference/inference.h"
#include "ui/chat/message_footer.h"
#include "ui/chat/sentence_speaker.h"
#include "ui/widgets/known_model.h"

#include <QTimer>
#include <QWidget>

#include <functional>

class QMenu;
class QStackedWidget;

namespace app {
class ChatController;
class Drafts;
class Settings;
class SpellChecker;
} // namespace app

namespace ui {

class ChatView;
class CompareStrip;
class Composer;
class ComposerTools;
class ContextMeter;
class ContextStrip;
class DraftKeeper;
class EditKeeper;
class EmptyState;
class ErrorStrip;
class FindBar;
class LookBar;
class ModelChangeStrip;
class ModelNoteStrip;
class ReadAloud;
class TemporaryBar;
class Theme;
class Toast;
class WaitingStrip;

class ChatPage : public QWidget
{
    Q_OBJECT

public:
    // All must outlive the page.
    ChatPage(const Theme& theme,
             app::ChatController& controller,
             app::Inference& inference,
             app::Settings& settings,
             QWidget* parent = nullptr);

    void showError(const QString& message);
    void clearError(); // what it was about has worked since
    void focusComposer();
    void openFind();
    // Once this message, of a search over all conversations, is shown. 0: none is to be.
    void markWhenRevealed(app::MessageId message, const QString& words);
    // What the buttons below the last messages do; nothing where there is none.
    void regenerateLast();
    void copyLastAnswer();
    void editLastMessage();
    void chooseFiles(); // to attach
    bool isLooking() const;
    void setKnownModels(const QList<KnownModel>& models) { m_models = models; }
    void setLooking(bool looking); // inside the answers: see ChatView::setLooking()
    void stepUncertain(int step);  // looks inside first where it has to
    void attach(const QStringList& paths);
    // Asks for this model once no answer on its way would end with that, unless the person decides
    // otherwise; modelRequested() follows.
    void openModel(const QString& path);
    // The next message is answered by this model too, beside the current one.
    void compareNext(const QString& model);
    void setReadAloud(ReadAloud& reader); // which outlives the page; without it nothing is read
    void stopReading();                   // what is shown here
    void setSpelling(app::SpellChecker& checker); // which must outlive the page
    // From here on each conversation has its own text in the composer, and edits that are open are
    // kept. It must outlive the page.
    void setDrafts(app::Drafts& drafts);
    void leaveDraft();     // to another page, which may then take it
    void takeDraftAlong(); // to the conversation shown next
    // Offers to undo what just happened; no action: nothing is offered.
    void say(const QString& text, const QString& action, std::function<void()> act);
    void sayOfConversation(const QString& text); // until another one is shown
    ChatView& view() { return *m_view; }
    Composer& composer() { return *m_composer; }

    // Hides the question what to do about a full context and stops a summary under way. False where
    // nothing was asked.
    bool dismissContext();
    // A message that waits for a model no longer goes by itself. False where none waits.
    bool dismissWaiting();
    // A model that waits for answers to end is not opened. False where none waits.
    bool dismissModelChange();
    // The next message is answered by one model, or two answers are no longer compared unless one
    // of them is being written. False where nothing was to be compared.
    bool dismissComparison();
    // The bar that finds words is closed. False where it was not open.
    bool dismissFind();

protected:
    void keyPressEvent(QKeyEvent* event) override;

signals:
    void openModelRequested();
    void openFolderRequested();
    void modelRequested(const QString& path);       // to be loaded
    void modelBesideRequested(const QString& path); // to be loaded beside the current one
    void lookingChanged(bool looking);

private:
    void buildLayout();
    void connectController();
    void showConversation(const QList<app::Message>& path);
    void fork(app::MessageId id);
    void sayRemoved(const app::RemovedMessages& removed);
    void regenerate(app::MessageId id, MessageFooter::Variation variation);
    void listOtherModels(app::MessageId id, QMenu* menu, MessageFooter::Purpose purpose);
    void answerBy(const QString& model, app::MessageId id);
    void connectModelChange();
    void openNextModel(bool atOnce);
    void noteModel();
    void showMessages(bool any);
    void showTemporary();
    void connectFind();
    void connectPrepare();
    void connectLook();
    void connectContext();
    void connectWaiting();
    void connectComparison();
    void compareAnswer(const QString& model, app::MessageId answer);
    void loadRival(const QString& model);
    void goOnComparing(app::ModelState state);
    void send(const QString& text);
    bool isReading() const; // aloud, what is shown here
    void askAboutContext(const app::ContextFit& fit);
    void enlargeContext(int tokens);
    void putBack(const QString& text);
    void takeBack();
    void updateMeter();
    void showModelState(app::ModelState state, const QString& message);

    app::ChatController& m_controller;
    app::Inference& m_inference;
    app::Settings& m_settings;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    ChatView* m_view;
    FindBar* m_find;
    LookBar* m_look;
    TemporaryBar* m_temporary;
    ContextStrip* m_context;
    WaitingStrip* m_waiting;
    CompareStrip* m_comparison;
    ModelChangeStrip* m_modelChange;
    ModelNoteStrip* m_modelNote;
    ErrorStrip* m_errors;
    ErrorStrip* m_saving; // while conversations cannot be saved
    Composer* m_composer;
    ComposerTools* m_tools;
    ContextMeter* m_meter;
    QWidget* m_column; // the strips and the composer
    Toast* m_toast;
    SentenceSpeaker m_speaker;
    QString m_returned; // what was not sent and stands at the composer's beginning
    // The summary in question: of which conversation, up to which message; and those that were left
    // when something else was shown.
    app::ConversationId m_summarised = 0;
    app::MessageId m_summarisedTo = 0;
    QHash<app::ConversationId, std::pair<app::MessageId, QString>> m_leftSummaries;
    QString m_said;   // of the conversation that is shown
    QTimer m_prepare; // after the last key
    app::MessageId m_toMark = 0;
    QString m_wordsToMark;
    bool m_hasOpened = false; // a conversation, the one of the start included
    app::ConversationId m_shown = 0;
    QList<app::Message> m_path; // what is shown
    QList<KnownModel> m_models;
    QString m_nextModel; // path of the one that waits to be opened; empty: none
    // Another answer is wanted beside this one, once another model than that is there.
    app::MessageId m_anotherAnswer = 0;
    QString m_modelError; // told last
    QString m_notedModel; // path of the one that was ready last
    QString m_formerModel;
    // The answer that did not fit goes on once the model has been opened with a larger context.
    bool m_isEnlarging = false;
    QString m_rival; // path of the model that answers the next message too; empty: none
    // Another model's answer is wanted beside this one, once that model is there.
    app::MessageId m_comparedAnswer = 0;
    QString m_comparedModel;
    ReadAloud* m_reader = nullptr;
    DraftKeeper* m_drafts = nullptr;
    EditKeeper* m_edits = nullptr;
};

} // namespace ui
